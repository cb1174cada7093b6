package compile

import (
	"context"
	"fmt"
	"slices"
)

// executeCommand is the change that runs a program of the machine.
const executeCommand = "executeCommand"

// notCompiled are the changes that are no SQL: what they do is known only to
// whoever does it.
var notCompiled = []string{"customChange", executeCommand}

func (d declared) uncompilable() string {
	for _, change := range d.changes {
		if slices.Contains(notCompiled, change) {
			return change
		}
	}
	return ""
}

// programs reports whether any changeset, meant for these contexts or not, runs
// something of its own.
func (d declarations) programs() bool {
	return d.first(func(one declared) bool { return one.uncompilable() != "" }) != ""
}

// printBefore prints the SQL before anything is tried, when there are programs:
// an update would run them on this machine, for a changelog that is refused
// afterwards. What is printed are the changesets that are meant to run.
func (j *job) printBefore(ctx context.Context) ([]printed, error) {
	texts, err := j.print(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range texts {
		d, err := j.declarations.of(text.Changeset, string(j.dialect))
		if err != nil {
			return nil, err
		}
		// Preconditions may keep a Java class, which was given to us, from being
		// needed at all. To find that out of a command is to run it.
		if change := d.uncompilable(); change == executeCommand || change != "" && !d.preconditioned {
			return nil, fmt.Errorf("changeset %q: %w", text.Key(), runsProgram(change))
		}
	}
	return texts, nil
}

func runsProgram(change string) error {
	return fmt.Errorf("%w: %s runs a program", ErrNotCompilable, change)
}
