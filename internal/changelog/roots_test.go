package changelog_test

import (
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
)

func TestChangelogIsPutTogetherFromSearchPaths(t *testing.T) {
	one := write(t, map[string]string{
		"db/root.yaml":  "databaseChangeLog: [{include: {file: shared/a.sql}}, {includeAll: {path: parts}}, {include: {file: \"shared/${which}.sql\"}}]",
		"parts/1.sql":   "--liquibase formatted sql",
		"unrelated.sql": "",
	})
	two := write(t, map[string]string{
		"shared/a.sql": "--liquibase formatted sql", "shared/b.sql": "--liquibase formatted sql", "parts/0.sql": "--liquibase formatted sql",
	})
	got, err := changelog.Collect(changelog.Location{Path: "db/root.yaml", SearchPaths: []string{one, two}, Parameters: map[string]string{"which": "b"}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"db/root.yaml", "parts/0.sql", "parts/1.sql", "shared/a.sql", "shared/b.sql"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(got.Contents))); diff != "" || got.Changelog.Path != "db/root.yaml" {
		t.Errorf("files differ (-want +got):\n%s", diff)
	}
	if _, err := changelog.Collect(changelog.Location{Path: "db/root.yaml", SearchPaths: []string{one, two}}); !errors.Is(err, changelog.ErrParameter) {
		t.Errorf("without the parameter: %v", err)
	}
	three := write(t, map[string]string{"shared/a.sql": "--liquibase formatted sql"})
	at := changelog.Location{Path: "db/root.yaml", SearchPaths: []string{one, two, three}, Parameters: map[string]string{"which": "b"}}
	if _, err := changelog.Collect(at); !errors.Is(err, changelog.ErrAmbiguous) {
		t.Errorf("with a file in two search paths: %v", err)
	}
}

func TestPlainSQLFilesKeepTheirOrder(t *testing.T) {
	dir := write(t, map[string]string{"b.sql": "select 1", "a.sql": "select 2", "sub/a.sql": "select 3"})
	paths := []string{filepath.Join(dir, "b.sql"), filepath.Join(dir, "a.sql")}
	got, err := changelog.CollectSQL(paths)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b.sql", "a.sql"}, got.Order); diff != "" || got.Changelog.Format != artifact.FormatPlainSQL || got.Changelog.Files[0].Path != "a.sql" {
		t.Errorf("got %+v", got.Changelog)
	}
	if _, err := changelog.CollectSQL(append(paths, filepath.Join(dir, "sub", "a.sql"))); err == nil {
		t.Error("two files of one name are taken")
	}
}
