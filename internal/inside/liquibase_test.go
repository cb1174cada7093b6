package inside_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
)

// byLiquibase is an artifact whose changelog Liquibase itself applies.
func byLiquibase() (artifact.Spec, map[string][]byte) {
	spec := artifact.Spec{
		Source:    artifact.Source{Engine: "aurora-postgresql"},
		Changelog: &artifact.Changelog{Path: "db/root.sql", Format: "sql", Liquibase: &artifact.LiquibaseRun{Parameters: map[string]string{"table": "made"}}},
	}
	return spec, map[string][]byte{"db/root.sql": []byte("--liquibase formatted sql\n--changeset me:1\ncreate table ${table} (id int);\n" +
		"--changeset me:2 context:test\ncreate table not_made (id int);\n")}
}

func TestChangelogForLiquibaseIsAppliedByItAndItsRecordIsRead(t *testing.T) {
	installed := liquibasetest.Installed(t)
	server, err := scratch.Open(t.Context(), "aurora-postgresql", "app")
	if errors.Is(err, engine.ErrNotInstalled) && os.Getenv("CI") != "true" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	spec, files := byLiquibase()
	content, err := inside.Read(spec, nil, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	order := inside.Order{Mode: converge.ModeCreate, Content: content, ApplySchema: true, Transport: inside.Direct}
	login := server.Login()
	keys := inside.Keys{Roots: login.Roots, Liquibase: func(context.Context) (inside.Runner, error) { return installed, nil }}
	work := order.Work(keys)
	if !work.Schema {
		t.Fatal("there is nothing to apply")
	}
	at := converge.Entrance{
		Engine: spec.Source.Engine, Host: login.Host, Port: login.Port, Database: login.Database,
		Username: login.User, Password: cluster.NewSecret(login.Password),
	}
	ran, err := work.Migrator.Migrate(t.Context(), at, func(string) {})
	if err != nil || len(ran) != 1 || ran[0].ID != "1" || ran[0].Path != "db/root.sql" || !strings.HasPrefix(ran[0].Checksum, "9:") {
		t.Errorf("recorded %+v, %v", ran, err)
	}
	rows, err := server.Rows(t.Context())
	if _, made := rows["public.made"]; err != nil || !made || len(rows) != 1 {
		t.Errorf("there are %v, %v", rows, err)
	}
}
