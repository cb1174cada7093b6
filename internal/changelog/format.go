package changelog

import (
	"errors"
	"fmt"
	"path"
	"strings"
)

// What can be wrong with a changelog's set of files, for errors.Is.
var (
	// ErrCycle: a changelog includes itself, directly or through others.
	ErrCycle = errors.New("the changelog includes itself")
	// ErrUnknownFormat: an included file is in no format that Liquibase reads.
	ErrUnknownFormat = errors.New("no changelog format has this file name extension")
	// ErrOutsideRoot: a path leaves the search root.
	ErrOutsideRoot = errors.New("the path leads outside the search root")
	// ErrTooLarge: a file, or the changelog as a whole, exceeds what an
	// artifact carries.
	ErrTooLarge = errors.New("the changelog is too large for an artifact")
	// ErrAmbiguous: a file is in two search paths.
	ErrAmbiguous = errors.New("the file is in two search paths")
	// ErrParameter: a file name depends on a changelog parameter.
	ErrParameter = errors.New("the file name holds a changelog parameter")
)

// The bounds of what an artifact carries. A public banking system's changelog
// of 1,413 changesets is some 300 files and 4 MiB.
const (
	maxFileBytes  = 32 << 20
	maxTotalBytes = 128 << 20
	maxFiles      = 10_000
	maxDepth      = 64 // changelogs that include one another
)

// format is a changelog's file format, in the spelling of the specification.
type format string

const (
	formatXML  format = "xml"
	formatYAML format = "yaml"
	formatJSON format = "json"
	formatSQL  format = "sql"
)

// formatOf tells a changelog's format by its extension, as Liquibase does.
func formatOf(name string) (format, error) {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".xml":
		return formatXML, nil
	case ".yaml", ".yml":
		return formatYAML, nil
	case ".json":
		return formatJSON, nil
	case ".sql":
		return formatSQL, nil
	default:
		return "", fmt.Errorf("%w: %q", ErrUnknownFormat, ext)
	}
}

// references lists the files that a changelog names, in document order. An SQL
// changelog names none: Liquibase 4 has no include in formatted SQL.
func references(f format, content []byte) ([]reference, error) {
	switch f {
	case formatXML:
		return xmlReferences(content)
	case formatYAML, formatJSON:
		return yamlReferences(content)
	case formatSQL:
		return nil, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrUnknownFormat, f)
}
