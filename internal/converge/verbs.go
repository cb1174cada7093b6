package converge

import (
	"context"
	"errors"
)

// Clone makes the requested cluster as a copy-on-write clone of the artifact's
// source, or carries on with the unfinished one that request.Adopt names.
func (c *Converger) Clone(ctx context.Context, request Request, report Report) (Outcome, error) {
	return Outcome{}, errors.ErrUnsupported
}

// Update changes a cluster in place from what prior asked for to what next
// asks for, with at most one ModifyDBCluster, and one ModifyDBInstance for each
// instance. It refuses when the cluster of that name is not the one that
// next.Owner and resourceID mean. An unfinished cluster is carried on with.
func (c *Converger) Update(ctx context.Context, resourceID string, prior, next Request, report Report) (Outcome, error) {
	return Outcome{}, errors.ErrUnsupported
}

// DeleteRequest says which cluster is to go.
type DeleteRequest struct {
	Identifier string
	// Owner and ResourceID must be the cluster's: another one that has taken
	// the name is left alone, and counts as gone.
	Owner      string
	ResourceID string
	// VPCID is where our security group is looked for; empty skips it.
	VPCID string
	// FinalSnapshot is the name of a snapshot to take first; empty for none.
	FinalSnapshot string
}

// Delete removes a cluster with everything of ours around it: instances,
// cluster, subnet group, security group. What can refuse is checked before
// anything is touched. What is gone already is no error.
func (c *Converger) Delete(ctx context.Context, request DeleteRequest, report Report) error {
	return errors.ErrUnsupported
}
