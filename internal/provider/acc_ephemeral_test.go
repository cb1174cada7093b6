package provider_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/echoprovider"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

// echoed hands ephemeral values to a provider's configuration, which is where
// they belong. The echo provider writes down what it is given, so it is given
// no secret but its fingerprint.
const echoed = `
provider "echo" {
  data = {
    username    = ephemeral.dbartifact_credentials.it.username
    host        = ephemeral.dbartifact_credentials.it.host
    database    = ephemeral.dbartifact_credentials.it.database_name
    fingerprint = sha256(ephemeral.dbartifact_credentials.it.password)
    signed      = can(regex("Action=connect.*DBUser=dbadmin.*X-Amz-Signature=", ephemeral.dbartifact_credentials.it.password))
    url         = replace(ephemeral.dbartifact_credentials.it.url, "/:[^:@]+@/", ":PASSWORD@")
  }
}
resource "echo" "it" {}
`

func withEcho(t *testing.T) map[string]func() (tfprotov6.ProviderServer, error) {
	t.Helper()
	all := factories(t)
	all["echo"] = echoprovider.NewProviderServer()
	return all
}

func TestCredentialsReachAProviderAndNothingElse(t *testing.T) {
	startSandbox(t)
	data := tfjsonpath.New("data")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: withEcho(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{{
			// In one apply with the cluster: the ARN is not known before.
			Config: archiveImage(filepath.Join(t.TempDir(), "orders.tar")) + cloneOf(``) +
				`ephemeral "dbartifact_credentials" "it" { cluster_identifier = dbartifact_cluster.clone.arn }` + echoed,
			ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue("echo.it", data.AtMapKey("username"), knownvalue.StringExact("dbadmin")),
				statecheck.ExpectKnownValue("echo.it", data.AtMapKey("database"), knownvalue.StringExact("app")),
				statecheck.ExpectKnownValue("echo.it", data.AtMapKey("url"),
					knownvalue.StringRegexp(regexp.MustCompile(`^postgres://dbadmin:PASSWORD@[^/]+:\d+/app\?sslmode=require$`))),
			},
			Check: func(s *terraform.State) error { return fingerprintIsTheSecrets(t, s) },
		}},
	})
}

// fingerprintIsTheSecrets asks Secrets Manager itself, and the database.
func fingerprintIsTheSecrets(t *testing.T, s *terraform.State) error {
	t.Helper()
	password, err := secretOf(t, s)
	if err != nil {
		return err
	}
	state := s.RootModule().Resources
	sum := sha256.Sum256([]byte(password))
	if got := state["echo.it"].Primary.Attributes["data.fingerprint"]; got != hex.EncodeToString(sum[:]) {
		return fmt.Errorf("the password that was handed over is another one than the secret's: %q", got)
	}
	if _, err := ask(t, postgres, s, password, `select 1`); err != nil {
		return fmt.Errorf("logging in with the secret's password: %w", err)
	}
	text, err := json.Marshal(s)
	if err == nil && strings.Contains(string(text), password) {
		err = errors.New("the password is in the state")
	}
	return err
}

func TestCredentialsByToken(t *testing.T) {
	startSandbox(t)
	ofSource := func(attributes string) string {
		return `ephemeral "dbartifact_credentials" "it" {` + "\n cluster_identifier = \"orders\"\n" + attributes + "\n}" + echoed
	}
	refusal := func(attributes, message string) resource.TestStep {
		return resource.TestStep{Config: ofSource(attributes), ExpectError: regexp.MustCompile(message)}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: withEcho(t),
		Steps: []resource.TestStep{
			refusal(``, `(?s)not\s+managed\s+by RDS.*authentication = "iam"`),
			refusal(`authentication = "iam"`, `(?s)IAM\s+database\s+authentication\s+is\s+off`),
			refusal(`username = "app"`, `User name does not fit the authentication`),
			{
				PreConfig: func() {
					_, err := rdsClient(t).ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{
						DBClusterIdentifier: aws.String(sourceCluster), EnableIAMDatabaseAuthentication: aws.Bool(true), ApplyImmediately: aws.Bool(true),
					})
					if err != nil {
						t.Fatal(err)
					}
				},
				Config: ofSource(`authentication = "iam"`),
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue("echo.it", tfjsonpath.New("data").AtMapKey("signed"), knownvalue.Bool(true)),
				},
			},
		},
	})
}
