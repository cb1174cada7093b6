package changelog

import (
	"fmt"
	"strconv"
	"strings"
)

// kind says what a reference leads to.
type kind int

const (
	kindChangelog kind = iota // read on for further references
	kindFolder                // every changelog below it
	kindFile                  // carried as it is
)

// reference is one mention of a file in a changelog.
type reference struct {
	element  string // as written in the changelog: include, sqlFile, ...
	path     string // as written
	kind     kind
	relative bool // to the changelog, not to the search root
	either   bool // relative to the changelog, or to the search root if it is not there
	optional bool // missing is allowed
	endsWith string
	minDepth int
	maxDepth int // 0 for any
	line     int
}

// named is where an element keeps its file name.
type named struct {
	attribute string
	kind      kind
	// optionalBy is the attribute that allows the file to be missing when it is
	// false.
	optionalBy string
	// either: Liquibase looks beside the changelog first, then below the search
	// root (ExecutablePreparedStatementBase.getFileName).
	either bool
}

// elements lists every element of Liquibase 4.28 that names a file, from its
// schema dbchangelog-latest.xsd and the change types' reference.
var elements = map[string][]named{
	"include":         {{attribute: "file", kind: kindChangelog, optionalBy: "errorIfMissing"}},
	"includeAll":      {{attribute: "path", kind: kindFolder, optionalBy: "errorIfMissingOrEmpty"}},
	"property":        {{attribute: "file", kind: kindFile, optionalBy: "errorIfMissing"}},
	"sqlFile":         {{attribute: "path", kind: kindFile}},
	"loadData":        {{attribute: "file", kind: kindFile}},
	"loadUpdateData":  {{attribute: "file", kind: kindFile}},
	"createProcedure": {{attribute: "path", kind: kindFile}},
	"createView":      {{attribute: "path", kind: kindFile}},
	"column": {
		{attribute: "valueClobFile", kind: kindFile, either: true},
		{attribute: "valueBlobFile", kind: kindFile, either: true},
	},
}

// referencesOf reads the references that an element makes through its
// attributes. get returns "" for an attribute that is not there.
func referencesOf(element string, line int, get func(attribute string) string) ([]reference, error) {
	var refs []reference
	for _, n := range elements[element] {
		ref := reference{
			element:  element,
			path:     strings.TrimSpace(get(n.attribute)),
			kind:     n.kind,
			relative: strings.EqualFold(get("relativeToChangelogFile"), "true"),
			either:   n.either,
			optional: n.optionalBy != "" && strings.EqualFold(get(n.optionalBy), "false"),
			line:     line,
		}
		if ref.path == "" {
			if n.kind != kindFile {
				return nil, fmt.Errorf("line %d: %s has no %s", line, element, n.attribute)
			}
			continue
		}
		if n.kind == kindFolder {
			ref.endsWith = strings.TrimSpace(get("endsWithFilter"))
			ref.minDepth, _ = strconv.Atoi(get("minDepth"))
			ref.maxDepth, _ = strconv.Atoi(get("maxDepth"))
		}
		refs = append(refs, ref)
	}
	return refs, nil
}

// normalized is the path below the folder it is relative to, as Liquibase 4.28
// reads it: a leading slash means the search root, and backslashes separate
// folders where changelogs are included, though not where files are named.
func (r reference) normalized() string {
	name := r.path
	if r.kind != kindFile {
		name = strings.ReplaceAll(name, `\`, "/")
	}
	return strings.TrimPrefix(name, "/")
}

// String renders the reference as an error shows it.
func (r reference) String() string {
	return fmt.Sprintf("%s %q", r.element, r.path)
}
