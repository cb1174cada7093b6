package masking_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/direct"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
)

// loginAs is the way to the server as another user.
func loginAs(t *testing.T, s databasetest.Server, user string) database.Database {
	t.Helper()
	return s.Open(t, func(c *direct.Config) {
		c.User, c.Password = user, func(context.Context) (string, error) { return "app-password", nil }
	})
}

// From PostgreSQL 16 on, CREATEROLE is not enough to change a role. What the
// master user has made, and what was made by that, is locked all the same; what
// others have made is named, and locked when it was granted as the hint says.
func TestQuarantineLocksWhatLaterPostgresLetsTheMasterUserChange(t *testing.T) {
	t.Parallel()
	s := databasetest.LaterPostgres(t)
	home := s.Open(t, nil)
	databasetest.Exec(t, home, "CREATE ROLE app LOGIN PASSWORD 'app-password'", "CREATE ROLE team LOGIN CREATEROLE PASSWORD 'app-password'")
	databasetest.Exec(t, loginAs(t, s, "team"), "CREATE ROLE team_app LOGIN PASSWORD 'app-password'")
	asOwner(t, s, "postgres", "CREATE ROLE steward LOGIN CREATEROLE PASSWORD 'app-password'")
	steward := loginAs(t, s, "steward")
	databasetest.Exec(t, steward, "CREATE ROLE legacy LOGIN PASSWORD 'app-password'")

	report, err := masking.Quarantine(t.Context(), home, nil)
	if !errors.Is(err, masking.ErrInherited) || !strings.Contains(failure.Hint(err), "WITH ADMIN OPTION") {
		t.Errorf("got %v, hint %q", err, failure.Hint(err))
	}
	if diff := cmp.Diff([]string{"login app", "login team", "login team_app"}, report.Logins); diff != "" {
		t.Error(diff)
	}
	if len(report.Left) != 2 || !strings.HasPrefix(report.Left[0], "login legacy (") || !strings.HasPrefix(report.Left[1], "login steward (") {
		t.Errorf("left are %q", report.Left)
	}
	for _, user := range []string{"app", "team", "team_app"} {
		locked(t, s, user, "28000")
	}

	databasetest.Exec(t, steward, "GRANT legacy TO dbadmin WITH ADMIN OPTION")
	asOwner(t, s, "postgres", "GRANT steward TO dbadmin WITH ADMIN OPTION, INHERIT FALSE, SET FALSE")
	if _, err := masking.Quarantine(t.Context(), home, nil); err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"legacy", "steward"} {
		locked(t, s, user, "28000")
	}
}
