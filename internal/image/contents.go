package image

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Contents are the files that lie beside a specification.
type Contents struct {
	// Changelog and CloneScripts are keyed by their paths in the specification.
	Changelog    map[string][]byte
	CloneScripts map[string][]byte
	// Compiled is the compiled schema's JSON; nil for none.
	Compiled []byte
}

// Files places the contents where an image keeps them, in the order of the
// paths.
func (c Contents) Files() []Content {
	placed := make(map[string][]byte, len(c.Changelog)+len(c.CloneScripts)+1)
	for name, data := range c.Changelog {
		placed[path.Join(changelogDir, name)] = data
	}
	for name, data := range c.CloneScripts {
		placed[path.Join(scriptsDir, name)] = data
	}
	if c.Compiled != nil {
		placed[artifact.CompiledPath] = c.Compiled
	}
	files := make([]Content, 0, len(placed))
	for _, name := range slices.Sorted(maps.Keys(placed)) {
		files = append(files, Content{Path: name, Data: placed[name]})
	}
	return files
}

// contentsOf is the reverse of [Contents.Files].
func contentsOf(spec artifact.Spec, placed map[string][]byte) Contents {
	c := Contents{Changelog: map[string][]byte{}, CloneScripts: map[string][]byte{}}
	if spec.Changelog != nil {
		for _, f := range spec.Changelog.Files {
			c.Changelog[f.Path] = placed[path.Join(changelogDir, f.Path)]
		}
	}
	for _, f := range spec.CloneScripts {
		c.CloneScripts[f.Path] = placed[path.Join(scriptsDir, f.Path)]
	}
	if spec.Compiled != nil {
		c.Compiled = placed[artifact.CompiledPath]
	}
	return c
}

// namedBy are the files that a specification names, by where an image keeps
// them.
func namedBy(spec artifact.Spec) map[string]artifact.File {
	named := make(map[string]artifact.File)
	if spec.Changelog != nil {
		for _, f := range spec.Changelog.Files {
			named[path.Join(changelogDir, f.Path)] = f
		}
	}
	for _, f := range spec.CloneScripts {
		named[path.Join(scriptsDir, f.Path)] = f
	}
	if spec.Compiled != nil {
		named[artifact.CompiledPath] = *spec.Compiled
	}
	return named
}

// ReadContents reads an artifact's files where an image has them unpacked:
// folder is /artifact. What is read is what the specification names.
func ReadContents(spec artifact.Spec, folder fs.FS) (Contents, error) {
	placed := make(map[string][]byte)
	for name, f := range namedBy(spec) {
		data, err := readFile(folder, name, f)
		if err != nil {
			return Contents{}, fmt.Errorf("reading the artifact's files: %w", err)
		}
		placed[name] = data
	}
	return contentsOf(spec, placed), nil
}

func readFile(folder fs.FS, name string, f artifact.File) ([]byte, error) {
	file, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readContent(file, f)
}
