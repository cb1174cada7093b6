package account_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

func TestStore(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account.json")
	now := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	store, err := account.Open(path, now)
	if err != nil {
		t.Fatal(err)
	}
	add := func(id string) func(*account.Account) error {
		return func(a *account.Account) error {
			a.Clusters.Set(id, &account.Cluster{ResourceID: id, ID: id, Created: now})
			return nil
		}
	}
	if err := store.Update(add("kept")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("no")
	if err := store.Update(func(a *account.Account) error {
		_ = add("dropped")(a)
		a.Clusters.Get("kept").ID = "changed"
		return broken
	}); !errors.Is(err, broken) {
		t.Fatalf("got %v, want the error of the change", err)
	}
	check := func(t *testing.T, s *account.Store) {
		t.Helper()
		err := s.View(func(a *account.Account) (bool, error) {
			if a.Clusters.Len() != 1 || !a.Clusters.Has("kept") || a.Clusters.Get("kept").ID != "kept" {
				t.Errorf("the clusters are %v", a.Clusters)
			}
			return false, nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	t.Run("nothing of a refused change stays", func(t *testing.T) { check(t, store) })
	t.Run("what was updated is on disk", func(t *testing.T) {
		again, err := account.Open(path, now)
		if err != nil {
			t.Fatal(err)
		}
		check(t, again)
	})
	t.Run("the files are closed to others: they hold passwords", func(t *testing.T) {
		for _, name := range filesOf(t, path) {
			info, err := os.Stat(name)
			if err != nil {
				t.Fatal(err)
			}
			if info.Mode().Perm() != 0o600 {
				t.Errorf("the mode of %s is %v", name, info.Mode())
			}
		}
	})
	t.Run("no temporary file is left", func(t *testing.T) {
		if files := filesOf(t, path); len(files) != 2 {
			t.Errorf("there are %v, want the account and its journal", files)
		}
	})
}

// filesOf returns the files that begin with a path.
func filesOf(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestOpenRefusesAnotherLayout(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "account.json")
	if err := os.WriteFile(path, []byte(`{"version": 99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := account.Open(path, time.Now()); err == nil || !strings.Contains(err.Error(), "layout 99") {
		t.Errorf("got %v, want an error that names the layout", err)
	}
}
