package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
)

// TestLiquibaseItselfAppliesWhatIsNotCompiled has real Liquibase update the
// cluster at converge.
func TestLiquibaseItselfAppliesWhatIsNotCompiled(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			t.Setenv("LIQUIBASE_HOME", liquibasetest.Installed(t).Home())
			startSandboxOf(t, engine)
			changelog := filepath.Join(t.TempDir(), "changelog.xml")
			if err := os.WriteFile(changelog, []byte(exampleChangelog), 0o600); err != nil {
				t.Fatal(err)
			}
			image := strings.Replace(archiveImage(filepath.Join(t.TempDir(), "orders.tar")), `source_db_cluster_id = "orders"`,
				`source_db_cluster_id = "orders", changelog_runner = "liquibase", liquibase_changelog_path = "`+changelog+`"`, 1)
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
				Steps: []resource.TestStep{{
					Config:           image + emptyOf(`maintenance_cidr_blocks = ["127.0.0.1/32"]`),
					ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
					ConfigStateChecks: []statecheck.StateCheck{
						statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("applied_changesets"),
							knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("changelog.xml::1::example")})),
					},
					Check: func(s *terraform.State) error {
						_, err := ask(t, engine, s, freshPassword, `select count(*) from orders`)
						return err
					},
				}},
			})
		})
	}
}
