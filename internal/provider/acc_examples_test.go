package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
)

// exampleChangelog is the changelog that the examples name.
const exampleChangelog = `<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
	xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
  <changeSet id="1" author="example"><sql>create table orders (id int)</sql></changeSet>
</databaseChangeLog>`

// exampleINI is the configuration file that the examples name.
const exampleINI = `[source_db]
source_db_cluster_id = orders
[target_db]
instance_type = db.t4g.medium
`

// foreignBlocks are the parts of an example that belong to a provider of
// another registry, which no test here can install.
var foreignBlocks = regexp.MustCompile(`(?ms)^(terraform \{\n  required_providers \{[^}]*\}\n    postgresql|(provider|resource) "postgresql).*?^\}\n`)

// exampleGroup is a security group that only the examples' reader has.
var exampleGroup = regexp.MustCompile(`sg-0123456789abcdef0`)

// An example that cannot be planned teaches mistakes.
func TestEveryExampleCanBePlanned(t *testing.T) {
	startSandbox(t)
	group := defaultGroup(t)
	var examples []string
	for _, pattern := range []string{"provider/*.tf", "resources/*/*.tf", "data-sources/*/*.tf", "ephemeral-resources/*/*.tf", "functions/*/*.tf", "demo/*.tf"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "examples", pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no example matches %s: %v", pattern, err)
		}
		examples = append(examples, found...)
	}
	for _, path := range examples {
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			w := newWorkspace(t, "")
			config := foreignBlocks.ReplaceAllString(string(text), "")
			config = exampleGroup.ReplaceAllString(config, group)
			if !strings.Contains(config, "required_providers") {
				config = requiredProviders + config
			}
			w.write(t, "main.tf", config)
			if err := os.Mkdir(filepath.Join(w.dir, "db"), 0o700); err != nil {
				t.Fatal(err)
			}
			w.write(t, filepath.Join("db", "changelog.xml"), exampleChangelog)
			if strings.Contains(config, "liquibase_changelog_path") {
				w.env = append(w.env, "LIQUIBASE_HOME="+liquibasetest.Installed(t).Home())
			}
			w.write(t, "orders.ini", exampleINI)
			w.program(t, "build", "orders.ini", "--store=archive", "--archive-path=orders.tar")
			w.env = append(w.env, "TF_VAR_staging_password=only-for-staging", "TF_VAR_calendar_week=47")
			if out := w.run(t, "plan", "-no-color"); strings.Contains(out, "only-for-staging") {
				t.Error("the plan shows the password")
			}
		})
	}
}

// defaultGroup is the security group that every VPC has.
func defaultGroup(t *testing.T) string {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	groups, err := ec2.NewFromConfig(cfg).DescribeSecurityGroups(t.Context(), &ec2.DescribeSecurityGroupsInput{})
	if err != nil || len(groups.SecurityGroups) == 0 {
		t.Fatalf("no security group: %v", err)
	}
	return aws.ToString(groups.SecurityGroups[0].GroupId)
}
