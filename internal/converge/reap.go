package converge

import (
	"context"
	"errors"
	"fmt"

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
		switch err := c.reapOne(ctx, rules, one, report); {
		case ctx.Err() != nil:
			return deleted, errors.Join(append(failed, fmt.Errorf("reaping: %w", context.Cause(ctx)))...)
		case err != nil:
			failed = append(failed, &failure.Error{Op: "reaping cluster", Object: one.Identifier, Err: err})
		default:
			deleted = append(deleted, one.Identifier)
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
	rules.Limit = len(all)
	for _, now := range rules.Candidates(all) {
		if now.Identifier != one.Identifier {
			continue
		}
		if now.Kept != "" {
			return fmt.Errorf("%s: %w", now.Kept, errSpared)
		}
		return c.Delete(ctx, DeleteRequest{
			Identifier: now.Identifier, Owner: now.Marks.Owner, ResourceID: now.Marks.ResourceID,
		}, report)
	}
	return nil // gone by itself, which is what was wanted
}
