package provider_test

import (
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestProviderBlockReachesAWSAndTagsEverything(t *testing.T) {
	var assumed atomic.Bool
	url := startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) {
			if r.Action == "AssumeRole" {
				assumed.Store(true)
			}
		}
	}))
	t.Setenv("AWS_ENDPOINT_URL", "")
	t.Setenv("AWS_REGION", "")
	config := fmt.Sprintf(`
provider "dbartifact" {
  region      = "eu-central-1"
  access_key  = "given-in-the-block"
  secret_key  = "given-in-the-block"
  max_retries = 3

  allowed_account_ids = ["123456789012"]

  endpoints {
    rds = %[1]q
    ec2 = %[1]q
    sts = %[1]q
  }

  default_tags {
    tags = { team = "orders", stage = "test" }
  }

  assume_role {
    role_arn     = "arn:aws:iam::123456789012:role/clones"
    session_name = "test"
    tags         = { team = "orders" }
  }
}
`, url) + archiveImage(filepath.Join(t.TempDir(), "orders.tar")) + cloneOf("inherit_master_password = true\ntags = { stage = \"mine\" }")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("tags_all"), knownvalue.MapExact(map[string]knownvalue.Check{
						"team": knownvalue.StringExact("orders"), "stage": knownvalue.StringExact("mine"),
					})),
				},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(imageAddress, tfjsonpath.New("spec").AtMapKey("source").AtMapKey("region"), knownvalue.StringExact("eu-central-1")),
				statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("tags"), knownvalue.MapSizeExact(1)),
			},
		}},
	})
	if !assumed.Load() {
		t.Error("the role was not assumed")
	}
}

func TestUnknownProviderBlockAndInputsPlanAsUnknown(t *testing.T) {
	startSandbox(t)
	config := `
resource "terraform_data" "later" {
  input = "us-east-1"
}
provider "dbartifact" {
  region = terraform_data.later.output
}
` + archiveImage(filepath.Join(t.TempDir(), "orders.tar")) + cloneOf("inherit_master_password = true\ntags = { region = terraform_data.later.output }")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply: []plancheck.PlanCheck{
					plancheck.ExpectUnknownValue(imageAddress, tfjsonpath.New("digest")),
					plancheck.ExpectUnknownValue(clusterAddress, tfjsonpath.New("instance_class")),
					plancheck.ExpectUnknownValue(clusterAddress, tfjsonpath.New("tags_all")),
				},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
		}},
	})
}
