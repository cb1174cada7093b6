package artifact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// CompiledVersion is the version of [Compiled] that this program writes, and
// the newest that it reads.
const CompiledVersion = 1

// Bounds of a compiled schema. A public banking system's changelog of 1,413
// changesets compiles to 4 MiB.
const (
	// MaxCompiledSize bounds its JSON in bytes, both ways.
	MaxCompiledSize = 64 << 20
	// MaxChangesets is the greatest number of changesets.
	MaxChangesets = 100_000
)

// What became of a changeset on the scratch database that a changelog is
// compiled with. The first two are also what DATABASECHANGELOG's EXECTYPE says;
// Liquibase records no row for the other two.
const (
	// OutcomeExecuted: its statements ran.
	OutcomeExecuted = "EXECUTED"
	// OutcomeMarkRan: a precondition with onFail or onError MARK_RAN held it
	// back for good.
	OutcomeMarkRan = "MARK_RAN"
	// OutcomeSkipped: a precondition with onFail or onError CONTINUE held it
	// back this time.
	OutcomeSkipped = "SKIPPED"
	// OutcomeFailed: a statement failed, and failOnError is false.
	OutcomeFailed = "FAILED"
)

// Outcomes are all of them.
var Outcomes = []string{OutcomeExecuted, OutcomeMarkRan, OutcomeSkipped, OutcomeFailed}

// Compiled is a schema as converge applies it: what Liquibase, or a list of
// plain SQL files, came to at build time.
type Compiled struct {
	Version int    `json:"version"`
	Engine  string `json:"engine"` // aurora-postgresql or aurora-mysql
	// Liquibase is the version that compiled it; empty for plain SQL files.
	Liquibase string `json:"liquibase,omitempty"`
	// Contexts and Labels are what was asked for, in Liquibase's syntax.
	Contexts string `json:"contexts,omitempty"`
	Labels   string `json:"labels,omitempty"`
	// Changesets are in the order in which they run.
	Changesets []Changeset `json:"changesets"`
}

// Changeset is one changeset: the row that DATABASECHANGELOG gets, what it
// asks of whoever runs it, and its SQL.
type Changeset struct {
	ID     string `json:"id"`
	Author string `json:"author"`
	// Path is DATABASECHANGELOG's FILENAME.
	Path string `json:"path"`
	// Checksum is MD5SUM as Liquibase records it: a version, a colon and 32
	// hex digits.
	Checksum string `json:"checksum"`
	// ValidChecksums are what validCheckSum says: with one of them on record, or
	// as the present one, an edit after the run is meant; 1:any stands for all.
	ValidChecksums []string `json:"valid_checksums,omitempty"`

	Description string `json:"description,omitempty"`
	Comments    string `json:"comments,omitempty"`
	Tag         string `json:"tag,omitempty"`
	Contexts    string `json:"contexts,omitempty"`
	Labels      string `json:"labels,omitempty"`
	// Liquibase is the column of that name: the version that recorded it.
	Liquibase string `json:"liquibase,omitempty"`
	// Outcome is one of [Outcomes].
	Outcome string `json:"outcome"`
	// Preconditioned: the outcome rests on preconditions, and so on what was
	// in the database; on another database it may differ.
	Preconditioned   bool `json:"preconditioned,omitempty"`
	RunInTransaction bool `json:"run_in_transaction"`
	FailOnError      bool `json:"fail_on_error"`
	RunAlways        bool `json:"run_always,omitempty"`
	RunOnChange      bool `json:"run_on_change,omitempty"`
	// Statements are in order and without delimiters, to be sent one by one.
	Statements []string `json:"statements,omitempty"`
	// Lines are where the statements begin in the file, from 1; nil where they
	// are not the file's own text.
	Lines []int `json:"lines,omitempty"`
}

// Key identifies the changeset the way Liquibase prints it: path::id::author.
func (c Changeset) Key() string { return c.Path + "::" + c.ID + "::" + c.Author }

// Canonical returns the one JSON text that stands for c; see [Spec.Canonical].
func (c Compiled) Canonical() ([]byte, error) {
	text, err := canonical(c)
	if err == nil && len(text) > MaxCompiledSize {
		err = fmt.Errorf("it has %d bytes, at most %d fit in an artifact", len(text), MaxCompiledSize)
	}
	if err != nil {
		return nil, fmt.Errorf("encoding the compiled schema: %w", err)
	}
	return text, nil
}

// DecodeCompiled reads the JSON of a compiled schema that somebody else may
// have written: bounded, strict and valid in itself, as [DecodeSpec] reads a
// specification.
func DecodeCompiled(text []byte) (Compiled, error) {
	var c Compiled
	err := c.decode(text)
	if err == nil {
		err = c.Validate()
	}
	if err != nil {
		return Compiled{}, fmt.Errorf("reading the compiled schema: %w", err)
	}
	return c, nil
}

func (c *Compiled) decode(text []byte) error {
	if len(text) > MaxCompiledSize {
		return fmt.Errorf("it has %d bytes, at most %d are read", len(text), MaxCompiledSize)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(c); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON object")
	}
	return nil
}

var checksumPattern = regexp.MustCompile(`^[0-9]{1,2}:[0-9a-f]{32}$`)

// Validate reports what makes c unfit to apply, whoever wrote it.
func (c Compiled) Validate() error {
	switch {
	case c.Version < 1 || c.Version > CompiledVersion:
		return fmt.Errorf("version is %d, expected 1 to %d", c.Version, CompiledVersion)
	case !slices.Contains(Engines, c.Engine):
		return fmt.Errorf("engine is %q, expected %s", c.Engine, strings.Join(Engines, " or "))
	case len(c.Changesets) > MaxChangesets:
		return fmt.Errorf("%d changesets, at most %d are read", len(c.Changesets), MaxChangesets)
	}
	seen := make(map[string]bool, len(c.Changesets))
	for _, s := range c.Changesets {
		if err := s.validate(); err != nil {
			return fmt.Errorf("changeset %q: %w", s.Key(), err)
		}
		if seen[s.Key()] {
			return fmt.Errorf("changeset %q: it is there twice", s.Key())
		}
		seen[s.Key()] = true
	}
	return nil
}

// validate holds the changeset to what its row in DATABASECHANGELOG can hold:
// no control characters, since keys are printed, and a checksum that Liquibase
// can read.
func (c Changeset) validate() error {
	for name, value := range map[string]string{"id": c.ID, "author": c.Author, "path": c.Path} {
		if value == "" || strings.ContainsFunc(value, isControl) {
			return fmt.Errorf("%s is %q, expected characters without control characters", name, value)
		}
	}
	if !checksumPattern.MatchString(c.Checksum) {
		return fmt.Errorf("checksum is %q, expected one such as 9: and 32 hex digits", c.Checksum)
	}
	for _, sum := range c.ValidChecksums {
		if sum == "" || strings.ContainsFunc(sum, isControl) {
			return fmt.Errorf("a valid checksum is %q, expected characters without control characters", sum)
		}
	}
	if !slices.Contains(Outcomes, c.Outcome) {
		return fmt.Errorf("outcome is %q, expected %s", c.Outcome, strings.Join(Outcomes, ", "))
	}
	if c.Lines != nil && len(c.Lines) != len(c.Statements) {
		return fmt.Errorf("it has lines of %d statements, and %d statements", len(c.Lines), len(c.Statements))
	}
	for i, statement := range c.Statements {
		if strings.TrimSpace(statement) == "" {
			return fmt.Errorf("statement %d is empty", i+1)
		}
	}
	return nil
}
