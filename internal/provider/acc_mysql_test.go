package provider_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// TestMySQLCloneAnswersWithTheSourcesRows walks a clone of Aurora MySQL through
// its life: discovered, cloned, given other credentials, changed, destroyed.
func TestMySQLCloneAnswersWithTheSourcesRows(t *testing.T) {
	startSandboxOf(t, mysqlEngine)
	image := archiveImage(filepath.Join(t.TempDir(), "orders.tar"))
	const longest = "0123456789012345678901234567890123456789x" // 41 characters, all that Aurora MySQL takes
	same := statecheck.CompareValue(compare.ValuesSame())
	step := func(attributes string, action plancheck.ResourceActionType, password string) resource.TestStep {
		return resource.TestStep{
			Config: image + cloneOf(attributes),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, action)},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				same.AddStateValue(clusterAddress, tfjsonpath.New("cluster_resource_id")),
				statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("engine"), knownvalue.StringExact(mysqlEngine)),
			},
			Check: func(s *terraform.State) error { return mysqlRows(t, s, password) },
		}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{
			step("master_password_wo = \"of-the-mysql-clone\"\nmaster_password_wo_version = 1\nallowed_cidr_blocks = [\"127.0.0.1/32\"]", plancheck.ResourceActionCreate, "of-the-mysql-clone"),
			step("master_password = \""+longest+"\"\ninstance_count = 2\nwait_for_readers = true", plancheck.ResourceActionUpdate, longest),
			{
				Config:      image + cloneOf(`master_password = "`+longest+`y"`),
				ExpectError: regexp.MustCompile(`(?s)longer\s+than\s+41`),
			},
			step(`manage_master_user_password = true`, plancheck.ResourceActionUpdate, ""),
		},
	})
}

// mysqlRows looks into the clone; without a password, only whether the source's
// is refused.
func mysqlRows(t *testing.T, s *terraform.State, password string) error {
	t.Helper()
	if _, err := ask(t, mysqlEngine, s, sandboxtest.Password, `select 1`); err == nil || !strings.Contains(err.Error(), "Access denied") {
		return fmt.Errorf("the source's password on the clone: %w", err)
	}
	if password == "" {
		return nil
	}
	n, err := ask(t, mysqlEngine, s, password, `select count(*) from orders join customers c on c.id = customer_id`)
	if err == nil && n != 1000 {
		err = fmt.Errorf("the clone has %d orders, want 1000", n)
	}
	return err
}
