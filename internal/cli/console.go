package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// console is where a verb speaks: its result to stdout, everything else to
// stderr, for people or for machines.
type console struct {
	Process
	json   bool
	screen *terminal // while progress is drawn on one
}

// outputFlags are those of verbs that speak to machines too.
type outputFlags struct {
	JSON bool `name:"json" help:"Speak JSON: an object on stdout, and one for each event on stderr."`
}

// AfterApply implements kong's hook: from here on errors are JSON too.
func (f outputFlags) AfterApply(c *console) error {
	c.json = f.JSON
	return nil
}

// result prints what the verb came to: text for people, or object as JSON.
func (c *console) result(text string, object any) error {
	if !c.json {
		_, err := fmt.Fprintln(c.Stdout, text)
		return err
	}
	encoder := json.NewEncoder(c.Stdout)
	encoder.SetIndent("", "  ")
	return encoder.Encode(object)
}

// note says something that is neither progress nor an error.
func (c *console) note(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if c.json {
		c.line(map[string]string{"note": text})
		return
	}
	if c.screen != nil {
		c.screen.leave("note: " + text)
		return
	}
	fmt.Fprintf(c.Stderr, "note: %s\n", text)
}

// fail reports an error, and what there is to say about it on lines of their
// own. In an artifact's image that is whom to ask, too.
func (c *console) fail(err error) {
	err = blame(err, contactInside())
	if !c.json {
		report(c.Stderr, err)
		return
	}
	c.line(struct {
		Error string   `json:"error"`
		Hint  string   `json:"hint,omitempty"`
		Notes []string `json:"notes,omitempty"`
	}{err.Error(), failure.Hint(err), notesOf(err)})
}

// report prints an error, its hint and its notes for people.
func report(w io.Writer, err error) {
	fmt.Fprintf(w, "error: %s\n", err)
	if hint := failure.Hint(err); hint != "" {
		fmt.Fprintf(w, "hint: %s\n", hint)
	}
	for _, note := range notesOf(err) {
		fmt.Fprintf(w, "note: %s\n", note)
	}
}

// notedError is an error with what else its reader should know: what was left
// behind, whom to ask.
type notedError struct {
	error
	notes []string
}

// Unwrap returns the error without the notes.
func (e *notedError) Unwrap() error { return e.error }

// notesOf returns the notes along the chain, the innermost first.
func notesOf(err error) []string {
	noted, ok := errors.AsType[*notedError](err)
	if !ok {
		return nil
	}
	return append(notesOf(noted.error), noted.notes...)
}

// line writes one line of JSON to stderr, which nobody could be told about if
// it went wrong.
func (c *console) line(object any) { _ = json.NewEncoder(c.Stderr).Encode(object) }

// exitCode is what a verb's error means to a script, reported where it is news.
func (c *console) exitCode(ctx context.Context, err error) int {
	if err == nil {
		return ExitOK
	}
	if exit := exitCode(0); errors.As(err, &exit) {
		return int(exit)
	}
	c.fail(err)
	if signal, ok := interrupted(ctx); ok {
		return signal.exitCode()
	}
	if _, ok := errors.AsType[usageError](err); ok {
		return ExitUsage
	}
	return ExitFailure
}

// usageError is bad input that the parser could not see.
type usageError struct{ error }

// Unwrap returns what is wrong with it.
func (e usageError) Unwrap() error { return e.error }

// phase does one piece of work that has no events of its own, and reports it as
// a converger does its phases.
func phase[T any](report converge.Report, name, object string, work func() (T, error)) (T, error) {
	began := time.Now()
	report(converge.Event{Phase: name, Object: object, Status: "started"})
	made, err := work()
	end := converge.Event{Phase: name, Object: object, Status: "done", Elapsed: time.Since(began), Done: true}
	if err != nil {
		end.Status = "failed"
	}
	report(end)
	return made, err
}
