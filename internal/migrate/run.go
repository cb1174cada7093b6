package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// run is one Apply under its lock.
type run struct {
	history
	compiled   artifact.Compiled
	options    Options
	report     func(Event)
	session    database.Session
	holder     string
	deployment string
	order      int // the greatest ORDEREXECUTED
	applied    Applied
}

// all applies what is pending.
func (r *run) all(ctx context.Context) error {
	recorded, order, err := r.read(ctx, r.session)
	if err != nil {
		return err
	}
	r.applied.Recorded, r.order = recorded, order
	due, err := Pending(recorded, r.compiled)
	if err != nil {
		return err
	}
	if err := r.admit(ctx, due); err != nil {
		return err
	}
	for i, d := range due {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("applying the changelog: before changeset %q: %w", d.Key(), context.Cause(ctx))
		}
		status, err := r.one(ctx, d)
		if err != nil {
			return err
		}
		r.report(Event{Changeset: d.Key(), Status: status, Number: i + 1, Total: len(due)})
	}
	return nil
}

// admit refuses what must not be begun, and gives rows without a checksum the
// present one.
func (r *run) admit(ctx context.Context, due []Due) error {
	if r.options.OtherData {
		if i := slices.IndexFunc(due, func(d Due) bool { return d.Preconditioned }); i >= 0 {
			return &failure.Error{
				Op: "applying changeset", Object: due[i].Key(), Err: ErrPreconditions,
				Hint: "They were tried on an empty database when the artifact was built; this one holds other data. Use changelog_runner = \"liquibase\", which tries them here.",
			}
		}
	}
	found, err := r.findMark(ctx, r.session)
	if err != nil {
		return err
	}
	if found != nil {
		if slices.ContainsFunc(due, func(d Due) bool { return digest(d.Key()) == found.key }) || !r.knows(found.key) {
			return found.explain(r.history, r.compiled)
		}
		if err := r.clearMark(ctx, r.session); err != nil { // it was recorded since
			return err
		}
	}
	now := make(map[string]string, len(r.compiled.Changesets))
	for _, set := range r.compiled.Changesets {
		now[identity(set.Path, set.ID, set.Author)] = set.Checksum
	}
	for i, ran := range r.applied.Recorded {
		checksum := now[identity(ran.Path, ran.ID, ran.Author)]
		if ran.Checksum != "" || checksum == "" {
			continue
		}
		if err := r.fill(ctx, r.session, ran, checksum); err != nil {
			return fmt.Errorf("recording the checksum of changeset %q: %w", ran.Key(), err)
		}
		r.applied.Recorded[i].Checksum = checksum
	}
	return nil
}

func (r *run) knows(key string) bool {
	return slices.ContainsFunc(r.compiled.Changesets, func(c artifact.Changeset) bool { return digest(c.Key()) == key })
}

// one applies one changeset and returns what became of it.
func (r *run) one(ctx context.Context, d Due) (status string, err error) {
	switch d.Outcome {
	case artifact.OutcomeSkipped:
		return "skipped by its preconditions", nil
	case artifact.OutcomeMarkRan:
		return "marked as ran", r.finish(ctx, d, "MARK_RAN")
	}
	if err := r.session.Reset(ctx); err != nil {
		return "", fmt.Errorf("applying changeset %q: beginning its session: %w", d.Key(), err)
	}
	if err := r.definers(ctx, d); err != nil {
		return "", err
	}
	if d.RunInTransaction {
		if err := r.session.Begin(ctx); err != nil {
			return "", fmt.Errorf("applying changeset %q: beginning its transaction: %w", d.Key(), err)
		}
	}
	marks := !d.RunInTransaction || r.dialect.CommitsDDL()
	for i, statement := range d.Statements {
		if marks {
			if err := r.writeMark(ctx, r.session, markOf(d.Changeset, i+1)); err != nil {
				return "", r.unheard(d, i+1, err)
			}
		}
		if _, err := r.session.Exec(ctx, statement); err != nil {
			return r.failed(ctx, d, i+1, marks, err)
		}
	}
	kind := "EXECUTED"
	if d.recorded != nil {
		kind = "RERAN"
	}
	return strings.ToLower(kind), r.finish(ctx, d, kind)
}

// finish records the changeset and commits.
func (r *run) finish(ctx context.Context, d Due, kind string) error {
	err := r.tryFinish(ctx, d, kind)
	if err != nil {
		if database.Refused(err) != nil || errors.Is(err, errLost) {
			err = errors.Join(err, r.session.Rollback(context.WithoutCancel(ctx)))
		}
		return fmt.Errorf("recording changeset %q: %w", d.Key(), err)
	}
	if d.recorded == nil {
		r.applied.Recorded = append(r.applied.Recorded, ranOf(d.Changeset))
	} else if i := slices.Index(r.applied.Recorded, *d.recorded); i >= 0 {
		r.applied.Recorded[i].Checksum = d.Checksum
	}
	r.applied.Changesets = append(r.applied.Changesets, d.Key())
	return nil
}

func (r *run) tryFinish(ctx context.Context, d Due, kind string) error {
	inTransaction := d.RunInTransaction && kind != "MARK_RAN"
	marked := len(d.Statements) > 0 && kind != "MARK_RAN" && (!inTransaction || r.dialect.CommitsDDL())
	if !inTransaction {
		if err := r.session.Begin(ctx); err != nil {
			return err
		}
	}
	r.order++
	if err := r.record(ctx, r.session, row{d.Changeset, r.order, kind, r.deployment}, d.recorded, r.holder); err != nil {
		return err
	}
	if marked {
		if err := r.clearMark(ctx, r.session); err != nil {
			return err
		}
	}
	return r.session.Commit(ctx)
}
