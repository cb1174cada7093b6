package compile

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// assemble puts together what was printed, what happened (nil when nothing was
// tried) and what the files say.
func (j *job) assemble(texts []printed, seen *happened) (artifact.Compiled, error) {
	compiled := artifact.Compiled{
		Version: artifact.CompiledVersion, Engine: j.Engine, Liquibase: j.runner.Version(),
		Contexts: strings.Join(j.Contexts, ","), Labels: j.Labels,
	}
	rows := 0
	for _, text := range texts {
		c, err := j.changeset(text, seen)
		if err != nil {
			return compiled, fmt.Errorf("changeset %q: %w", text.Key(), err)
		}
		if c.Outcome == artifact.OutcomeExecuted || c.Outcome == artifact.OutcomeMarkRan {
			rows++
		}
		compiled.Changesets = append(compiled.Changesets, c)
	}
	if seen != nil && rows != len(seen.rows) {
		return compiled, fmt.Errorf("with a database, Liquibase recorded %d changesets, and without, %d", len(seen.rows), rows)
	}
	return compiled, compiled.Validate()
}

// ErrNotCompilable is reported for a changeset that is no SQL.
var ErrNotCompilable = errors.New("it cannot be compiled to SQL")

// changeset compiles one changeset.
func (j *job) changeset(text printed, seen *happened) (artifact.Changeset, error) {
	c := text.Changeset
	d, err := j.declarations.of(c, string(j.dialect))
	if err != nil {
		return c, err
	}
	c.Outcome = artifact.OutcomeExecuted
	var sent []string
	if seen != nil {
		if err := seen.judge(&c, d); err != nil {
			return c, err
		}
		sent = seen.sent[c.Key()]
	}
	c.RunInTransaction, c.FailOnError = d.runInTransaction, d.failOnError
	c.RunAlways, c.RunOnChange, c.Preconditioned = d.runAlways, d.runOnChange, d.preconditioned
	c.ValidChecksums = d.validChecksums
	if c.Outcome == artifact.OutcomeMarkRan || c.Outcome == artifact.OutcomeSkipped {
		return c, nil
	}
	if change := d.uncompilable(); change != "" {
		return c, runsProgram(change)
	}
	if seen == nil && d.delimited {
		return c, fmt.Errorf("it changes endDelimiter: %w", errBody)
	}
	c.Statements, err = statementsOf(j.dialect, text.sql, sent)
	c.Statements = slices.DeleteFunc(c.Statements, func(s string) bool { return locks(j.dialect, s) })
	if errors.Is(err, errPrepared) || errors.Is(err, errDropped) {
		err = fmt.Errorf("%w: %w", ErrNotCompilable, err)
	}
	return c, err
}

// judge sets the changeset's outcome, and takes its row over as the database has
// it. Of one that has no row, the log says that it failed; otherwise its
// preconditions held it back for this time.
func (h *happened) judge(c *artifact.Changeset, d declared) error {
	row, ok := h.rows[c.Key()]
	switch {
	case ok && row.Checksum != c.Checksum:
		return fmt.Errorf("with a database, Liquibase computed the checksum %s, and without, %s", row.Checksum, c.Checksum)
	case ok:
		*c = row.Changeset
	case h.failed[c.Key()]:
		c.Outcome = artifact.OutcomeFailed
	case d.preconditioned:
		c.Outcome = artifact.OutcomeSkipped
	default:
		return errors.New("it was neither recorded nor did it fail, and it has no preconditions")
	}
	return nil
}

var auroraVersion = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?`)

// engineVersion is the part of AWS's version that Liquibase knows. What it
// prints depends on it, as with PostgreSQL's identity columns.
func (j *job) engineVersion() string {
	if version := auroraVersion.FindString(j.EngineVersion); version != "" {
		return version
	}
	if j.dialect == database.MySQL {
		return "8.0"
	}
	return "15"
}
