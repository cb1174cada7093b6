package migrate_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
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

// liquibase has real Liquibase judge a database of ours: its history, its
// tables, and what is left to do there.
func (w world) liquibase(t *testing.T) {
	installed := liquibasetest.Installed(t)
	theirs, mine := w.Fresh(t, "theirs"), w.Fresh(t, "mine")
	w.update(t, installed, theirs)
	c := w.compiled(theSame()...)
	for i := range c.Changesets {
		w.computed(t, theirs, &c.Changesets[i])
	}
	apply(t, mine, c)
	for what, query := range same {
		if diff := cmp.Diff(databasetest.Rows(t, theirs, query), databasetest.Rows(t, mine, query)); diff != "" {
			t.Errorf("%s (-Liquibase +ours):\n%s", what, diff)
		}
	}

	// Liquibase validates what it finds, and applies what is pending: nothing.
	const everything = "SELECT ID, DATEEXECUTED, ORDEREXECUTED, EXECTYPE, MD5SUM, DEPLOYMENT_ID FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"
	before := databasetest.Rows(t, mine, everything)
	w.update(t, installed, mine)
	if diff := cmp.Diff(before, databasetest.Rows(t, mine, everything)); diff != "" {
		t.Errorf("Liquibase found something to do:\n%s", diff)
	}
	if applied := apply(t, theirs, c); len(applied.Changesets) != 0 {
		t.Errorf("on Liquibase's database there was something to do: %v", applied.Changesets)
	}
}

// computed reads what Liquibase computes of a changeset.
func (w world) computed(t *testing.T, from database.Database, c *artifact.Changeset) {
	t.Helper()
	for column, into := range map[string]*string{
		"MD5SUM": &c.Checksum, "DESCRIPTION": &c.Description, "COMMENTS": &c.Comments, "CONTEXTS": &c.Contexts, "LABELS": &c.Labels, "LIQUIBASE": &c.Liquibase,
	} {
		*into = databasetest.Rows(t, from, "SELECT COALESCE("+column+", '') FROM DATABASECHANGELOG WHERE ID = '"+c.ID+"'")[0]
	}
}

// same must be the same in Liquibase's database and in ours.
var same = map[string]string{
	"history": "SELECT ID, AUTHOR, FILENAME, ORDEREXECUTED, EXECTYPE, MD5SUM, DESCRIPTION, COMMENTS, TAG, LIQUIBASE, CONTEXTS, LABELS, CHAR_LENGTH(DEPLOYMENT_ID) " +
		"FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED",
	"lock": "SELECT ID, LOCKED, LOCKGRANTED, LOCKEDBY FROM DATABASECHANGELOGLOCK",
	"tables": "SELECT table_name, column_name, ordinal_position, is_nullable, data_type, character_maximum_length, datetime_precision " +
		"FROM information_schema.columns WHERE table_schema IN ('public', 'theirs', 'mine') ORDER BY 1, 3",
	"keys": "SELECT table_name, constraint_name, constraint_type FROM information_schema.table_constraints " +
		"WHERE table_schema IN ('public', 'theirs', 'mine') AND constraint_type <> 'CHECK' ORDER BY 1, 2",
}

// update has Liquibase bring a database up to date.
func (w world) update(t *testing.T, installed *liquibase.Installation, way database.Database) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "db", "changelog.xml")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(changelogXML), 0o600); err != nil {
		t.Fatal(err)
	}
	err := installed.Run(t.Context(), dir, "update", liquibase.Properties{
		"liquibase.command.changelogFile": "db/changelog.xml", "liquibase.command.url": w.jdbc + way.Name() + w.jdbcOptions,
		"liquibase.command.username": databasetest.Master, "liquibase.command.password": databasetest.Password, "liquibase.command.contexts": "a",
	})
	if err != nil {
		t.Fatal(err)
	}
}
