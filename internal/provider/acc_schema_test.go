package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
)

// schemaParameters are what the changelog in changelog/testdata/full asks for.
var schemaParameters = map[string]string{"owner": "Zoe"}

// schemaTree is a copy of that changelog for an engine, to be added to.
type schemaTree struct {
	dir       string
	installed *liquibase.Installation
}

func newSchemaTree(t *testing.T, engine string) schemaTree {
	t.Helper()
	s := schemaTree{dir: t.TempDir(), installed: liquibasetest.Installed(t)}
	full := filepath.Join("..", "changelog", "testdata", "full")
	for _, folder := range []string{map[string]string{postgres: "postgresql", mysqlEngine: "mysql"}[engine], "shared"} {
		if err := os.CopyFS(s.dir, os.DirFS(filepath.Join(full, folder))); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("LIQUIBASE_HOME", s.installed.Home())
	return s
}

// image is the artifact of the changelog.
func (s schemaTree) image(archive string) string {
	return strings.Replace(archiveImage(archive), `source_db_cluster_id = "orders"`, fmt.Sprintf(
		`source_db_cluster_id = "orders", liquibase_changelog_path = "db/changelog.xml", liquibase_search_paths = [%q],
      liquibase_contexts = ["production"], liquibase_labels = "shop", liquibase_parameters = { owner = %q }`, s.dir, schemaParameters["owner"]), 1)
}

// addFive adds a file of five changesets to the changelog.
func (s schemaTree) addFive(t *testing.T) {
	t.Helper()
	text := "--liquibase formatted sql\n"
	for n := range 5 {
		text += fmt.Sprintf("--changeset later:%d labels:shop\ncreate table later_%d (id int primary key);\n", n, n)
	}
	root := filepath.Join(s.dir, "db", "changelog.xml")
	before, err := os.ReadFile(root)
	if err == nil {
		err = os.WriteFile(root, []byte(strings.Replace(string(before), "</databaseChangeLog>", "<include file=\"db/later.sql\"/></databaseChangeLog>", 1)), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(s.dir, "db", "later.sql"), []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// liquibaseIsContent has real Liquibase validate the database's record, and say
// what is pending.
func (s schemaTree) liquibaseIsContent(t *testing.T, engine string, state *terraform.State) error {
	t.Helper()
	at, err := addressOf(engine, state)
	if err != nil {
		return err
	}
	url := fmt.Sprintf("jdbc:postgresql://%s:%d/%s?sslmode=require", at.host, at.port, at.database)
	if engine == mysqlEngine {
		url = fmt.Sprintf("jdbc:mariadb://%s:%d/%s?sslMode=trust", at.host, at.port, at.database)
	}
	said := filepath.Join(t.TempDir(), "status")
	for _, command := range []string{"validate", "status"} {
		properties := liquibase.Properties{
			"liquibase.command.changelogFile": "db/changelog.xml", "liquibase.searchPath": s.dir, "liquibase.command.url": url,
			"liquibase.command.username": "chief", "liquibase.command.password": freshPassword, "parameter.owner": schemaParameters["owner"],
			"liquibase.outputFile": said,
		}
		if command == "status" {
			properties["liquibase.command.contexts"], properties["liquibase.command.labelFilter"] = "production", "shop"
		}
		if err := s.installed.Run(t.Context(), t.TempDir(), command, properties); err != nil {
			return err
		}
	}
	text, err := os.ReadFile(said)
	if err == nil && !strings.Contains(string(text), "up to date") {
		err = fmt.Errorf("liquibase's status: %s", text)
	}
	return err
}

// withoutJava takes the PATH, and with it Java, from the provider.
func withoutJava(t *testing.T) func() {
	t.Helper()
	return func() {
		t.Setenv("LIQUIBASE_HOME", "/nonexistent")
		t.Setenv("JAVA_HOME", "/nonexistent")
		t.Setenv("PATH", "/nonexistent")
	}
}

func TestChangelogConvergesAndItsAdditionsRunAlone(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			tree := newSchemaTree(t, engine) // finds Liquibase in the cache folder, which the sandbox's test has its own of
			startSandboxOf(t, engine)
			environment := map[string]string{"PATH": os.Getenv("PATH"), "LIQUIBASE_HOME": tree.installed.Home(), "JAVA_HOME": os.Getenv("JAVA_HOME")}
			image := tree.image(filepath.Join(t.TempDir(), "orders.tar"))
			changesets, deployments := 0, int64(0)
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
				Steps: []resource.TestStep{
					{
						Config: image + emptyOf(`maintenance_cidr_blocks = ["127.0.0.1/32"]`),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply: []plancheck.PlanCheck{
								plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("applied_changesets").AtSliceIndex(0), knownvalue.StringRegexp(regexp.MustCompile(`^shared/tables\.xml::`))),
							},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						Check: func(s *terraform.State) (err error) {
							changesets, err = strconv.Atoi(s.RootModule().Resources[clusterAddress].Primary.Attributes["applied_changesets.#"])
							if err != nil || changesets < 60 {
								return fmt.Errorf("%d changesets are on record, want 60 at least: %w", changesets, err)
							}
							return tree.liquibaseIsContent(t, engine, s)
						},
					},
					{
						// Neither an unchanged plan nor converge needs Java or Liquibase.
						PreConfig: withoutJava(t),
						Config:    image + emptyOf("maintenance_cidr_blocks = [\"127.0.0.1/32\"]\nrefresh_triggers = { a = \"new one\" }"),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionDestroyBeforeCreate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						Check: func(s *terraform.State) (err error) {
							deployments, err = ask(t, engine, s, freshPassword, `select count(distinct deployment_id) from `+history(engine))
							return err
						},
					},
					{
						PreConfig: func() {
							for name, value := range environment {
								t.Setenv(name, value)
							}
							tree.addFive(t)
						},
						Config: image + emptyOf("maintenance_cidr_blocks = [\"127.0.0.1/32\"]\nrefresh_triggers = { a = \"new one\" }"),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("arn"), knownvalue.NotNull())},
						Check: func(s *terraform.State) error {
							if now := s.RootModule().Resources[clusterAddress].Primary.Attributes["applied_changesets.#"]; now != strconv.Itoa(changesets+5) {
								return fmt.Errorf("%s changesets are on record, want %d", now, changesets+5)
							}
							last, err := ask(t, engine, s, freshPassword, `select count(*) from `+history(engine)+` where deployment_id = (select max(deployment_id) from `+history(engine)+`)`)
							if err != nil || last != 5 || deployments != 1 {
								return fmt.Errorf("the last of %d and one more runs applied %d changesets, want 5: %w", deployments, last, err)
							}
							return tree.liquibaseIsContent(t, engine, s)
						},
					},
				},
			})
		})
	}
}

// history is the name of Liquibase's table.
func history(engine string) string {
	if engine == mysqlEngine {
		return "DATABASECHANGELOG"
	}
	return "databasechangelog"
}
