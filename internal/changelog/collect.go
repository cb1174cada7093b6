// Package changelog reads Liquibase changelogs: which files one is made of, and
// what they say. It knows files and, later, databases; it knows neither AWS nor
// Terraform.
package changelog

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Sources is a changelog as it travels in an artifact: the description that
// goes into the specification, and the bytes that lie beside it.
type Sources struct {
	Changelog artifact.Changelog
	// Contents holds every file of Changelog.Files by its path.
	Contents map[string][]byte
}

// Collect reads the changelog at changelogPath and every file it is made of:
// included changelogs in Liquibase's four formats, and the SQL, CSV, procedure
// and property files they name. Nothing is interpreted beyond that.
//
// Paths are recorded relative to the search root, as Liquibase records them in
// DATABASECHANGELOG. A relative path without ".." has the working directory as
// its root; any other path has the folder that holds the changelog, so that an
// artifact does not depend on where its author's checkout lies. Files outside
// the root are refused, symbolic links included.
//
// Errors name the file and line that asked for what could not be read. They
// match fs.ErrNotExist for a missing file, [ErrCycle], [ErrUnknownFormat],
// [ErrOutsideRoot], [ErrTooLarge] and [ErrParameter].
func Collect(changelogPath string) (*Sources, error) {
	dir, name := searchRoot(changelogPath)
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, collecting(changelogPath, err)
	}
	defer func() { _ = root.Close() }()

	format, err := formatOf(name)
	if err != nil {
		return nil, collecting(changelogPath, err)
	}
	c := &collector{root: root, contents: map[string][]byte{}, done: map[string]bool{}}
	if err := c.changelog(name); err != nil {
		return nil, collecting(changelogPath, err)
	}
	return &Sources{
		Changelog: artifact.Changelog{Path: name, Format: string(format), Files: describe(c.contents)},
		Contents:  c.contents,
	}, nil
}

// searchRoot splits a configured path into the folder that Liquibase would call
// its search path and the slash-separated name below it.
func searchRoot(configured string) (dir, name string) {
	clean := filepath.Clean(configured)
	if filepath.IsLocal(clean) {
		return ".", filepath.ToSlash(clean)
	}
	return filepath.Dir(clean), filepath.Base(clean)
}

// describe lists contents sorted by path, each file identified by its hash.
func describe(contents map[string][]byte) []artifact.File {
	files := make([]artifact.File, 0, len(contents))
	for _, name := range slices.Sorted(maps.Keys(contents)) {
		sum := sha256.Sum256(contents[name])
		files = append(files, artifact.File{
			Path:   name,
			SHA256: hex.EncodeToString(sum[:]),
			Size:   int64(len(contents[name])),
		})
	}
	return files
}

// collecting dresses err for the user, with the way forward where there is one.
func collecting(changelogPath string, err error) error {
	hint := ""
	switch {
	case errors.Is(err, fs.ErrNotExist):
		hint = "A changelog names its files relative to the search root (the working directory for a relative path, " +
			"the changelog's own folder for an absolute one), or to itself with relativeToChangelogFile."
	case errors.Is(err, ErrOutsideRoot):
		hint = "Everything an artifact carries lies below the search root: the working directory for a relative path, " +
			"the changelog's own folder for an absolute one. Move the file, or start from a folder above both."
	case errors.Is(err, ErrUnknownFormat):
		hint = "Liquibase reads changelogs that end in .xml, .yaml, .yml, .json or .sql."
	case errors.Is(err, ErrParameter):
		hint = "Which files an artifact carries must not depend on a changelog parameter. Name the file itself."
	}
	return &failure.Error{Op: "collecting changelog", Object: changelogPath, Err: err, Hint: hint}
}
