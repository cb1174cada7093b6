// Package masking makes a clone of somebody else's data fit to be seen: it locks
// the logins that came with it and stops what would reach out of it, and runs
// the scripts that replace what nobody is to see. It decides nothing: what is
// to be locked, and when a clone is opened, is the converge room's.
package masking

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Script is one SQL file that masks a clone.
type Script struct {
	// Name is how the artifact calls the file.
	Name string
	// Statements are its statements in order, without delimiters.
	Statements []string
}

// Digest identifies scripts and their order: "sha256:" and hex digits. It is
// what a masked clone's mark holds.
func Digest(scripts []Script) string {
	sum := sha256.New()
	for _, script := range scripts {
		for _, text := range append([]string{script.Name, strconv.Itoa(len(script.Statements))}, script.Statements...) {
			_, _ = io.WriteString(sum, strconv.Itoa(len(text))+":"+text)
		}
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
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
	for _, script := range scripts {
		if err := run(ctx, via, script); err != nil {
			return err
		}
		report(Event{script.Name, strconv.Itoa(len(script.Statements)) + " statements done"})
	}
	if err := refresh(ctx, via); err != nil {
		return fmt.Errorf("refreshing statistics after masking: %w", err)
	}
	report(Event{"statistics", "refreshed"})
	return nil
}

func run(ctx context.Context, via database.Database, script Script) error {
	session, err := via.Connect(ctx)
	if err != nil {
		return err
	}
	defer session.Close(context.WithoutCancel(ctx))
	if err := session.Begin(ctx); err != nil {
		return fmt.Errorf("running script %q: beginning its transaction: %w", script.Name, err)
	}
	for i, statement := range script.Statements {
		if _, err := session.Exec(ctx, statement); err != nil {
			return failed(script, i, err)
		}
	}
	if err := session.Commit(ctx); err != nil {
		return fmt.Errorf("running script %q: committing: %w", script.Name, err)
	}
	return nil
}

func failed(script Script, i int, cause error) error {
	position := 0
	refused := database.Refused(cause)
	if refused != nil {
		position = refused.Position
	}
	statement := script.Statements[i]
	return &failure.Error{
		Op: "running script", Object: script.Name,
		Err: fmt.Errorf("statement %d of %d%s: %w; the statement: %s",
			i+1, len(script.Statements), refused.Place(statement), cause, database.Excerpt(statement, position)),
		Hint: "The clone stays closed. Correct the script and build the artifact again: the next apply runs all scripts on the same clone.",
	}
}
