package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// gate listens to the sandbox and looks into the clone at the very moment at
// which something lets consumers in.
type gate struct {
	look func() error

	mu       sync.Mutex
	openings []string
	wrong    []error
}

// opens says what of a request lets consumers in; "" for nothing.
func opens(r sandbox.Request) string {
	switch {
	case r.Status >= 300:
		return ""
	case r.Action == "AuthorizeSecurityGroupIngress" && strings.Contains(fmt.Sprint(r.Params), "10.0.0.0/8"):
		return "ingress"
	case r.Action == "EnableHttpEndpoint":
		return "HTTP endpoint"
	case r.Action == "ModifyDBCluster" && r.Params["EnableIAMDatabaseAuthentication"] == "true":
		return "IAM authentication, log exports"
	default:
		return ""
	}
}

func (g *gate) hear(r sandbox.Request) {
	what := opens(r)
	if what == "" {
		return
	}
	err := g.look()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.openings = append(g.openings, what)
	if err != nil {
		g.wrong = append(g.wrong, fmt.Errorf("when %s appears: %w", what, err))
	}
}

const maskingPassword = "to-look-into-the-clone"

// maskedImage is an image whose script is at path.
func maskedImage(t *testing.T, script string) string {
	t.Helper()
	return strings.Replace(archiveImage(filepath.Join(t.TempDir(), "orders.tar")), `source_db_cluster_id = "orders"`,
		fmt.Sprintf("source_db_cluster_id = \"orders\", clone_scripts = [%q]", script), 1)
}

func TestCloneIsMaskedBeforeAnythingLetsConsumersIn(t *testing.T) {
	logType := map[string]string{postgres: "postgresql", mysqlEngine: "error"}
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			g := &gate{}
			startSandboxOf(t, engine, sandboxtest.WithConfig(func(c *sandbox.Config) { c.OnRequest = g.hear }))
			g.look = func() error { return cloneIsMasked(t, engine) }
			g.openings = nil
			script := filepath.Join(t.TempDir(), "mask.sql")
			write := func(text string) func() {
				return func() {
					if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
			}
			config := maskedImage(t, script) + cloneOf(`
  master_password_wo                  = "`+maskingPassword+`"
  master_password_wo_version          = 1
  maintenance_cidr_blocks             = ["192.0.2.1/32"]
  allowed_cidr_blocks                 = ["10.0.0.0/8"]
  instance_class = "db.r6g.large"
  enable_http_endpoint                = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["`+logType[engine]+`"]
`)
			const mask = "-- names are nobody's business; they go\nupdate customers set name = 'somebody';\n"
			id := ""
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
				Steps: []resource.TestStep{
					{
						PreConfig:   write(mask + "update no_such_table set x = 1;\n"),
						Config:      config,
						ExpectError: regexp.MustCompile(`(?s)mask\.sql.*no_such_table.*To look:`),
					},
					{
						PreConfig: func() {
							if len(g.openings) > 0 {
								t.Errorf("with a broken script the clone was opened: %v", g.openings)
							}
							id = describeClone(t)
							write(mask)()
						},
						Config: config,
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
						},
						ConfigStateChecks: []statecheck.StateCheck{
							statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("inherited_logins"), knownvalue.StringExact("lock")),
						},
						Check: func(*terraform.State) error {
							if now := describeClone(t); now != id {
								return fmt.Errorf("a second clone %s was made beside %s", now, id)
							}
							return cloneIsMasked(t, engine)
						},
					},
					{
						PreConfig: write(mask + "update customers set name = 'nobody';\n"),
						Config:    config, PlanOnly: true, ExpectNonEmptyPlan: true,
						ConfigPlanChecks: resource.ConfigPlanChecks{
							PostApplyPreRefresh: []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionDestroyBeforeCreate)},
						},
					},
				},
			})
			if len(g.openings) < 3 {
				t.Errorf("the gate saw only %v", g.openings)
			}
			for _, err := range g.wrong {
				t.Error(err)
			}
		})
	}
}

// cloneIsMasked looks for original values, and tries the login that the source
// has.
func cloneIsMasked(t *testing.T, engine string) error {
	t.Helper()
	at := clusterAt(t, engine, "clone")
	left, err := at.ask(t.Context(), "dbadmin", maskingPassword, `select count(*) from customers where name <> 'somebody'`)
	if err != nil || left > 0 {
		return fmt.Errorf("%d names are the original ones: %w", left, err)
	}
	if _, err := at.ask(t.Context(), "reporting", "of-the-report", `select 1`); err == nil {
		return fmt.Errorf("the login that was inherited works")
	}
	return nil
}
