package migrate_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// sum is a checksum whose digits are all the same.
func sum(digit string) string { return "9:" + strings.Repeat(digit, 32) }

// set is a changeset that says nothing unusual.
func set(id string, statements ...string) artifact.Changeset {
	return artifact.Changeset{
		ID: id, Author: "ann", Path: "db/changelog.xml", Checksum: sum("a"), Description: "sql", Liquibase: "4.28.0",
		Outcome: artifact.OutcomeExecuted, RunInTransaction: true, FailOnError: true, Statements: statements,
	}
}

func with(c artifact.Changeset, change func(*artifact.Changeset)) artifact.Changeset {
	change(&c)
	return c
}

func TestPending(t *testing.T) {
	always := func(c *artifact.Changeset) { c.RunAlways = true }
	onChange := func(c *artifact.Changeset) { c.RunOnChange = true }
	valid := func(sums ...string) func(*artifact.Changeset) {
		return func(c *artifact.Changeset) { c.ValidChecksums = sums }
	}
	ran := func(checksum string) []migrate.Ran {
		return []migrate.Ran{{ID: "1", Author: "ann", Path: "db/changelog.xml", Checksum: checksum}}
	}
	const key = "db/changelog.xml::1::ann"
	tests := map[string]struct {
		recorded []migrate.Ran
		set      artifact.Changeset
		want     migrate.Reason
		edited   bool
	}{
		"never ran":                        {nil, set("1"), migrate.ReasonNew, false},
		"ran":                              {ran(sum("a")), set("1"), "", false},
		"ran as another author's":          {[]migrate.Ran{{ID: "1", Author: "bob", Path: "db/changelog.xml"}}, set("1"), migrate.ReasonNew, false},
		"ran from the classpath":           {[]migrate.Ran{{ID: "1", Author: "Ann", Path: `classpath:db\changelog.XML`, Checksum: sum("a")}}, set("1"), "", false},
		"edited":                           {ran(sum("b")), set("1"), "", true},
		"edited, any is valid":             {ran(sum("b")), with(set("1"), valid("1:any")), "", false},
		"edited, the one on record is":     {ran(sum("b")), with(set("1"), valid(sum("c"), sum("b"))), "", false},
		"edited, the present one is":       {ran(sum("b")), with(set("1"), valid(sum("a"))), "", false},
		"edited, another one is":           {ran(sum("b")), with(set("1"), valid(sum("c"))), "", true},
		"edited, no checksum on record":    {ran(""), set("1"), "", false},
		"checksum of an earlier Liquibase": {ran("8:" + strings.Repeat("b", 32)), set("1"), "", false},
		"edited, runs on change":           {ran(sum("b")), with(set("1"), onChange), migrate.ReasonChanged, false},
		"unchanged, runs on change":        {ran(sum("a")), with(set("1"), onChange), "", false},
		"on change, no checksum":           {ran(""), with(set("1"), onChange), "", false},
		"runs always":                      {ran(sum("a")), with(set("1"), always), migrate.ReasonAlways, false},
		"edited, runs always":              {ran(sum("b")), with(set("1"), always), migrate.ReasonAlways, false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			due, err := migrate.Pending(tc.recorded, artifact.Compiled{Changesets: []artifact.Changeset{tc.set}})
			if tc.edited {
				if !errors.Is(err, migrate.ErrEdited) || !strings.Contains(err.Error(), key) || !strings.Contains(failure.Hint(err), "add another file") {
					t.Errorf("got %v, want an error that names it", err)
				}
				_, err = migrate.Pending(tc.recorded, artifact.Compiled{Liquibase: "4.28.0", Changesets: []artifact.Changeset{tc.set}})
				if !strings.Contains(failure.Hint(err), "validCheckSum") {
					t.Errorf("the hint for a changelog is %q", failure.Hint(err))
				}
				return
			}
			var reason migrate.Reason
			for _, d := range due {
				reason = d.Reason
			}
			if err != nil || reason != tc.want {
				t.Errorf("got %q, %v, want %q", reason, err, tc.want)
			}
		})
	}
}

func TestAfterIsTheHistoryOfAnApply(t *testing.T) {
	skipped := with(set("3"), func(c *artifact.Changeset) { c.Outcome = artifact.OutcomeSkipped })
	changed := with(set("1"), func(c *artifact.Changeset) { c.RunOnChange, c.Checksum = true, sum("c") })
	recorded := []migrate.Ran{{ID: "1", Author: "ann", Path: "db/changelog.xml", Checksum: sum("a")}}
	due, err := migrate.Pending(recorded, artifact.Compiled{Changesets: []artifact.Changeset{changed, set("2")}})
	if err != nil {
		t.Fatal(err)
	}
	after, known := migrate.After(recorded, due)
	want := []migrate.Ran{
		{ID: "1", Author: "ann", Path: "db/changelog.xml", Checksum: sum("c")},
		{ID: "2", Author: "ann", Path: "db/changelog.xml", Checksum: sum("a")},
	}
	if diff := cmp.Diff(want, after); diff != "" || !known {
		t.Errorf("known: %v\n%s", known, diff)
	}
	if recorded[0].Checksum != sum("a") {
		t.Error("the history that was given has changed")
	}
	due, err = migrate.Pending(nil, artifact.Compiled{Changesets: []artifact.Changeset{skipped}})
	if err != nil || len(due) != 1 || !due[0].MayBeSkipped() {
		t.Fatalf("got %v, %v", due, err)
	}
	if _, known := migrate.After(nil, due); known {
		t.Error("a changeset that may be skipped is taken for certain")
	}
}
