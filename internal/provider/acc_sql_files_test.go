package provider_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// client runs one of the engine's own programs on a database, with a file as its
// input, and returns what it writes.
func client(t *testing.T, at address, input, name string, arguments ...string) string {
	t.Helper()
	find, environment := enginetest.Postgres(t).Program, []string{"PGPASSWORD=" + sandboxtest.Password}
	login := []string{"--host=" + at.host, "--port=" + strconv.Itoa(at.port), "--username=dbadmin", "--dbname=" + at.database}
	if at.engine == mysqlEngine {
		find, environment = enginetest.MariaDB(t).Program, []string{"MYSQL_PWD=" + sandboxtest.Password}
		login = []string{"--no-defaults", "--protocol=tcp", "--host=" + at.host, "--port=" + strconv.Itoa(at.port), "--user=dbadmin"}
		arguments = append(arguments, at.database)
	}
	program, err := find(name)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, append(login, arguments...)...)
	cmd.Env = environment
	if cmd.Stdin, err = os.Open(input); err != nil {
		t.Fatal(err)
	}
	var out, said strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v: %s", name, err, said.String())
	}
	return out.String()
}

// dumps are how the engines' clients write a schema down, as users call them.
var dumps = map[string]struct {
	rich       string // what the source is filled with
	load, dump string // programs
	options    []string
	has        []string // what a dump has in it that no other file has
	roles      string   // the file that makes the roles that a dump names
	refusal    string   // where they are missing
}{
	postgres: {
		rich: "rich.sql", load: "psql", dump: "pg_dump", options: []string{"--schema-only"},
		has:     []string{"\\restrict ", "OWNER TO dbadmin", "GRANT SELECT", "CREATE EXTENSION", "COMMENT ON EXTENSION"},
		roles:   "create role auditing; create role reporting; grant auditing to dbadmin;",
		refusal: `schema\.sql, statement \d+ of \d+, line \d+: .*role "auditing" does not exist.*--no-owner`,
	},
	mysqlEngine: {
		rich: "rich.mysql.sql", load: "mariadb", dump: "mariadb-dump", options: []string{"--no-data", "--routines", "--triggers", "--events"},
		has:     []string{`/*M!999999\-`, "/*!50013 DEFINER=`auditing`", "DELIMITER ;;"},
		roles:   "create user auditing account lock;",
		refusal: `schema\.sql, statement \d+ of \d+, line \d+: .*definer 'auditing'@'%' does not exist.*DEFINER`,
	},
}

func TestDumpOfARealDatabaseIsASchemaAsItIs(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) {
			startSandboxOf(t, engine)
			source, d, folder := clusterAt(t, engine, sourceCluster), dumps[engine], t.TempDir()
			client(t, source, filepath.Join("testdata", d.rich), d.load)
			text := client(t, source, os.DevNull, d.dump, d.options...)
			for _, part := range d.has {
				if !strings.Contains(text, part) {
					t.Errorf("the dump has no %q", part)
				}
			}
			// As version 17 begins a dump, of older servers too.
			text = strings.Replace(text, "SET lock_timeout = 0;", "SET lock_timeout = 0;\nSET transaction_timeout = 0;", 1)
			configuration := func(files ...string) string {
				for i, name := range files {
					files[i] = strconv.Quote(filepath.Join(folder, name))
				}
				return strings.Replace(archiveImage(filepath.Join(folder, "orders.tar")), `source_db_cluster_id = "orders"`,
					`source_db_cluster_id = "orders", sql_files = [`+strings.Join(files, ", ")+`]`, 1) +
					directly("dbadmin", fmt.Sprintf("refresh_triggers = { files = %d }", len(files)))
			}
			for name, text := range map[string]string{"schema.sql": text, "roles.sql": d.roles} {
				if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
				Steps: []resource.TestStep{
					{
						Config:           configuration("roles.sql", "schema.sql"),
						ConfigPlanChecks: resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
						Check: func(*terraform.State) error {
							want, err := source.schema(t.Context(), "dbadmin", sandboxtest.Password)
							return errors.Join(err, dumpsAs(t, want, clusterAt(t, engine, "clone"), "dbadmin", freshPassword))
						},
					},
					{Config: configuration("schema.sql"), ExpectError: regexp.MustCompile(`(?s)` + strings.ReplaceAll(d.refusal, " ", `\s+`))},
				},
			})
		})
	}
}
