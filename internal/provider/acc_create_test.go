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
)

const freshPassword = "of-the-empty-one"

// emptyOf is an empty cluster with a password of its own.
func emptyOf(more string) string {
	return cloneOf(`
  create_mode                = "create"
  master_username            = "chief"
  master_password_wo         = "` + freshPassword + `"
  master_password_wo_version = 1
  allowed_cidr_blocks        = ["127.0.0.1/32"]
` + more)
}

func TestEmptyClusterIsShapedLikeTheSourceAndHoldsNothingOfIt(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			startSandboxOf(t, engine)
			image := strings.Replace(archiveImage(filepath.Join(t.TempDir(), "orders.tar")), `instance_type =`, `database_name = "shop", instance_type =`, 1)
			same, differs := statecheck.CompareValue(compare.ValuesSame()), statecheck.CompareValue(compare.ValuesDiffer())
			id := tfjsonpath.New("cluster_resource_id")
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
				Steps: []resource.TestStep{
					{
						Config: image + emptyOf(``),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply: []plancheck.PlanCheck{
								plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("engine"), knownvalue.StringExact(engine)),
								plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("database_name"), knownvalue.StringExact("shop")),
								plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("create_mode"), knownvalue.StringExact("create")),
							},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						ConfigStateChecks: []statecheck.StateCheck{
							same.AddStateValue(clusterAddress, id),
							differs.AddStateValue(clusterAddress, id),
							statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("master_username"), knownvalue.StringExact("chief")),
						},
						Check: func(s *terraform.State) error { return holdsNoTable(t, engine, s) },
					},
					{
						// What a clone cannot take in place, an empty cluster can; a source's
						// change is none of its business.
						Config: image + emptyOf(`instance_class = "db.r6g.large"`),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(clusterAddress, id)},
					},
					{
						Config: strings.Replace(image, `"shop"`, `"store"`, 1) + emptyOf(`instance_class = "db.r6g.large"`),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionDestroyBeforeCreate)},
						},
						ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(clusterAddress, id)},
					},
				},
			})
		})
	}
}

// holdsNoTable looks into the empty cluster with its own name and password.
func holdsNoTable(t *testing.T, engine string, s *terraform.State) error {
	t.Helper()
	tables, err := ask(t, engine, s, freshPassword, `select count(*) from information_schema.tables where table_name in ('orders', 'customers')`)
	if err == nil && tables != 0 {
		err = fmt.Errorf("%d of the source's tables are there", tables)
	}
	return err
}

func TestEmptyClusterRefusesWhatOnlyACloneHas(t *testing.T) {
	refusal := func(attributes, message string) resource.TestStep {
		return resource.TestStep{
			Config:      `resource "dbartifact_cluster" "clone" {` + "\n image = \"x\"\n" + attributes + "\n}",
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(message),
		}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			refusal("create_mode = \"create\"\ninherit_master_password = true", `(?s)no\s+source\s+whose\s+master\s+password`),
			refusal(`master_username = "chief"`, `(?s)A clone keeps its\s+source's\s+master\s+user`),
		},
	})
}
