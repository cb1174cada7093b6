package aurora

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// How long, in intervals, a refusal for the state that something is in now is
// taken as passing: 2 minutes with the default, as in
// hashicorp/terraform-provider-aws, and 10 for things that AWS lets go of late.
const (
	soon  = 60
	later = 300
)

// whileBusy calls until the answer is something else than "not in this state",
// or the time is up.
func (c *Client) whileBusy(ctx context.Context, intervals int, call func() error) error {
	return c.whilePassing(ctx, cluster.ErrInvalidState, intervals, call)
}

// whileInvisible calls until the answer is something else than "not found", or
// the time is up: what was just made may not be seen everywhere yet.
func (c *Client) whileInvisible(ctx context.Context, call func() error) error {
	return c.whilePassing(ctx, cluster.ErrNotFound, visibleWithin, call)
}

// whilePassing calls until the answer is something else than one error that
// passes, or the time is up. The last answer is returned.
func (c *Client) whilePassing(ctx context.Context, passing error, intervals int, call func() error) error {
	deadline := time.Now().Add(time.Duration(intervals) * c.interval)
	pause := c.interval
	for {
		err := call()
		if err == nil || !errors.Is(err, passing) || time.Now().Add(pause).After(deadline) {
			return err
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return fmt.Errorf("%w; last answer: %w", context.Cause(ctx), err)
		case <-timer.C:
		}
		pause = min(pause+pause/2, 5*c.interval)
	}
}
