package provider_test

import (
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestCredentialsChangeInPlaceBetweenTheFourWays(t *testing.T) {
	startSandbox(t)
	image := archiveImage(filepath.Join(t.TempDir(), "orders.tar"))
	secret := tfjsonpath.New("master_user_secret_arn")
	step := func(attributes string, action plancheck.ResourceActionType, secretARN knownvalue.Check, password string) resource.TestStep {
		s := resource.TestStep{
			Config: image + cloneOf(attributes),
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, action)},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(clusterAddress, secret, secretARN)},
		}
		if password != "" {
			s.Check = func(state *terraform.State) error { return logsIn(t, state, password) }
		}
		return s
	}
	arn := knownvalue.StringRegexp(regexp.MustCompile(`^arn:aws:secretsmanager:`))
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{
			step(`inherit_master_password = true`, plancheck.ResourceActionCreate, knownvalue.Null(), sandboxtest.Password),
			step(``, plancheck.ResourceActionUpdate, arn, ""),
			step(`master_password = "plain-password"`, plancheck.ResourceActionUpdate, knownvalue.Null(), "plain-password"),
			step("master_password_wo = \"write-only-1\"\nmaster_password_wo_version = 1", plancheck.ResourceActionUpdate, knownvalue.Null(), "write-only-1"),
			step("master_password_wo = \"write-only-2\"\nmaster_password_wo_version = 2", plancheck.ResourceActionUpdate, knownvalue.Null(), "write-only-2"),
			step(`manage_master_user_password = true`, plancheck.ResourceActionUpdate, arn, ""),
			{
				Config:      image + cloneOf(`inherit_master_password = true`),
				ExpectError: regexp.MustCompile(`Password cannot be inherited later`),
			},
		},
	})
}

func TestCredentialsOfTwoWaysAreRefusedAtPlan(t *testing.T) {
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{{
			Config:      `resource "dbartifact_cluster" "clone" {` + "\n image = \"x\"\n manage_master_user_password = true\n inherit_master_password = true\n}",
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`(?s)one way to come about.*manage_master_user_password and\s+inherit_master_password`),
		}},
	})
}

// logsIn connects to the clone in state with a password.
func logsIn(t *testing.T, s *terraform.State, password string) error {
	t.Helper()
	attributes := s.RootModule().Resources[clusterAddress].Primary.Attributes
	port, err := strconv.ParseInt(attributes["port"], 10, 64)
	if err != nil {
		return err
	}
	_, err = query(t.Context(), attributes["endpoint"], port, attributes["master_username"], password, `select 1`)
	return err
}
