package converge

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Expired lists the clusters that carry an expiry, as the rules see them, and
// changes nothing.
func (c *Converger) Expired(ctx context.Context, rules ReapRules) ([]Candidate, error) {
	all, err := c.plane.ListClusters(ctx)
	if err != nil {
		return nil, err
	}
	return rules.Candidates(all), nil
}

// Reap deletes what the rules let go, one after the other, without a final
// snapshot; a stopped cluster is started first. Each is looked at once more
// before it goes. It continues past a failure; deleted are the identifiers that
// are gone, and the error joins what failed.
func (c *Converger) Reap(ctx context.Context, rules ReapRules, report Report) (deleted []string, err error) {
	candidates, err := c.Expired(ctx, rules)
	if err != nil {
		return nil, err
	}
	var failed []error
	for _, one := range candidates {
		if one.Kept != "" {
			continue
		}
		err := c.reapOne(ctx, rules, one, report)
		if ctx.Err() != nil {
			return deleted, errors.Join(append(failed, fmt.Errorf("reaping: %w", context.Cause(ctx)))...)
		}
		if err == nil || errors.Is(err, ErrLeftBehind) {
			deleted = append(deleted, one.Identifier)
		}
		if err != nil {
			failed = append(failed, &failure.Error{Op: "reaping cluster", Object: one.Identifier, Err: err})
		}
	}
	return deleted, errors.Join(failed...)
}

// errSpared means that a cluster has become one to keep since it was listed.
var errSpared = errors.New("it is kept after all")

// reapOne decides on one cluster anew, as it is now, and deletes it.
func (c *Converger) reapOne(ctx context.Context, rules ReapRules, one Candidate, report Report) error {
	all, err := c.plane.ListClusters(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(now cluster.Cluster) bool { return now.ResourceID == one.ResourceID }) {
		return nil // gone by itself, which is what was wanted
	}
	rules.Limit = len(all)
	for _, now := range rules.Candidates(all) {
		switch {
		case now.ResourceID != one.ResourceID:
			continue
		case now.Kept != "":
			return fmt.Errorf("%s: %w", now.Kept, errSpared)
		}
		return c.deleteForGood(ctx, DeleteRequest{
			Identifier: now.Identifier, Owner: now.Marks.Owner, ResourceID: now.Marks.ResourceID,
		}, report)
	}
	return fmt.Errorf("it does not expire any more: %w", errSpared)
}

// deleteForGood is Delete for one who must know whether the cluster is gone:
// Delete leaves one alone that somebody has taken over in between, and counts it
// as gone.
func (c *Converger) deleteForGood(ctx context.Context, request DeleteRequest, report Report) error {
	left := c.Delete(ctx, request, report)
	if left != nil && !errors.Is(left, ErrLeftBehind) {
		return left
	}
	holder, err := c.plane.FindCluster(ctx, request.Identifier)
	switch {
	case errors.Is(err, cluster.ErrNotFound):
		return left
	case err == nil && holder.ResourceID == request.ResourceID:
		return errTakenOver
	default:
		return err
	}
}
