package migrate_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

func (w world) applies(t *testing.T) {
	way := w.Fresh(t, "applies")
	tagged := with(set("2"), func(c *artifact.Changeset) {
		c.Tag, c.Contexts, c.Labels, c.Comments = "v1", "(a or b)", "l1,l2", strings.Repeat("é", 300)
		c.Description = `tag 'it's' C:\`
	})
	c := w.compiled(set("1", "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)"), tagged)
	applied := apply(t, way, c)
	want := []string{"db/changelog.xml::1::ann", "db/changelog.xml::2::ann"}
	if diff := cmp.Diff(want, applied.Changesets); diff != "" {
		t.Error(diff)
	}
	ran := []migrate.Ran{{ID: "1", Author: "ann", Path: "db/changelog.xml", Checksum: sum("a")}, {ID: "2", Author: "ann", Path: "db/changelog.xml", Checksum: sum("a")}}
	if diff := cmp.Diff(ran, applied.Recorded); diff != "" {
		t.Error(diff)
	}
	got := databasetest.Rows(t, way, "SELECT AUTHOR, FILENAME, DESCRIPTION, COMMENTS, TAG, LIQUIBASE, CONTEXTS, LABELS, CHAR_LENGTH(DEPLOYMENT_ID) FROM "+w.log+" ORDER BY ORDEREXECUTED")
	rows := []string{
		"ann,db/changelog.xml,sql,,NULL,4.28.0,NULL,NULL,10",
		`ann,db/changelog.xml,tag 'it's' C:\,` + strings.Repeat("é", 250) + ",v1,4.28.0,(a or b),l1,l2,10",
	}
	if diff := cmp.Diff(rows, got); diff != "" {
		t.Error(diff)
	}
	w.unlocked(t, way)

	c.Changesets = append(c.Changesets, set("3", "INSERT INTO t VALUES (3)"), set("4", "INSERT INTO t VALUES (4)"))
	applied = apply(t, way, c)
	if diff := cmp.Diff([]string{"db/changelog.xml::3::ann", "db/changelog.xml::4::ann"}, applied.Changesets); diff != "" {
		t.Error(diff)
	}
	if applied = apply(t, way, c); len(applied.Changesets) != 0 || len(applied.Recorded) != 4 {
		t.Errorf("a third time: %v", applied)
	}
	if diff := cmp.Diff([]string{"1", "3", "4"}, databasetest.Rows(t, way, "SELECT n FROM t ORDER BY n")); diff != "" {
		t.Error(diff)
	}
	other := w.compiled()
	other.Engine = map[string]string{"aurora-mysql": "aurora-postgresql", "aurora-postgresql": "aurora-mysql"}[w.engine]
	_ = refused(t, way, other, "compiled for engine "+other.Engine)
}

func (w world) reruns(t *testing.T) {
	way := w.Fresh(t, "reruns")
	view := with(set("v", "CREATE OR REPLACE VIEW v AS SELECT 1 AS n"), func(c *artifact.Changeset) { c.RunOnChange = true })
	always := with(set("a", "SELECT 1"), func(c *artifact.Changeset) { c.RunAlways = true })
	apply(t, way, w.compiled(view, always))
	view.Statements, view.Checksum = []string{"CREATE OR REPLACE VIEW v AS SELECT 2 AS n"}, sum("b")
	applied := apply(t, way, w.compiled(view, always))
	if len(applied.Changesets) != 2 || applied.Recorded[0].Checksum != sum("b") {
		t.Errorf("got %+v", applied)
	}
	want := []string{"v,RERAN," + sum("b") + ",3", "a,RERAN," + sum("a") + ",4"}
	if diff := cmp.Diff(want, w.history(t, way)); diff != "" {
		t.Error(diff)
	}
	if got := databasetest.Rows(t, way, "SELECT n FROM v"); got[0] != "2" {
		t.Errorf("the view is as before: %v", got)
	}
}

func (w world) outcomes(t *testing.T) {
	way := w.Fresh(t, "outcomes")
	boom := "SELECT * FROM nowhere"
	c := w.compiled(
		with(set("mark", boom), func(c *artifact.Changeset) { c.Outcome, c.Preconditioned = artifact.OutcomeMarkRan, true }),
		with(set("skip", boom), func(c *artifact.Changeset) { c.Outcome, c.Preconditioned = artifact.OutcomeSkipped, true }),
		set("run", "SELECT 1"),
	)
	_, err := migrate.Apply(t.Context(), way, c, migrate.Options{OtherData: true}, nil)
	if !errors.Is(err, migrate.ErrPreconditions) || !strings.Contains(err.Error(), "::mark::") {
		t.Errorf("on a database with other data: got %v", err)
	}
	apply(t, way, c)
	want := []string{"mark,MARK_RAN," + sum("a") + ",1", "run,EXECUTED," + sum("a") + ",2"}
	if diff := cmp.Diff(want, w.history(t, way)); diff != "" {
		t.Error(diff)
	}
}

func (w world) failing(t *testing.T) {
	way := w.Fresh(t, "failing")
	long := "INSERT INTO t\nVALUES (1, 'a'), -- " + strings.Repeat("x", 5000) + "\n(nowhere, PASSWORD 'hush-hush')"
	c := w.compiled(set("1", "CREATE TABLE t (n int, s text)"), set("2", "INSERT INTO t VALUES (2, 'b')", long), set("3", "INSERT INTO t VALUES (3, 'c')"))
	err := refused(t, way, c, "db/changelog.xml::2::ann", "file db/changelog.xml, statement 2 of 2", "the statement: ")
	if database.Refused(err) == nil || failure.Hint(err) == "" || len(err.Error()) > 1000 {
		t.Errorf("got %v", err)
	}
	if strings.Contains(err.Error(), "hush") {
		t.Errorf("a password is in %v", err)
	}
	if diff := cmp.Diff([]string{"1,EXECUTED," + sum("a") + ",1"}, w.history(t, way)); diff != "" {
		t.Error(diff)
	}
	w.unlocked(t, way)
	c.Changesets[1].Statements[1], c.Changesets[1].Checksum = "INSERT INTO t VALUES (20, 'bb')", sum("b")
	if applied := apply(t, way, c); len(applied.Changesets) != 2 {
		t.Errorf("after it was corrected: %v", applied)
	}
	if got := databasetest.Rows(t, way, "SELECT n FROM t ORDER BY n"); strings.Join(got, " ") != "2 3 20" {
		t.Errorf("got rows %v", got)
	}
}

func (w world) mayFail(t *testing.T) {
	way := w.Fresh(t, "may_fail")
	may := func(c *artifact.Changeset) { c.FailOnError = false }
	alone := func(c *artifact.Changeset) { c.FailOnError, c.RunInTransaction = false, false }
	c := w.compiled(
		with(set("1", "CREATE TABLE t (n int)", "SELECT * FROM nowhere"), alone), with(set("2", "SELECT * FROM nowhere"), may), set("3", "SELECT 1"),
	)
	var statuses []string
	applied, err := migrate.Apply(t.Context(), way, c, migrate.Options{}, func(e migrate.Event) { statuses = append(statuses, e.Status) })
	if err != nil || len(applied.Changesets) != 1 || len(applied.Recorded) != 1 {
		t.Errorf("got %+v, %v", applied, err)
	}
	if len(statuses) != 3 || !strings.Contains(statuses[0], "nowhere") || !strings.Contains(statuses[1], "left out") {
		t.Errorf("it was told %q", statuses)
	}
	w.unlocked(t, way)
}

// denied is PostgreSQL's alone: its tables have owners.
func (w world) denied(t *testing.T) {
	way := w.Fresh(t, "denied")
	databasetest.Exec(t, way, "CREATE ROLE owner", "GRANT owner TO "+databasetest.Master, "GRANT CREATE, USAGE ON SCHEMA public TO owner",
		"SET ROLE owner", "CREATE TABLE t (n int)", "RESET ROLE", "REVOKE owner FROM "+databasetest.Master)
	err := refused(t, way, w.compiled(set("1", "ALTER TABLE t ADD COLUMN x int")), "must be owner of table t")
	if !strings.Contains(failure.Hint(err), "GRANT owner TO master") {
		t.Errorf("the hint is %q", failure.Hint(err))
	}
	err = refused(t, way, w.compiled(set("1", "CREATE TABLE u (n int)", "ALTER TABLE u OWNER TO nobody_yet")), "nobody_yet")
	if !strings.Contains(failure.Hint(err), "--no-owner") {
		t.Errorf("the hint is %q", failure.Hint(err))
	}
	databasetest.Exec(t, way, "REVOKE CREATE ON SCHEMA public FROM PUBLIC, pg_database_owner, "+databasetest.Master)
	apply(t, way, w.compiled(set("1", "SELECT 1"))) // the tables are there
}

// definers is MySQL's alone: its routines belong to users, who may be missing.
func (w world) definers(t *testing.T) {
	way := w.Fresh(t, "definers")
	view := func(definer string) string {
		return "/*!50001 CREATE */ /*!50013 DEFINER=" + definer + " */ /*!50001 VIEW v AS SELECT 1 AS n */"
	}
	c := w.compiled(with(set("1", "CREATE TABLE t (s text)", view("`no``body`@`%`")), func(c *artifact.Changeset) { c.Lines = []int{3, 7} }))
	apply(t, way, c) // as Liquibase does
	c.Changesets[0].ID, c.Liquibase = "2", ""
	c.Changesets[0].Statements[0] = "CREATE TABLE u (s text DEFAULT 'create definer=x')"
	err := refused(t, way, c, "::2::", "statement 2 of 2, line 7", "'no`body'@'%'")
	if !strings.Contains(failure.Hint(err), "DEFINER") {
		t.Errorf("the hint is %q", failure.Hint(err))
	}
	for i, definer := range []string{databasetest.Master, "`" + databasetest.Master + "`@'%'", "CURRENT_USER()"} {
		c := w.compiled(set(fmt.Sprint("there", i), strings.Replace(view(definer), "VIEW v", fmt.Sprint("VIEW v", i), 1)))
		c.Liquibase = ""
		apply(t, way, c)
	}
	if got := databasetest.Rows(t, way, "SHOW TABLES LIKE 'u'"); len(got) != 0 {
		t.Error("something was done")
	}
}

func (w world) edited(t *testing.T) {
	way := w.Fresh(t, "edited")
	c := w.compiled(set("1", "CREATE TABLE t (n int)"), set("2", "SELECT 1"))
	apply(t, way, c)
	databasetest.Exec(t, way, "UPDATE "+w.log+" SET MD5SUM = NULL WHERE ID = '2'")
	c.Changesets[0].Checksum = sum("b")
	c.Changesets = append(c.Changesets, set("3", "INSERT INTO t VALUES (1)"))
	if err := refused(t, way, c, "db/changelog.xml::1::ann"); !errors.Is(err, migrate.ErrEdited) {
		t.Errorf("got %v", err)
	}
	if got := databasetest.Rows(t, way, "SELECT count(*) FROM t"); got[0] != "0" {
		t.Error("something was done")
	}
	w.unlocked(t, way)
	databasetest.Exec(t, way, "UPDATE "+w.log+" SET MD5SUM = NULL WHERE ID = '1'")
	apply(t, way, c)
	want := []string{"1,EXECUTED," + sum("b") + ",1", "2,EXECUTED," + sum("a") + ",2", "3,EXECUTED," + sum("a") + ",3"}
	if diff := cmp.Diff(want, w.history(t, way)); diff != "" {
		t.Errorf("checksums that were cleared: %s", diff)
	}
}
