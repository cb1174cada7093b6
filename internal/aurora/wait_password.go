package aurora

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// statusResetting is what a cluster shows while its master password is set.
const statusResetting = "resetting-master-credentials"

// settled is how long, in intervals, a cluster must have been available to be
// believed when it shows no other sign: 10 seconds with the default.
const settled = 5

// WaitMasterPassword waits until a password change that AWS accepted at since
// has been carried out. A cluster stays available for 5 to 10 seconds before
// it shows that it is at work, so its status right after the call says
// nothing. Any of these does: the event 0016 after since; the status
// resetting-master-credentials, and then available; available for long enough.
func (c *Client) WaitMasterPassword(ctx context.Context, identifier string, since time.Time, report func(status string)) (cluster.Cluster, error) {
	var (
		resetting      bool
		availableSince time.Time
	)
	return c.waitCluster(ctx, identifier, report, func(ctx context.Context, now cluster.Cluster) (bool, error) {
		switch {
		case cluster.Failed(now.Status), now.Status == cluster.StatusDeleting:
			return false, cluster.ErrFailed
		case now.Status == statusResetting:
			resetting = true
		}
		if !cluster.Available(now) {
			availableSince = time.Time{}
			return false, nil
		}
		if resetting {
			return true, nil
		}
		if availableSince.IsZero() {
			availableSince = time.Now()
		}
		if time.Since(availableSince) >= settled*c.interval {
			return true, nil
		}
		return c.passwordReset(ctx, identifier, since)
	})
}

// passwordReset looks for the event. RDS-EVENT-0016 is "Reset master
// credentials", 0067 tells that it went wrong; DescribeEvents gives texts, not
// numbers. Not being allowed to read events is no reason to stop: the status
// tells as well, only later.
func (c *Client) passwordReset(ctx context.Context, identifier string, since time.Time) (bool, error) {
	minutes := int32(time.Since(since).Minutes()) + 2
	events, err := c.events(ctx, eventSource{"db-cluster", identifier}, max(1, min(minutes, eventMinutes)))
	if err != nil {
		return false, ctx.Err()
	}
	for _, e := range events {
		if aws.ToTime(e.Date).Before(since.Truncate(time.Second)) {
			continue
		}
		text := strings.ToLower(aws.ToString(e.Message))
		if strings.Contains(text, "master password") && strings.Contains(text, "failed") {
			return false, fmt.Errorf("%s: %w", aws.ToString(e.Message), cluster.ErrFailed)
		}
		if strings.HasPrefix(text, "reset master credentials") {
			return true, nil
		}
	}
	return false, nil
}
