package provider_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// secretOf is the managed master password of the cluster in state.
func secretOf(t *testing.T, state *terraform.State) (string, error) {
	t.Helper()
	return secretValue(t, state.RootModule().Resources[clusterAddress].Primary.Attributes["master_user_secret_arn"])
}

// secretValue is the password in a managed secret.
func secretValue(t *testing.T, arn string) (string, error) {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		return "", err
	}
	value, err := secretsmanager.NewFromConfig(cfg).GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(arn)})
	if err != nil {
		return "", err
	}
	var secret struct{ Password string }
	err = json.Unmarshal([]byte(aws.ToString(value.SecretString)), &secret)
	return secret.Password, err
}

// directly is an empty cluster of a master user, with SQL straight to it; more is
// further attributes.
func directly(user, more string) string {
	return cloneOf(`
  create_mode                = "create"
  master_username            = "` + user + `"
  master_password_wo         = "` + freshPassword + `"
  master_password_wo_version = 1
  allowed_cidr_blocks        = ["127.0.0.1/32"]
  maintenance_cidr_blocks    = ["127.0.0.1/32"]
` + more)
}

// viaDataAPI is the empty cluster made anew, with SQL through the Data API.
func viaDataAPI(user string) string {
	return cloneOf(`
  create_mode      = "create"
  master_username  = "` + user + `"
  instance_class   = "db.r6g.large"
  sql_transport    = "data_api"
  refresh_triggers = { transport = "data_api" }
`)
}

// TestChangelogConvergesAndItsAdditionsRunAlone takes a changelog of all formats
// to a cluster directly, then to another one through the Data API alone and
// without Java at hand, and adds to that. Both are what real Liquibase makes of
// it, and it finds nothing to do there.
func TestChangelogConvergesAndItsAdditionsRunAlone(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			tree := newSchemaTree(t, engine) // finds Liquibase in the cache folder, which the sandbox's test has its own of
			startSandboxOf(t, engine)
			reference, chief := tree.reference(t, engine) // one owner, whom both dumps name
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
				return nil
			}
			// content asks Liquibase what it thinks of the record.
			content := func(s *terraform.State, password string) error {
				at, err := addressOf(engine, s)
				return errors.Join(err, tree.liquibaseIsContent(t, at, chief, password))
			}
			// sameSchema checks that the database is the one that Liquibase makes.
			sameSchema := func(s *terraform.State, password string) error {
				at, err := addressOf(engine, s)
				return errors.Join(err, dumpsAs(t, reference, at, chief, password))
			}
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
				Steps: []resource.TestStep{
					{
						Config: image + directly(chief, ""),
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
							return errors.Join(applied(s, freshPassword, changesets, int64(n)), content(s, freshPassword), sameSchema(s, freshPassword))
						},
					},
					{
						PreConfig: func() {
							// The sandbox's certificates are not RDS's: no direct way leads in.
							setenv(map[string]string{"PATH": "/nonexistent", "LIQUIBASE_HOME": "/nonexistent", "JAVA_HOME": "/nonexistent", "DBARTIFACT_DATABASE_CA_BUNDLE": ""})
						},
						Config: image + viaDataAPI(chief),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionDestroyBeforeCreate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						Check: func(s *terraform.State) error {
							setenv(java)
							n, _ := strconv.ParseInt(changesets, 10, 64)
							password, err := secretOf(t, s)
							return errors.Join(err, applied(s, password, changesets, n), sameSchema(s, password))
						},
					},
					{
						PreConfig: func() { tree.addFive(t) },
						Config:    image + viaDataAPI(chief),
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate)},
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						Check: func(s *terraform.State) error {
							n, _ := strconv.Atoi(changesets)
							password, err := secretOf(t, s)
							return errors.Join(err, applied(s, password, strconv.Itoa(n+5), 5), content(s, password))
						},
					},
				},
			})
		})
	}
}
