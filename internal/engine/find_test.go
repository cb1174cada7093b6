package engine_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// installPrograms makes a folder with files of these names that can be executed.
func installPrograms(t *testing.T, folder string, names ...string) string {
	t.Helper()
	if err := os.MkdirAll(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestMissingPostgresIsTyped(t *testing.T) {
	_, err := engine.FindPostgres(installPrograms(t, t.TempDir(), "initdb", "postgres"))
	if !errors.Is(err, engine.ErrNotInstalled) {
		t.Fatalf("got %v, want ErrNotInstalled", err)
	}
	for _, want := range []string{"no psql", "apt-get install postgresql", "brew install postgresql"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

func TestOldPostgresIsRefused(t *testing.T) {
	p, err := engine.FindPostgres(installPrograms(t, t.TempDir(), "initdb", "postgres", "psql"))
	if err != nil {
		t.Fatal(err)
	}
	err = p.Init(t.Context(), filepath.Join(t.TempDir(), "source"))
	if !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), "14.9") {
		t.Errorf("got %v, want version 14.9 unsupported", err)
	}
}

func TestDataOfAnotherVersionIsRefused(t *testing.T) {
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("9\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := p.Start(t.Context(), dir, enginetest.Listen(t))
	if !errors.Is(err, errors.ErrUnsupported) || !strings.Contains(err.Error(), "was made by PostgreSQL 9") {
		t.Errorf("got %v, want the data's version", err)
	}
}

func TestNewestVersionComesFirst(t *testing.T) {
	top := t.TempDir()
	for _, version := range []string{"9.6", "15", "17", "16"} {
		installPrograms(t, filepath.Join(top, version, "bin"))
	}
	var got []string
	for _, folder := range engine.NewestFirst(top + "/*/bin") {
		got = append(got, filepath.Base(filepath.Dir(folder)))
	}
	if want := []string{"17", "16", "15", "9.6"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
