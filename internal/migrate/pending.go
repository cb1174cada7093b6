package migrate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// ErrEdited: a changeset that already ran is not what it was.
var ErrEdited = errors.New("a changeset that already ran was edited")

// Reason says why a changeset is due.
type Reason string

// The reasons.
const (
	ReasonNew     Reason = "new"
	ReasonChanged Reason = "it has changed" // runOnChange
	ReasonAlways  Reason = "it always runs" // runAlways
)

// Due is a changeset to be applied.
type Due struct {
	artifact.Changeset
	Reason Reason
	// recorded is the row of the run before; nil when new.
	recorded *Ran
}

// MayBeSkipped says whether applying the changeset may leave no record, so that
// nobody knows beforehand what the history will hold.
func (d Due) MayBeSkipped() bool {
	return d.Outcome == artifact.OutcomeSkipped || !d.FailOnError
}

// Pending returns which of a compiled changelog's changesets are due on a
// database with this history, in order. It asks nobody, so that a plan can tell
// from the history in state. [ErrEdited] names changesets that ran with another
// checksum and do not say what should come of that, as Liquibase's validate
// does. Rows of the history that the changelog does not know are nobody's
// business here.
func Pending(recorded []Ran, c artifact.Compiled) ([]Due, error) {
	history := make(map[string]*Ran, len(recorded))
	for i, r := range recorded {
		history[identity(r.Path, r.ID, r.Author)] = &recorded[i]
	}
	var due []Due
	var edited []string
	for _, set := range c.Changesets {
		row := history[identity(set.Path, set.ID, set.Author)]
		switch {
		case row == nil:
			due = append(due, Due{Changeset: set, Reason: ReasonNew})
		case set.RunAlways:
			due = append(due, Due{Changeset: set, Reason: ReasonAlways, recorded: row})
		case !differs(row.Checksum, set.Checksum):
		case set.RunOnChange:
			due = append(due, Due{Changeset: set, Reason: ReasonChanged, recorded: row})
		case meant(set, row.Checksum):
		default:
			edited = append(edited, fmt.Sprintf("%s was %s and is now %s", set.Key(), row.Checksum, set.Checksum))
		}
	}
	if len(edited) > 0 {
		hint := hintEdited
		if c.Liquibase == "" {
			hint = hintEditedFile
		}
		return nil, &failure.Error{Op: "validating the changelog", Err: fmt.Errorf("%w: %s", ErrEdited, strings.Join(edited, "; ")), Hint: hint}
	}
	return due, nil
}

// What to do about an edit, in a changelog and in plain SQL files.
const (
	hintEdited = "Give the changeset its text back and write what is to change as a new one. " +
		"To accept the edit without running it again, name the checksum that is on record in the changeset's validCheckSum."
	hintEditedFile = "Give the file its text back, and add another file with what is to change."
)

// meant says whether a changeset accepts that it ran with another checksum, by
// Liquibase's validCheckSum: any, the one on record, or the present one.
func meant(c artifact.Changeset, recorded string) bool {
	return slices.ContainsFunc(c.ValidChecksums, func(sum string) bool {
		switch strings.ToLower(sum) {
		case "any", "all", "*", "1:any", "1:all", "1:*":
			return true
		}
		return sum == recorded || sum == c.Checksum
	})
}

// differs compares two checksums. Liquibase compares by the version of the one
// on record; without Liquibase another version's cannot be computed, and such a
// row is believed, as is one without a checksum.
func differs(recorded, now string) bool {
	version, _, _ := strings.Cut(recorded, ":")
	current, _, _ := strings.Cut(now, ":")
	return recorded != "" && version == current && recorded != now
}

// After is the history once what is due has run, for a plan; known says whether
// it is certain to become so.
func After(recorded []Ran, due []Due) (after []Ran, known bool) {
	after, known = append([]Ran(nil), recorded...), true
	for _, d := range due {
		known = known && !d.MayBeSkipped()
		if d.recorded == nil {
			after = append(after, ranOf(d.Changeset))
			continue
		}
		for i := range after {
			if after[i].Key() == d.recorded.Key() {
				after[i].Checksum = d.Checksum
			}
		}
	}
	return after, known
}
