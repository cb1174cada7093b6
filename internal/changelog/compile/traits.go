package compile

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// declared is a changeset as its file declares it: what neither Liquibase's SQL
// nor its history says.
type declared struct {
	id, author, path string // path is the logical one where there is one
	dbms             string

	runInTransaction, failOnError bool
	runAlways, runOnChange        bool
	preconditioned                bool
	// delimited: statements end with another delimiter than a semicolon.
	delimited      bool
	validChecksums []string
	// changes are the types of its changes, such as createTable.
	changes []string
}

// byDefault is a changeset that says nothing about itself.
func byDefault() declared { return declared{runInTransaction: true, failOnError: true} }

func (d declared) key() string { return d.path + "::" + d.id + "::" + d.author }

// set takes an attribute of a changeset; others than these do not matter here.
func (d *declared) set(name, value string) error {
	flags := map[string]*bool{
		"runintransaction": &d.runInTransaction, "failonerror": &d.failOnError,
		"runalways": &d.runAlways, "runonchange": &d.runOnChange,
	}
	switch name = strings.ToLower(name); name {
	case "validchecksum":
		d.validChecksums = append(d.validChecksums, strings.TrimSpace(value))
	case "id":
		d.id = value
	case "author":
		d.author = value
	case "dbms":
		d.dbms = value
	case "logicalfilepath":
		d.path = value
	case "enddelimiter":
		d.delimited = d.delimited || value != ";"
	default:
		flag, ok := flags[name]
		if !ok || value == "" {
			return nil
		}
		switch strings.ToLower(value) {
		case "true":
			*flag = true
		case "false":
			*flag = false
		default:
			return fmt.Errorf("changeset %s: %s is %q, expected true or false: it cannot depend on a parameter here", d.key(), name, value)
		}
	}
	return nil
}

// declarations are the changesets of a changelog's files.
type declarations struct {
	byKey  map[string][]declared
	byName map[[2]string][]declared // by id and author
	// conditional are the files that as a whole have preconditions.
	conditional []string
}

// declare reads the changesets of all changelogs among the files.
func declare(contents map[string][]byte) (declarations, error) {
	all := declarations{byKey: map[string][]declared{}, byName: map[[2]string][]declared{}}
	for name, content := range contents {
		var file changelogFile
		var err error
		switch strings.ToLower(path.Ext(name)) {
		case ".xml":
			file, err = readXML(name, content)
		case ".yaml", ".yml", ".json":
			file, err = readYAML(name, content)
		case ".sql":
			file, err = readSQL(name, content)
		default:
			continue
		}
		if err != nil {
			return all, fmt.Errorf("reading the changesets of %s: %w", name, err)
		}
		if file.conditional {
			all.conditional = append(all.conditional, name)
		}
		for _, d := range file.changesets {
			d.preconditioned = d.preconditioned || file.skippable
			all.byKey[d.key()] = append(all.byKey[d.key()], d)
			all.byName[[2]string{d.id, d.author}] = append(all.byName[[2]string{d.id, d.author}], d)
		}
	}
	return all, nil
}

// changelogFile is what one file declares.
type changelogFile struct {
	changesets []declared
	// conditional: the file has preconditions of its own; skippable: they may
	// lead to its changesets being passed over instead of an error.
	conditional, skippable bool
}

// condition takes the preconditions of a whole file.
func (f *changelogFile) condition(onFail, onError string) {
	f.conditional = true
	for _, action := range []string{onFail, onError} {
		f.skippable = f.skippable || strings.EqualFold(action, "CONTINUE") || strings.EqualFold(action, "MARK_RAN")
	}
}

// preconditioned names what depends on the database's state first: a file as a
// whole, or a changeset. It is "" when nothing does.
func (d declarations) preconditioned() string {
	if len(d.conditional) > 0 {
		return fmt.Sprintf("file %q", slices.Min(d.conditional))
	}
	if key := d.first(func(one declared) bool { return one.preconditioned }); key != "" {
		return fmt.Sprintf("changeset %q", key)
	}
	return ""
}

// custom names a changeset with a Java class, "" without one. Liquibase wants the
// class even where the changeset is not meant for these contexts.
func (d declarations) custom() string {
	return d.first(func(one declared) bool { return slices.Contains(one.changes, "customChange") })
}

// first returns the key of a changeset that is such a one, "" without any: of
// several always the same.
func (d declarations) first(such func(declared) bool) string {
	for _, key := range slices.Sorted(maps.Keys(d.byKey)) {
		if slices.ContainsFunc(d.byKey[key], such) {
			return key
		}
	}
	return ""
}

// of finds the declaration of a changeset that Liquibase recorded. Where a path
// was put together from parameters or by an include, id and author must do.
func (d declarations) of(c artifact.Changeset, dbms string) (declared, error) {
	found := d.byKey[c.Key()]
	if len(found) == 0 {
		found = d.byName[[2]string{c.ID, c.Author}]
	}
	if len(found) > 1 {
		found = slices.DeleteFunc(slices.Clone(found), func(one declared) bool { return !meant(one.dbms, dbms) })
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && strings.EqualFold(path.Ext(c.Path), ".sql"):
		// A file of SQL that is included as it is has one changeset, and that no attributes.
		return byDefault(), nil
	}
	return declared{}, fmt.Errorf("changeset %q: %d changesets in the files could be this one; its attributes are not known", c.Key(), len(found))
}

// meant reports whether a list of databases, such as "postgresql, h2" or
// "!oracle", includes one.
func meant(list, dbms string) bool {
	if strings.TrimSpace(list) == "" || strings.EqualFold(list, "all") {
		return true
	}
	positive := false
	for name := range strings.SplitSeq(list, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "!"+dbms {
			return false
		}
		if name == dbms {
			return true
		}
		positive = positive || !strings.HasPrefix(name, "!")
	}
	return !positive
}
