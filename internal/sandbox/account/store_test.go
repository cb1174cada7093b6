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
			a.Clusters[id] = &account.Cluster{ResourceID: id, ID: id, Created: now}
			return nil
		}
	}
	if err := store.Update(add("kept")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("no")
	if err := store.Update(func(a *account.Account) error {
		_ = add("dropped")(a)
		a.Clusters["kept"].ID = "changed"
		return broken
	}); !errors.Is(err, broken) {
		t.Fatalf("got %v, want the error of the change", err)
	}
	check := func(t *testing.T, s *account.Store) {
		t.Helper()
		err := s.View(func(a *account.Account) (bool, error) {
			if len(a.Clusters) != 1 || a.Clusters["kept"] == nil || a.Clusters["kept"].ID != "kept" {
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
	t.Run("the file is closed to others: it holds passwords", func(t *testing.T) {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("its mode is %v", info.Mode())
		}
	})
	t.Run("no temporary file is left", func(t *testing.T) {
		files, err := os.ReadDir(filepath.Dir(path))
		if err != nil || len(files) != 1 {
			t.Errorf("%d files, %v", len(files), err)
		}
	})
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
