package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// failed deals with the end of a statement, counted from 1, that did not
// succeed.
func (r *run) failed(ctx context.Context, d Due, number int, marks bool, cause error) (status string, err error) {
	refused := database.Refused(cause)
	if refused == nil {
		return "", r.unheard(d, number, cause)
	}
	ctx = context.WithoutCancel(ctx)
	err = r.session.Rollback(ctx)
	if err == nil && marks {
		if d.FailOnError {
			err = r.settleMark(ctx, r.session, markOf(d.Changeset, number))
		} else {
			err = r.clearMark(ctx, r.session)
		}
	}
	if !d.FailOnError && err == nil {
		return "failed and left out, as it asks to be: " + refused.Error(), nil
	}
	hint := hintAfter(number, marks)
	if why := hintRefused(cause); why != "" {
		hint = why + " " + hint
	}
	return "", errors.Join(r.explain(d, number, refused, cause, hint), err)
}

// hintAfter says what the refusal left behind.
func hintAfter(number int, marks bool) string {
	const hint = "What ran before this changeset is recorded: correct it, and the next apply goes on from here."
	if marks && number > 1 {
		return hint + " Where its statements commit one by one, those before this one stay in the database and have to be undone first; the next apply says how."
	}
	return hint
}

// unheard is the error of a statement of which nobody knows whether it ran.
func (r *run) unheard(d Due, number int, cause error) error {
	return r.explain(d, number, nil, cause, "Whether the statement ran is not known. What ran before this changeset is recorded; the next apply looks, and goes on from there.")
}

func (r *run) explain(d Due, number int, refused *database.Error, cause error, hint string) error {
	position := 0
	if refused != nil {
		position = refused.Position
	}
	statement, line := d.Statements[number-1], 0
	if len(d.Lines) > 0 {
		line = d.Lines[number-1]
	}
	return &failure.Error{
		Op: "applying changeset", Object: d.Key(), Hint: hint,
		Err: fmt.Errorf("file %s, statement %d of %d%s: %w; the statement: %s",
			d.Path, number, len(d.Statements), refused.Place(statement, line), cause, database.Excerpt(statement, position)),
	}
}
