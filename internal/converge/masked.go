package converge

import (
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// errNotMasked means that a clone's record of masking is not the one asked for.
var errNotMasked = errors.New("it is not masked by the artifact's scripts")

// checkMasked refuses to open a clone, and to touch an open one, whose record
// does not say that the artifact's scripts have run: neither one whose scripts
// failed when the artifact then lost them, nor one that other scripts masked.
func (r *run) checkMasked(now cluster.Cluster) error {
	marks, _ := cluster.ParseMarks(now.Tags)
	wanted := r.request.Work.Masking
	if marks.Masked == wanted {
		return nil
	}
	return &failure.Error{
		Op: "checking cluster", Object: now.Identifier,
		Err: fmt.Errorf("%w: its record says %s, and the artifact's are %s", errNotMasked, orNone(marks.Masked), orNone(wanted)),
		Hint: "A clone is opened only when the artifact's own scripts have masked it. Give the artifact its scripts back, or replace the clone " +
			"(terraform apply -replace).",
	}
}

// keepMasked takes over what is on record on a cluster that is carried on with;
// one without a record is as good as unmasked when there are scripts.
func (r *run) keepMasked(marks cluster.Marks) {
	if marks.Masked != "" {
		r.marks.Masked = marks.Masked
	}
}

// maskedAtFirst is the record of a new clone.
func maskedAtFirst(r Request) string {
	if r.Work.Masking == "" || !r.ofSource() {
		return r.Work.Masking // a clone of what is masked is masked
	}
	return cluster.MaskedPending
}
