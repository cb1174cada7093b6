package archtest

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxLines is the cap for a written file; one job fits into far less.
const maxLines = 300

// emptyNames say nothing about what a file or package does.
var emptyNames = []string{"util", "utils", "helper", "helpers", "common", "misc"}

// written are the extensions of the files that people write here.
var written = []string{".go", ".md", ".tmpl", ".tf", ".sql", ".sh", ".yml", ".yaml", ".xml", ".json", ".ini"}

// generated are folders and names whose files nobody writes.
var generated = []string{"docs", "dist", "go.sum"}

// golden marks files that a test writes when it is run with -update: as long
// as what they record.
const golden = ".golden."

// visitWritten calls visit for every written file of the repository, hidden
// working folders apart.
func visitWritten(t *testing.T, root string, visit func(name string)) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			hidden := strings.HasPrefix(base, ".") && base != ".ci" && base != ".github"
			if relative != "." && (hidden || slices.Contains(generated, relative)) {
				return fs.SkipDir
			}
			return nil
		}
		script := strings.HasPrefix(relative, ".ci"+string(filepath.Separator))
		kept := slices.Contains(generated, base) || strings.Contains(base, golden)
		if !kept && (script || slices.Contains(written, filepath.Ext(base))) {
			seen++
			visit(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen == 0 {
		t.Errorf("no file below %s", root)
	}
}

func TestFilesKeepToOneJob(t *testing.T) {
	visitWritten(t, moduleRoot, func(name string) {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if lines := bytes.Count(content, []byte("\n")); lines > maxLines && !bytes.Contains(content, []byte("DO NOT EDIT")) {
			t.Errorf("%s has %d lines, %d are the cap", name, lines, maxLines)
		}
	})
}

func TestNamesSaySomething(t *testing.T) {
	visitWritten(t, moduleRoot, func(name string) {
		relative, err := filepath.Rel(moduleRoot, name)
		if err != nil {
			t.Fatal(err)
		}
		words := strings.FieldsFunc(relative, func(r rune) bool { return strings.ContainsRune("/\\_-.", r) })
		for _, word := range words {
			if slices.Contains(emptyNames, strings.ToLower(word)) {
				t.Errorf("%s: %q says nothing", relative, word)
			}
		}
	})
}
