package converge

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// insideSteps are the phases of the work inside a new cluster, in their order.
func (r *run) insideSteps() []step {
	var steps []step
	if r.request.Work.Quarantine && r.request.ofSource() {
		steps = append(steps, step{PhaseQuarantine, r.quarantine})
	}
	if r.request.Work.Masking != "" && r.request.ofSource() {
		steps = append(steps, step{PhaseMasking, r.mask})
	}
	if r.request.Work.Schema {
		steps = append(steps, step{PhaseSchema, r.schema})
	}
	return steps
}

func (r *run) quarantine(ctx context.Context) error {
	if err := r.enter(ctx, PhaseQuarantine); err != nil {
		return err
	}
	return r.inside(ctx, func(at Entrance) error {
		return r.request.Work.Migrator.Quarantine(ctx, at, r.statusOf(r.request.Identifier))
	})
}

// mask runs the scripts, unless the record says that these very scripts ran,
// and then writes the record.
func (r *run) mask(ctx context.Context) error {
	if err := r.enter(ctx, PhaseMasking); err != nil {
		return err
	}
	wanted := r.request.Work.Masking
	if r.marks.Masked == wanted {
		r.tell(r.request.Identifier, "masked already")
		return nil
	}
	err := r.inside(ctx, func(at Entrance) error {
		return r.request.Work.Migrator.Mask(ctx, at, r.statusOf(r.request.Identifier))
	})
	if err != nil {
		return err
	}
	if err := r.look(ctx); err != nil {
		return err
	}
	return r.mark(ctx, func(m *cluster.Marks) { m.Masked = wanted })
}

func (r *run) schema(ctx context.Context) error {
	if err := r.enter(ctx, PhaseSchema); err != nil {
		return err
	}
	return r.inside(ctx, func(at Entrance) error { return r.migrate(ctx, at) })
}

func (r *run) migrate(ctx context.Context, at Entrance) (err error) {
	r.recorded, err = r.request.Work.Migrator.Migrate(ctx, at, r.statusOf(r.request.Identifier))
	return err
}

// migrateInPlace applies what is pending to a cluster that is open, and shuts
// the maintenance way behind it, whatever came of it.
func (r *run) migrateInPlace(ctx context.Context) error {
	if !r.request.Work.Schema {
		return nil
	}
	err := r.look(ctx)
	var at Entrance
	if err == nil {
		at, err = r.letIn(ctx)
	}
	if err == nil {
		err = r.migrate(ctx, at)
	}
	return errors.Join(err, r.shut(ctx))
}

// inside lets the Migrator into a closed cluster and has it do one thing. What
// goes wrong leaves the cluster closed, and the way in for whoever wants to look.
func (r *run) inside(ctx context.Context, do func(Entrance) error) error {
	at, err := r.letIn(ctx)
	if err != nil {
		return err
	}
	if err := do(at); err != nil {
		return fmt.Errorf("%w\n%s", err, r.howToLook(at))
	}
	return nil
}
