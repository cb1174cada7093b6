package changelog_test

import (
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// The changelog of testdata/shop is one that Liquibase 4.28.0 reads with
// update-sql; what it names there is what the golden file lists.
func TestCollectTakesEverythingTheFourFormatsName(t *testing.T) {
	got, err := changelog.Collect(changelog.Location{Path: "testdata/shop/changelog.xml"})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(got.Changelog, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden := "testdata/shop.golden.json"
	if *update {
		if err := os.WriteFile(golden, append(text, '\n'), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.TrimSpace(string(want)), string(text)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for _, file := range got.Changelog.Files {
		content, err := os.ReadFile(file.Path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(content, got.Contents[file.Path]); diff != "" {
			t.Errorf("%s differs from the disk:\n%s", file.Path, diff)
		}
	}
	if len(got.Contents) != len(got.Changelog.Files) {
		t.Errorf("%d contents for %d files", len(got.Contents), len(got.Changelog.Files))
	}
}

func TestCollectAbsolutePathDoesNotDependOnTheCheckout(t *testing.T) {
	files := map[string]string{
		"db/root.yml":    "databaseChangeLog: [{include: {file: sub/one.sql}}]",
		"db/sub/one.sql": "SELECT 1;",
	}
	first, second := write(t, files), write(t, files)
	a, err := changelog.Collect(changelog.Location{Path: filepath.Join(first, "db/root.yml")})
	if err != nil {
		t.Fatal(err)
	}
	b, err := changelog.Collect(changelog.Location{Path: filepath.Join(second, "db/root.yml")})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("two checkouts differ:\n%s", diff)
	}
	if a.Changelog.Path != "root.yml" || a.Changelog.Format != "yaml" {
		t.Errorf("got path %q, format %q", a.Changelog.Path, a.Changelog.Format)
	}
}

func TestCollectReadsOtherEncodings(t *testing.T) {
	dir := write(t, map[string]string{
		"root.xml": `<?xml version="1.0" encoding="ISO-8859-1"?>` +
			"<databaseChangeLog><include file=\"stra\xdfe.sql\"/></databaseChangeLog>",
		"straße.sql": "SELECT 1;",
	})
	got, err := changelog.Collect(changelog.Location{Path: filepath.Join(dir, "root.xml")})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := got.Contents["straße.sql"]; !ok {
		t.Errorf("got %v", got.Changelog.Files)
	}
}

func TestCollectIncludeAllHonoursItsBounds(t *testing.T) {
	dir := write(t, map[string]string{
		"root.json":      `{"databaseChangeLog": [{"includeAll": {"path": "m", "minDepth": 2, "maxDepth": 2, "endsWithFilter": ".up.sql"}}]}`,
		"m/1.up.sql":     "SELECT 1;",
		"m/a/2.up.sql":   "SELECT 2;",
		"m/a/2.down.sql": "SELECT 2;",
		"m/a/b/3.up.sql": "SELECT 3;",
	})
	got, err := changelog.Collect(changelog.Location{Path: filepath.Join(dir, "root.json")})
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range got.Changelog.Files {
		paths = append(paths, f.Path)
	}
	if diff := cmp.Diff([]string{"m/a/2.up.sql", "root.json"}, paths); diff != "" {
		t.Error(diff)
	}
}

func TestCollectNamesTheIncluderAndTheLine(t *testing.T) {
	const yamlRoot = "databaseChangeLog:\n  - include:\n      file: "
	tests := map[string]struct {
		files map[string]string
		root  string
		is    error
		text  string
	}{
		"missing root":      {nil, "root.xml", fs.ErrNotExist, "root.xml"},
		"missing include":   {map[string]string{"root.yaml": yamlRoot + "gone.xml"}, "root.yaml", fs.ErrNotExist, `root.yaml:2: include "gone.xml"`},
		"missing data":      {map[string]string{"root.xml": "<databaseChangeLog>\n<changeSet>\n  <loadData file='d.csv'/></changeSet></databaseChangeLog>"}, "root.xml", fs.ErrNotExist, `root.xml:3: loadData "d.csv"`},
		"missing folder":    {map[string]string{"root.json": `{"databaseChangeLog":[{"includeAll":{"path":"m"}}]}`}, "root.json", fs.ErrNotExist, `root.json:1: includeAll "m"`},
		"empty folder":      {map[string]string{"root.json": `{"databaseChangeLog":[{"includeAll":{"path":"m"}}]}`, "m/readme.md": ""}, "root.json", nil, "the folder holds no changelog"},
		"include of itself": {map[string]string{"root.yaml": yamlRoot + "root.yaml"}, "root.yaml", changelog.ErrCycle, "root.yaml -> root.yaml"},
		"cycle of two":      {map[string]string{"root.yaml": yamlRoot + "b.yaml", "b.yaml": yamlRoot + "root.yaml"}, "root.yaml", changelog.ErrCycle, "b.yaml:2: include \"root.yaml\": the changelog includes itself: root.yaml -> b.yaml -> root.yaml"},
		"unknown format":    {map[string]string{"root.yaml": yamlRoot + "notes.txt", "notes.txt": ""}, "root.yaml", changelog.ErrUnknownFormat, `".txt"`},
		"unknown root":      {map[string]string{"root.toml": ""}, "root.toml", changelog.ErrUnknownFormat, `".toml"`},
		"path escapes":      {map[string]string{"root.yaml": yamlRoot + "../secret.sql"}, "root.yaml", changelog.ErrOutsideRoot, "root.yaml:2"},
		"absolute path":     {map[string]string{"root.yaml": yamlRoot + "/etc/passwd.sql"}, "root.yaml", fs.ErrNotExist, "reading etc/passwd.sql"},
		"parameter":         {map[string]string{"root.yaml": yamlRoot + "${env}.sql"}, "root.yaml", changelog.ErrParameter, "root.yaml:2"},
		"no file":           {map[string]string{"root.xml": "<databaseChangeLog><include/></databaseChangeLog>"}, "root.xml", nil, "line 1: include has no file"},
		"broken XML":        {map[string]string{"root.xml": "<databaseChangeLog>\n<include"}, "root.xml", nil, "line 2"},
		"broken YAML":       {map[string]string{"root.yaml": "databaseChangeLog:\n  - [unclosed"}, "root.yaml", nil, "root.yaml: reading YAML or JSON: yaml: line"},
		"include a folder":  {map[string]string{"root.yaml": yamlRoot + "d.sql", "d.sql/x": ""}, "root.yaml", nil, "not a regular file"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := changelog.Collect(changelog.Location{Path: filepath.Join(write(t, tt.files), tt.root)})
			if err == nil {
				t.Fatal("no error")
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("%v: not %v", err, tt.is)
			}
			if tt.is != nil && !errors.Is(err, changelog.ErrCycle) && failure.Hint(err) == "" {
				t.Errorf("%v: no hint", err)
			}
			if !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%v: does not say %q", err, tt.text)
			}
		})
	}
}

func TestCollectKnowsSpringsPrefix(t *testing.T) {
	root := write(t, map[string]string{"root.yaml": "databaseChangeLog:\n  - include:\n      file: classpath:/db/more.xml\n"})
	_, err := changelog.Collect(changelog.Location{Path: filepath.Join(root, "root.yaml")})
	if hint := failure.Hint(err); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(hint, "liquibase_search_paths") {
		t.Errorf("got %v, and the hint %q", err, hint)
	}
}

func TestCollectRefusesSymbolicLinksThatLeaveTheRoot(t *testing.T) {
	outside := write(t, map[string]string{"secret.sql": "SELECT 1;"})
	dir := write(t, map[string]string{"root.yaml": "databaseChangeLog: [{include: {file: link.sql}}]"})
	if err := os.Symlink(filepath.Join(outside, "secret.sql"), filepath.Join(dir, "link.sql")); err != nil {
		t.Skipf("symbolic links are not to be had: %v", err)
	}
	if _, err := changelog.Collect(changelog.Location{Path: filepath.Join(dir, "root.yaml")}); !errors.Is(err, changelog.ErrOutsideRoot) {
		t.Errorf("got %v", err)
	}
}

func TestCollectRefusesWhatIsTooLarge(t *testing.T) {
	dir := write(t, map[string]string{"root.yaml": "databaseChangeLog: [{include: {file: big.sql}}]", "big.sql": ""})
	if err := os.Truncate(filepath.Join(dir, "big.sql"), 33<<20); err != nil {
		t.Fatal(err)
	}
	if _, err := changelog.Collect(changelog.Location{Path: filepath.Join(dir, "root.yaml")}); !errors.Is(err, changelog.ErrTooLarge) {
		t.Errorf("got %v", err)
	}
}

// write lays files into a new folder and returns its absolute path.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
