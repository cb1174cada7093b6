package cli_test

import (
	"encoding/json"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// TestConvergeDoesTheWorkInside makes an empty cluster with the artifact's
// schema, and a clone that its scripts have masked, from one artifact.
func TestConvergeDoesTheWorkInside(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "create table t (email text); insert into t values ('ann@example.com');"))
	url, dir := server.URL(), t.TempDir()
	write(t, dir, "schema.sql", "create table t (email text);\ninsert into t values ('from the schema');\n")
	write(t, dir, "mask.sql", "update t set email = 'masked';\n")
	writeINI(t, dir, strings.Replace(ini, "liquibase_changelog_path = dontcare", "sql_files = schema.sql\nclone_scripts = mask.sql", 1))
	run(t, dir, url, "build", "config.ini", "--store", "archive", "--archive-path", "orders.tar").expect(t, 0, "")
	password := write(t, dir, "password", hidden)

	for _, tc := range []struct {
		mode, email string
		changesets  int
	}{
		{"create", "from the schema", 1},
		{"clone", "masked", 0},
	} {
		t.Run(tc.mode, func(t *testing.T) {
			made := run(t, dir, url, "converge", "oci-archive:orders.tar", "--create-mode", tc.mode, "--cluster-identifier", tc.mode, "--json",
				"--master-password-file", password, "--allowed-cidr-blocks", "127.0.0.1/32",
				"--maintenance-cidr-blocks", "127.0.0.1/32", "--database-ca-bundle", server.CAFile())
			made.expect(t, 0, "")
			var cluster struct {
				Endpoint          string
				Port              int
				AppliedChangesets []string `json:"applied_changesets"`
			}
			if err := json.Unmarshal([]byte(made.stdout), &cluster); err != nil {
				t.Fatal(err)
			}
			if len(cluster.AppliedChangesets) != tc.changesets {
				t.Errorf("it applied %q, want %d changesets", cluster.AppliedChangesets, tc.changesets)
			}
			rows, err := logIn(t, net.JoinHostPort(cluster.Endpoint, strconv.Itoa(cluster.Port)), "dbadmin", hidden).Query(t.Context(), "select email from t")
			if err != nil {
				t.Fatal(err)
			}
			got, err := pgx.CollectRows(rows, pgx.RowTo[string])
			if err != nil || !slices.Equal(got, []string{tc.email}) {
				t.Errorf("the table holds %q (%v), want %q", got, err, tc.email)
			}
		})
	}
	t.Run("and says what it cannot do", func(t *testing.T) {
		got := run(t, dir, url, "converge", "oci-archive:orders.tar", "--cluster-identifier", "other", "--sql-transport", "data_api", "--master-password-file", password)
		got.expect(t, 1, `Data API`)
		got = run(t, dir, url, "converge", "oci-archive:orders.tar", "--cluster-identifier", "other", "--master-password-file", password,
			"--database-ca-bundle", filepath.Join(dir, "nowhere.pem"))
		got.expect(t, 2, `DBARTIFACT_DATABASE_CA_BUNDLE.*nowhere\.pem`)
	})
}
