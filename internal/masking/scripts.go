// Package masking makes a clone of somebody else's data fit to be seen: it locks
// the logins that came with it and stops what would reach out of it, and runs
// the scripts that replace what nobody is to see. It decides nothing: what is
// to be locked, and when a clone is opened, is the converge room's.
package masking

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Script is one SQL file that masks a clone.
type Script struct {
	// Name is how the artifact calls the file.
	Name string
	// Statements are its statements in order.
	Statements []script.Statement
}

// Read cuts a file into its statements. Errors name file and line.
func Read(d database.Dialect, name, content string) (Script, error) {
	statements, err := script.Split(d, content)
	if err == nil && len(statements) == 0 {
		err = errors.New("there is no statement in it")
	}
	if err != nil {
		return Script{}, &failure.Error{
			Op: "reading script", Object: name, Err: err,
			Hint: "Scripts hold what a database takes, in UTF-8, and no commands of its client.",
		}
	}
	return Script{Name: name, Statements: statements}, nil
}

// Texts are the statements' texts.
func (s Script) Texts() []string {
	texts := make([]string, len(s.Statements))
	for i, statement := range s.Statements {
		texts[i] = statement.Text
	}
	return texts
}

// Event is one piece of progress.
type Event struct {
	// Object is what it is about: a script, or "statistics".
	Object string
	// Status is what happened to it.
	Status string
}

// RunScripts runs the scripts in order, each in a session and a transaction of
// its own, and then gathers the tables' statistics anew, since the old ones
// quote the values that were masked. After an error the script that failed is
// rolled back, as far as the database can (MySQL commits data definition by
// itself), and those before it stay: calling it again runs all of them again.
// report may be nil.
//
// A script that empties tables with TRUNCATE and rewrites them leaves nothing of
// the old rows in the tables' pages; UPDATE and DELETE leave them there until
// they are vacuumed, readable by nobody through SQL.
func RunScripts(ctx context.Context, via database.Database, scripts []Script, report func(Event)) error {
	if report == nil {
		report = func(Event) {}
	}
	for _, s := range scripts {
		if err := run(ctx, via, s); err != nil {
			return err
		}
		report(Event{s.Name, strconv.Itoa(len(s.Statements)) + " statements done"})
	}
	if err := refresh(ctx, via); err != nil {
		return fmt.Errorf("refreshing statistics after masking: %w", err)
	}
	report(Event{"statistics", "refreshed"})
	return nil
}

func run(ctx context.Context, via database.Database, s Script) error {
	session, err := via.Connect(ctx)
	if err != nil {
		return err
	}
	defer session.Close(context.WithoutCancel(ctx))
	if err := session.Begin(ctx); err != nil {
		return fmt.Errorf("running script %q: beginning its transaction: %w", s.Name, err)
	}
	for i, statement := range s.Statements {
		if _, err := session.Exec(ctx, statement.Text); err != nil {
			return failed(s, i, err)
		}
	}
	if err := session.Commit(ctx); err != nil {
		return fmt.Errorf("running script %q: committing: %w", s.Name, err)
	}
	return nil
}

func failed(s Script, i int, cause error) error {
	statement := s.Statements[i]
	position := 0
	refused := database.Refused(cause)
	if refused != nil {
		position = refused.Position
	}
	return &failure.Error{
		Op: "running script", Object: s.Name,
		Err: fmt.Errorf("statement %d of %d%s: %w; the statement: %s",
			i+1, len(s.Statements), refused.Place(statement.Text, statement.Line), cause, database.Excerpt(statement.Text, position)),
		Hint: "The clone stays closed. Correct the script and build the artifact again: the next apply runs all scripts on the same clone.",
	}
}
