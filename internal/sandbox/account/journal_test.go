package account_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, path string) *account.Store {
	t.Helper()
	s, err := account.Open(path, noon)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func update(t *testing.T, s *account.Store, change func(*account.Account)) {
	t.Helper()
	if err := s.Update(func(a *account.Account) error { change(a); return nil }); err != nil {
		t.Fatal(err)
	}
}

// contents writes down what the tests below change.
func contents(t *testing.T, s *account.Store) string {
	t.Helper()
	var text strings.Builder
	err := s.View(func(a *account.Account) (bool, error) {
		for _, c := range a.ClustersByName() {
			fmt.Fprintf(&text, "%s %d; ", c.ID, c.Port)
		}
		fmt.Fprintf(&text, "%d groups, %d events", len(a.SecurityGroups), len(a.Events))
		return false, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// history changes an account a few times and returns what it is after each.
func history(t *testing.T, s *account.Store) []string {
	t.Helper()
	after := []string{contents(t, s)}
	for i, change := range []func(*account.Account){
		func(a *account.Account) { a.Clusters.Set("1", &account.Cluster{ResourceID: "1", ID: "one"}) },
		func(a *account.Account) { a.Clusters.Set("2", &account.Cluster{ResourceID: "2", ID: "two"}) },
		func(a *account.Account) {
			a.FindCluster("", "one").Port = 5432
			a.AddEvent(account.Event{ID: "RDS-EVENT-0016", At: noon})
		},
		func(a *account.Account) { a.AddSecurityGroup(account.DefaultSecurityGroup("sg-1", "vpc-0a")) },
		func(a *account.Account) {
			a.Clusters.Delete("1")
			a.AddEvent(account.Event{ID: "RDS-EVENT-0171", At: noon})
		},
	} {
		update(t, s, change)
		if after = append(after, contents(t, s)); after[i] == after[i+1] {
			t.Fatalf("change %d has changed nothing: %s", i, after[i])
		}
	}
	return after
}

func TestJournalCutOffAnywhere(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account.json")
	s := open(t, path)
	after := history(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	journal := path + ".journal.1"
	text, err := os.ReadFile(journal)
	if err != nil {
		t.Fatal(err)
	}
	for length := len(text); length >= 0; length -= 1 + len(text)/100 {
		if err := os.WriteFile(journal, text[:length], 0o600); err != nil {
			t.Fatal(err)
		}
		again := open(t, path)
		want := after[strings.Count(string(text[:length]), "\n")]
		if got := contents(t, again); got != want {
			t.Fatalf("of a journal cut off at %d of %d bytes there is %q, want %q", length, len(text), got, want)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// What was cut off does not come back, and what comes then follows it.
	again := open(t, path)
	if got := history(t, again)[len(after)-1]; got != after[len(after)-1] {
		t.Errorf("begun anew there is %q", got)
	}
}

func TestCompaction(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account.json")
	s := open(t, path)
	want := history(t, s)[5]
	for i := range 300 { // 2 MB
		update(t, s, func(a *account.Account) {
			a.FindCluster("", "two").KMSKey = strings.Repeat(string(rune('a'+i%26)), 8000)
		})
	}
	files := filesOf(t, path)
	if len(files) != 2 || files[1] == path+".journal.1" {
		t.Errorf("after two megabytes of changes there are %v", files)
	}
	info, err := os.Stat(files[1])
	if err != nil {
		t.Fatal(err)
	}
	if info.Size() > 1<<20+10_000 {
		t.Errorf("the journal has %d bytes", info.Size())
	}
	if diff := cmp.Diff(want, contents(t, open(t, path))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	t.Run("cut short before the new file was there", func(t *testing.T) {
		if err := os.WriteFile(path+".journal.99", nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, open(t, path)); got != want {
			t.Errorf("there is %q, want %q", got, want)
		}
		if left := filesOf(t, path); len(left) != 2 {
			t.Errorf("there are %v", left)
		}
	})
}

func TestCloseTellsOfWhatNobodyHasNoted(t *testing.T) {
	t.Parallel()
	s := open(t, filepath.Join(t.TempDir(), "account.json"))
	history(t, s)
	update(t, s, func(a *account.Account) {
		for c := range a.Clusters.All() {
			c.Port = 1 // not asked for by Get
		}
	})
	if err := s.Close(); err == nil || !strings.Contains(err.Error(), "clusters 2") {
		t.Errorf("got %v, want the cluster named", err)
	}
}

func TestOpenOfALayoutWithoutJournal(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account.json")
	if err := os.WriteFile(path, []byte(`{"version": 1, "clusters": {"1": {"resource_id": "1", "id": "one"}}, "events": [{"id": "e"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	const want = "one 0; 0 groups, 1 events"
	if got := contents(t, open(t, path)); got != want {
		t.Errorf("there is %q, want %q", got, want)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), `"version":2`) {
		t.Errorf("%v: programs that know no journals would read %s", err, text)
	}
}
