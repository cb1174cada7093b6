package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
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
func (s schemaTree) liquibaseIsContent(t *testing.T, engine, password string, state *terraform.State) error {
	t.Helper()
	at, err := addressOf(engine, state)
	if err != nil {
		return err
	}
	url := fmt.Sprintf("jdbc:postgresql://%s:%d/%s?sslmode=require", at.host, at.port, at.database)
	if engine == mysqlEngine {
		url = fmt.Sprintf("jdbc:mariadb://%s:%d/%s?useMysqlMetadata=true&sslMode=trust", at.host, at.port, at.database)
	}
	said := filepath.Join(t.TempDir(), "status")
	for _, command := range []string{"validate", "status"} {
		properties := liquibase.Properties{
			"liquibase.command.changelogFile": "db/changelog.xml", "liquibase.searchPath": s.dir, "liquibase.command.url": url,
			"liquibase.command.username": "chief", "liquibase.command.password": password, "parameter.owner": schemaParameters["owner"],
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

// secretOf is the managed master password of the cluster in state.
func secretOf(t *testing.T, state *terraform.State) (string, error) {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		return "", err
	}
	value, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{
		SecretId: aws.String(state.RootModule().Resources[clusterAddress].Primary.Attributes["master_user_secret_arn"]),
	})
	if err != nil {
		return "", err
	}
	var secret struct{ Password string }
	err = json.Unmarshal([]byte(aws.ToString(value.SecretString)), &secret)
	return secret.Password, err
}

// viaDataAPI is the empty cluster made anew, with SQL through the Data API.
func viaDataAPI() string {
	return cloneOf(`
  create_mode      = "create"
  master_username  = "chief"
  instance_class   = "db.r6g.large"
  sql_transport    = "data_api"
  refresh_triggers = { transport = "data_api" }
`)
}

// TestChangelogConvergesAndItsAdditionsRunAlone takes a changelog of all formats
// to a cluster directly, then to another one through the Data API alone and
// without Java at hand, and adds to that.
func TestChangelogConvergesAndItsAdditionsRunAlone(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			tree := newSchemaTree(t, engine) // finds Liquibase in the cache folder, which the sandbox's test has its own of
			startSandboxOf(t, engine)
			java := map[string]string{"PATH": os.Getenv("PATH"), "LIQUIBASE_HOME": tree.installed.Home(), "JAVA_HOME": os.Getenv("JAVA_HOME")}
			setenv := func(environment map[string]string) {
				for name, value := range environment {
					t.Setenv(name, value)
				}
			}
			image := tree.image(filepath.Join(t.TempDir(), "orders.tar"))
			changesets := ""
			// applied checks the number on record, and how many the last run applied.
			applied := func(s *terraform.State, password, total string, last int64) error {
				if now := s.RootModule().Resources[clusterAddress].Primary.Attributes["applied_changesets.#"]; now != total {
					return fmt.Errorf("%s changesets are on record, want %s", now, total)
				}
				table := map[string]string{postgres: "databasechangelog", mysqlEngine: "DATABASECHANGELOG"}[engine]
				n, err := ask(t, engine, s, password, `select count(*) from `+table+` where deployment_id = (select max(deployment_id) from `+table+`)`)
				if err != nil || n != last {
					return fmt.Errorf("the last run applied %d changesets, want %d: %w", n, last, err)
				}
				return tree.liquibaseIsContent(t, engine, password, s)
			}
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
						},
						Check: func(s *terraform.State) error {
							changesets = s.RootModule().Resources[clusterAddress].Primary.Attributes["applied_changesets.#"]
							n, err := strconv.Atoi(changesets)
							if err != nil || n < 60 {
								return fmt.Errorf("%s changesets are on record, want 60 at least", changesets)
							}
							return applied(s, freshPassword, changesets, int64(n))
						},
					},
					{
						PreConfig: func() {
							// The sandbox's certificates are not RDS's: no direct way leads in.
							setenv(map[string]string{"PATH": "/nonexistent", "LIQUIBASE_HOME": "/nonexistent", "JAVA_HOME": "/nonexistent", "DBARTIFACT_DATABASE_CA_BUNDLE": ""})
						},
						Config: image + viaDataAPI(),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionDestroyBeforeCreate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						Check: func(s *terraform.State) error {
							setenv(java)
							n, _ := strconv.ParseInt(changesets, 10, 64)
							password, err := secretOf(t, s)
							return errors.Join(err, applied(s, password, changesets, n))
						},
					},
					{
						PreConfig: func() { tree.addFive(t) },
						Config:    image + viaDataAPI(),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						Check: func(s *terraform.State) error {
							n, _ := strconv.Atoi(changesets)
							password, err := secretOf(t, s)
							return errors.Join(err, applied(s, password, strconv.Itoa(n+5), 5))
						},
					},
				},
			})
		})
	}
}
