package provider_test

import (
	"path/filepath"
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// imageFromINI is an image whose configuration is an INI text.
func imageFromINI(archive, text string) string {
	return `
locals {
  ini = provider::dbartifact::parse_ini(<<-EOT
` + text + `
  EOT
  )
}
resource "dbartifact_image" "orders" {
  store        = "archive"
  archive_path = "` + archive + `"
  source_db    = local.ini.source_db
  target_db    = local.ini.target_db
}
`
}

func TestParseINIGivesWhatAnImageTakes(t *testing.T) {
	startSandbox(t)
	archive := filepath.Join(t.TempDir(), "orders.tar")
	ini := imageFromINI(archive, `
[source_db]
source_db_cluster_id = orders
liquibase_changelog_path = dontcare
[target_db]
subnet_ids = source
instance_type = db.t4g.medium
database_name = dontcare
`)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{
				Config: ini,
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(imageAddress, tfjsonpath.New("spec").AtMapKey("target").AtMapKey("instance_class"), knownvalue.StringExact("db.t4g.medium")),
					statecheck.ExpectKnownValue(imageAddress, tfjsonpath.New("target_db").AtMapKey("subnet_ids"), knownvalue.Null()),
				},
			},
			{
				// From the INI to HCL that says the same: nothing changes.
				Config: archiveImage(archive),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
			},
		},
	})
}

func TestParseININamesKeyAndLineOfAMistake(t *testing.T) {
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{{
			Config:      imageFromINI("x.tar", "[source_db]\nsource_db_cluster_id = orders\n[target_db]\ninstance_typ = x\n"),
			PlanOnly:    true,
			ExpectError: regexp.MustCompile(`(?s)text:4.*instance_typ`),
		}},
	})
}
