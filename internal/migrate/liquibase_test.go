package migrate_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// changelogXML is applied by real Liquibase to one database, and by us to
// another.
const changelogXML = `<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
  <changeSet id="1" author="ann"><comment>it's the first</comment>
    <sql>CREATE TABLE t (n int)</sql><sql>INSERT INTO t VALUES (1)</sql></changeSet>
  <changeSet id="2" author="ann" context="a or b" labels="l1,l2"><tagDatabase tag="v1"/></changeSet>
  <changeSet id="3" author="ann"><preConditions onFail="MARK_RAN"><tableExists tableName="nowhere"/></preConditions><sql>SELECT 1</sql></changeSet>
  <changeSet id="4" author="ann" runOnChange="true"><sql>CREATE OR REPLACE VIEW v AS SELECT n FROM t</sql></changeSet>
  <changeSet id="5" author="ann" runInTransaction="false"><sql>CREATE INDEX i ON t (n)</sql></changeSet>
</databaseChangeLog>`

// theSame is the changelog as it is compiled, but for what Liquibase computes.
func theSame() []artifact.Changeset {
	sets := []artifact.Changeset{
		set("1", "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)"), set("2"), set("3"),
		set("4", "CREATE OR REPLACE VIEW v AS SELECT n FROM t"), set("5", "CREATE INDEX i ON t (n)"),
	}
	sets[1].Tag, sets[2].Outcome, sets[3].RunOnChange, sets[4].RunInTransaction = "v1", artifact.OutcomeMarkRan, true, false
	return sets
}

func TestLiquibaseAgrees(t *testing.T) {
	installed := liquibasetest.Installed(t)
	for _, engine := range []string{"aurora-postgresql", "aurora-mysql"} {
		t.Run(engine, func(t *testing.T) {
			if engine == "aurora-mysql" {
				enginetest.MariaDB(t)
			} else {
				enginetest.Postgres(t)
			}
			real, ours := newScratch(t, engine), newScratch(t, engine)
			update(t, installed, real)
			c := artifact.Compiled{Version: artifact.CompiledVersion, Engine: engine, Liquibase: installed.Version(), Changesets: theSame()}
			theirs := way(t, real)
			for i, row := range databasetest.Rows(t, theirs, "SELECT MD5SUM FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED") {
				c.Changesets[i].Checksum = row
			}
			for _, column := range []struct {
				name string
				into func(*artifact.Changeset) *string
			}{
				{"DESCRIPTION", func(c *artifact.Changeset) *string { return &c.Description }},
				{"COALESCE(COMMENTS, '')", func(c *artifact.Changeset) *string { return &c.Comments }},
				{"COALESCE(CONTEXTS, '')", func(c *artifact.Changeset) *string { return &c.Contexts }},
				{"COALESCE(LABELS, '')", func(c *artifact.Changeset) *string { return &c.Labels }},
				{"LIQUIBASE", func(c *artifact.Changeset) *string { return &c.Liquibase }},
			} {
				for i, value := range databasetest.Rows(t, theirs, "SELECT "+column.name+" FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED") {
					*column.into(&c.Changesets[i]) = value
				}
			}

			mine := way(t, ours)
			if _, err := migrate.Apply(t.Context(), mine, c, migrate.Options{}, nil); err != nil {
				t.Fatal(err)
			}
			for what, query := range same {
				if diff := cmp.Diff(databasetest.Rows(t, theirs, query), databasetest.Rows(t, mine, query)); diff != "" {
					t.Errorf("%s (-Liquibase +ours):\n%s", what, diff)
				}
			}

			// Liquibase validates what it finds, and applies what is pending: nothing.
			const everything = "SELECT ID, DATEEXECUTED, ORDEREXECUTED, EXECTYPE, MD5SUM, DEPLOYMENT_ID FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"
			before := databasetest.Rows(t, mine, everything)
			update(t, installed, ours)
			if diff := cmp.Diff(before, databasetest.Rows(t, mine, everything)); diff != "" {
				t.Errorf("Liquibase found something to do:\n%s", diff)
			}
			// And the other way round, on Liquibase's own database.
			applied, err := migrate.Apply(t.Context(), theirs, c, migrate.Options{}, nil)
			if err != nil || len(applied.Changesets) != 0 {
				t.Errorf("on Liquibase's database: %v, %v", applied.Changesets, err)
			}
		})
	}
}

// same must be the same in Liquibase's database and in ours.
var same = map[string]string{
	"history": "SELECT ID, AUTHOR, FILENAME, ORDEREXECUTED, EXECTYPE, MD5SUM, DESCRIPTION, COMMENTS, TAG, LIQUIBASE, CONTEXTS, LABELS, CHAR_LENGTH(DEPLOYMENT_ID) " +
		"FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED",
	"lock": "SELECT ID, LOCKED, LOCKGRANTED, LOCKEDBY FROM DATABASECHANGELOGLOCK",
	"tables": "SELECT table_name, column_name, ordinal_position, is_nullable, data_type, character_maximum_length, datetime_precision " +
		"FROM information_schema.columns WHERE table_schema IN ('public', 'app') ORDER BY 1, 3",
	"keys": "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints " +
		"WHERE table_schema IN ('public', 'app') AND constraint_type <> 'CHECK' ORDER BY 1, 2",
}

func newScratch(t *testing.T, engine string) *scratch.Server {
	t.Helper()
	s, err := scratch.Open(t.Context(), engine, "app")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return s
}

func way(t *testing.T, s *scratch.Server) database.Database {
	t.Helper()
	via, err := s.Database()
	if err != nil {
		t.Fatal(err)
	}
	return via
}

// update has Liquibase bring a database up to date.
func update(t *testing.T, installed *liquibase.Installation, s *scratch.Server) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "db", "changelog.xml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(changelogXML), 0o600); err != nil {
		t.Fatal(err)
	}
	url, user, password := s.JDBC()
	err := installed.Run(t.Context(), dir, "update", liquibase.Properties{
		"liquibase.command.changelogFile": "db/changelog.xml", "liquibase.command.url": url,
		"liquibase.command.username": user, "liquibase.command.password": password, "liquibase.command.contexts": "a",
	})
	if err != nil {
		t.Fatal(err)
	}
}
