// Package changelog reads which files a schema is made of: a Liquibase changelog
// with everything it names, or a list of plain SQL files. What they mean is
// found out by the packages below. It knows neither AWS nor Terraform.
package changelog

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Sources is a changelog as it travels in an artifact: the description that
// goes into the specification, and the bytes that lie beside it.
type Sources struct {
	Changelog artifact.Changelog
	// Contents holds every file of Changelog.Files by its path.
	Contents map[string][]byte
	// Order is the order in which plain SQL files run; nil for a changelog.
	Order []string
}

// Add carries one more file, of which the changelog itself says nothing.
func (s *Sources) Add(name string, content []byte) error {
	if _, there := s.Contents[name]; there {
		return fmt.Errorf("%s: the changelog has a file of that name already", name)
	}
	if len(content) > maxFileBytes {
		return fmt.Errorf("%s: %w: more than %d MiB", name, ErrTooLarge, maxFileBytes>>20)
	}
	s.Contents[name] = content
	s.Changelog.Files = describe(s.Contents)
	return nil
}

// Location is where a changelog is, as configured.
type Location struct {
	Path string
	// SearchPaths are the folders in which the changelog, and what it names by
	// a path that is not relative to itself, are looked for. None: see [Collect].
	SearchPaths []string
	// Parameters are put in for ${name} in the names of files.
	Parameters map[string]string
}

// Collect reads the changelog at a location and every file it is made of:
// included changelogs in Liquibase's four formats, and the SQL, CSV, procedure
// and property files they name. Nothing is interpreted beyond that.
//
// Paths are recorded relative to the search root, as Liquibase records them in
// DATABASECHANGELOG. A relative path without ".." has the working directory as
// its root; any other path has the folder that holds the changelog, so that an
// artifact does not depend on where its author's checkout lies. With search
// paths, each of those is a root, and a file must be in one of them only. Files
// outside the roots are refused, symbolic links included.
//
// Errors name the file and line that asked for what could not be read. They
// match fs.ErrNotExist for a missing file, [ErrCycle], [ErrUnknownFormat],
// [ErrOutsideRoot], [ErrTooLarge], [ErrAmbiguous] and [ErrParameter].
func Collect(at Location) (*Sources, error) {
	dirs, name := at.SearchPaths, path.Clean(filepath.ToSlash(at.Path))
	if len(dirs) == 0 {
		var dir string
		dir, name = searchRoot(at.Path)
		dirs = []string{dir}
	}
	roots, err := openRoots(dirs)
	if err != nil {
		return nil, collecting(at.Path, err)
	}
	defer roots.close()

	format, err := formatOf(name)
	if err != nil {
		return nil, collecting(at.Path, err)
	}
	c := &collector{roots: roots, parameters: at.Parameters, contents: map[string][]byte{}, done: map[string]bool{}}
	if err := c.changelog(name); err != nil {
		return nil, collecting(at.Path, err)
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
		files = append(files, artifact.FileOf(name, contents[name]))
	}
	return files
}

// collecting dresses err for the user, with the way forward where there is one.
func collecting(changelogPath string, err error) error {
	hint := ""
	switch {
	case errors.Is(err, fs.ErrNotExist) && strings.Contains(err.Error(), `"classpath:`):
		hint = "The prefix classpath: is Spring's, and Liquibase itself does not know it: leave it out, and give the folder " +
			"that Spring's path begins in, such as src/main/resources, in liquibase_search_paths."
	case errors.Is(err, fs.ErrNotExist):
		hint = "A changelog names its files relative to the search root (the working directory for a relative path, " +
			"the changelog's own folder for an absolute one), or to itself with relativeToChangelogFile."
	case errors.Is(err, ErrOutsideRoot):
		hint = "Everything an artifact carries lies below the search root: the working directory for a relative path, " +
			"the changelog's own folder for an absolute one. Move the file, or start from a folder above both."
	case errors.Is(err, ErrUnknownFormat):
		hint = "Liquibase reads changelogs that end in .xml, .yaml, .yml, .json or .sql."
	case errors.Is(err, ErrParameter):
		hint = "Give the parameter in liquibase_parameters: what the changelog's own properties say is not looked at for the names of files."
	case errors.Is(err, ErrAmbiguous):
		hint = "Liquibase refuses this too. Give search paths that do not hold the same file twice."
	}
	return &failure.Error{Op: "collecting changelog", Object: changelogPath, Err: err, Hint: hint}
}
