package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
)

// TestRecordHoldsMoreThanThePlanKnewOf applies where the database has changesets
// on record that the plan could not foretell: of an earlier run with other files,
// and of somebody else. No apply fails over them, and the state comes to tell them.
func TestRecordHoldsMoreThanThePlanKnewOf(t *testing.T) {
	startSandboxOf(t, postgres)
	folder := t.TempDir()
	sqlFiles := func(names ...string) string {
		for i, name := range names {
			names[i] = filepath.Join(folder, name+".sql")
			text := "create table " + name + " (id int);\n"
			if name == "wrong" {
				text = "select nothing;\n"
			}
			if err := os.WriteFile(names[i], []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return strings.Replace(archiveImage(filepath.Join(folder, "orders.tar")), `source_db_cluster_id = "orders"`,
			fmt.Sprintf(`source_db_cluster_id = "orders", sql_files = ["%s"]`, strings.Join(names, `", "`)), 1) + directly("chief", "")
	}
	unchanged := resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{
			{Config: sqlFiles("first", "wrong"), ExpectError: regexp.MustCompile(`(?s)statement\s+1\s+of\s+1`)},
			{
				// The unfinished cluster is carried on with, and first.sql ran there.
				Config:           sqlFiles("second"),
				ConfigPlanChecks: unchanged,
				Check: func(s *terraform.State) error {
					n, err := ask(t, postgres, s, freshPassword, `with theirs as (insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)
						values ('x', 'y', 'theirs.xml', now(), 99, 'EXECUTED') returning 1) select count(*) from theirs`)
					if n != 1 {
						err = fmt.Errorf("somebody else recorded %d changesets: %w", n, err)
					}
					return err
				},
			},
			{Config: sqlFiles("second", "third"), ConfigPlanChecks: unchanged},
			{
				RefreshState: true,
				Check: resource.ComposeAggregateTestCheckFunc(
					resource.TestCheckResourceAttr(clusterAddress, "applied_changesets.#", "4"),
					resource.TestMatchResourceAttr(clusterAddress, "applied_changesets.0", regexp.MustCompile(`first\.sql`)),
					resource.TestCheckTypeSetElemAttr(clusterAddress, "applied_changesets.*", "theirs.xml::x::y"),
				),
			},
		},
	})
}
