package artifact

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// MaxINISize bounds an INI file in bytes; the keys there are fill one page.
const MaxINISize = 64 << 10

// maxINIProblems ends the list of problems of a file that is no INI at all.
const maxINIProblems = 20

// INIError is one problem of an INI file.
type INIError struct {
	File         string // "" when the text came from elsewhere
	Line         int    // from 1; 0 when something is missing from the file
	Section, Key string // either may be empty
	Problem      string // what was found and what was expected
}

// Error renders `orders.ini:7: [target_db] instance_type: problem`.
func (e *INIError) Error() string {
	var b strings.Builder
	switch {
	case e.File != "" && e.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", e.File, e.Line)
	case e.File != "":
		b.WriteString(e.File + ": ")
	case e.Line > 0:
		fmt.Fprintf(&b, "line %d: ", e.Line)
	}
	if e.Section != "" {
		b.WriteString("[" + e.Section + "] ")
	}
	if e.Key != "" {
		b.WriteString(e.Key + ": ")
	}
	return b.String() + e.Problem
}

// ParseINI reads a configuration in the INI form of database-artifact-factory
// 0.1.0, with its words: "source" for the source's subnets, "dontcare" for a
// setting that is not given. Every other setting of [Config] is a key too, by
// its JSON name. Name is the file's, for messages.
//
// All problems are reported at once, as joined [INIError]s in the order of the
// file: keys that are unknown or refused, values that cannot be right.
func ParseINI(text []byte, name string) (Config, error) {
	if len(text) > MaxINISize {
		return Config{}, &INIError{File: name, Problem: fmt.Sprintf("has %d bytes, expected an INI file of at most %d", len(text), MaxINISize)}
	}
	r := &iniReader{
		taken: make(map[string]iniEntry),
		wrong: make(map[string]bool),
	}
	for _, entry := range scanINI(text, r.report) {
		r.take(entry)
	}
	r.validate()
	if err := r.err(name); err != nil {
		return Config{}, err
	}
	return r.config, nil
}

// iniReader gathers a configuration and what is wrong with it.
type iniReader struct {
	config   Config
	taken    map[string]iniEntry // by section. and section.key
	wrong    map[string]bool     // section.key that has been complained about
	problems []*INIError
}

func (r *iniReader) report(e INIError) {
	r.problems = append(r.problems, &e)
	r.wrong[e.Section+"."+e.Key] = true
}

// take puts one entry of the file into the configuration.
func (r *iniReader) take(e iniEntry) {
	r.taken[e.section+"."+e.key] = e
	if e.key == "" {
		if _, ok := settings[e.section]; !ok {
			r.report(INIError{Line: e.line, Section: e.section, Problem: "unknown section, expected [source_db] or [target_db]" + didYouMean(e.section, sectionNames(), "[", "]")})
		}
		return
	}
	known, ok := settings[e.section]
	if !ok {
		return // the section has been refused
	}
	if problem := r.assign(known, e); problem != "" {
		r.report(INIError{Line: e.line, Section: e.section, Key: e.key, Problem: problem})
	}
}

// validate adds what Config.Validate finds, with the lines where it stands.
func (r *iniReader) validate() {
	for _, err := range failure.Joined(r.config.Validate()) {
		var field *FieldError
		if !errors.As(err, &field) || r.wrong[field.Section+"."+field.Key] {
			continue
		}
		entry := r.taken[field.Section+"."+field.Key]
		line := cmp.Or(entry.line, r.taken[field.Section+"."].line)
		r.report(INIError{Line: line, Section: field.Section, Key: field.Key, Problem: field.Problem + commentInside(entry.value)})
	}
}

func (r *iniReader) err(name string) error {
	slices.SortStableFunc(r.problems, func(a, b *INIError) int { return cmp.Compare(a.Line, b.Line) })
	var all []error
	for i, problem := range r.problems {
		if i == maxINIProblems {
			all = append(all, &INIError{File: name, Problem: fmt.Sprintf("and %d problems more", len(r.problems)-i)})
			break
		}
		problem.File = name
		all = append(all, problem)
	}
	return errors.Join(all...)
}
