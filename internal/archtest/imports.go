package archtest

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// source is one Go file and the room it stands in.
type source struct {
	path string // slash-separated, below the module's root
	room string
	test bool // a test file, or a file of a package that only tests use
}

// sources lists the module's Go files below root. Folders with a go.mod of
// their own, testdata and hidden folders are not part of the module.
func sources(root string) ([]source, error) {
	var found []source
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != root && outsideModule(name) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		relative = filepath.ToSlash(relative)
		found = append(found, source{
			path: relative,
			room: roomOf(path.Dir(relative)),
			test: strings.HasSuffix(relative, "_test.go") || testPackage(path.Dir(relative)),
		})
		return nil
	})
	return found, err
}

// outsideModule reports whether Go leaves the folder out of the module.
func outsideModule(dir string) bool {
	base := filepath.Base(dir)
	if base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// roomOf names the room of a folder below the module's root: the element after
// internal, or main for everything else.
func roomOf(dir string) string {
	elements := strings.Split(dir, "/")
	if elements[0] != "internal" || len(elements) < 2 {
		return mainRoom
	}
	return elements[1]
}

// testPackage reports whether only tests may import the package: sandboxtest
// below sandbox, storetest below imagestore, and the like.
func testPackage(dir string) bool {
	return strings.HasSuffix(dir, "test") && strings.Count(dir, "/") >= 2
}

// violations checks every import of every file below root against the tables.
func violations(root string) ([]string, error) {
	files, err := sources(root)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, file := range files {
		if _, ok := rooms[file.room]; !ok {
			found = append(found, fmt.Sprintf("%s: room %q is not in the table", file.path, file.room))
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), filepath.Join(root, file.path), nil, parser.ImportsOnly)
		if err != nil {
			return nil, fmt.Errorf("parsing imports: %w", err)
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return nil, fmt.Errorf("reading an import of %s: %w", file.path, err)
			}
			if why := file.refuses(imported); why != "" {
				found = append(found, fmt.Sprintf("%s: imports %s: %s", file.path, imported, why))
			}
		}
	}
	return found, nil
}

// refuses says why the file must not import a package, "" when it may.
func (s source) refuses(imported string) string {
	if below, ours := strings.CutPrefix(imported, modulePath); ours {
		return s.refusesRoom(strings.TrimPrefix(below, "/"))
	}
	for _, r := range rules {
		if !r.fits(imported) {
			continue
		}
		if listed(r.code, s.room) || s.test && listed(r.tests, s.room) {
			return ""
		}
		return r.why
	}
	return ""
}

// refusesRoom says why the file must not import a package of ours.
func (s source) refusesRoom(dir string) string {
	room := roomOf(dir)
	switch {
	case !s.test && testPackage(dir):
		return "only tests may use a test package"
	case room == s.room || slices.Contains(rooms[s.room], room):
		return ""
	case !s.test:
		return fmt.Sprintf("%s may not use %s", s.room, room)
	case slices.Contains(blind[s.room], room):
		return fmt.Sprintf("tests of %s may not use %s", s.room, room)
	case slices.Contains(joining, room) && s.room != mainRoom:
		return fmt.Sprintf("nobody below uses %s", room)
	}
	return ""
}

func (r rule) fits(imported string) bool {
	rest, ok := strings.CutPrefix(imported, r.prefix)
	if !ok {
		return false
	}
	return rest == "" || !r.exact && (strings.HasPrefix(rest, "/") || strings.HasSuffix(r.prefix, "-"))
}

func listed(list []string, room string) bool {
	return slices.Contains(list, "*") || slices.Contains(list, room)
}
