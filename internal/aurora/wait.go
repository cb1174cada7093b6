package aurora

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// visibleWithin is how long, in intervals, a listing may lack an object that
// was just made: AWS's answers are eventually consistent.
const visibleWithin = 10

// WaitCluster waits until the evidence holds. report, which may be nil, gets
// each new status. A status that a cluster does not recover from ends the wait
// with [cluster.ErrFailed], a cluster that is not there with
// [cluster.ErrNotFound]; every error holds the last status and the RDS events
// of the last hour.
func (c *Client) WaitCluster(ctx context.Context, identifier string, until cluster.Evidence, report func(status string)) (cluster.Cluster, error) {
	return c.waitCluster(ctx, identifier, report, func(_ context.Context, now cluster.Cluster) (bool, error) {
		if cluster.Failed(now.Status) || now.Status == cluster.StatusDeleting {
			return false, cluster.ErrFailed
		}
		return until(now), nil
	})
}

// waitCluster shows every look at one cluster to see.
func (c *Client) waitCluster(
	ctx context.Context, identifier string, report func(status string),
	see func(context.Context, cluster.Cluster) (bool, error),
) (cluster.Cluster, error) {
	w := newWait(c, "waiting for cluster", "db-cluster", identifier, ofOne(report))
	var last cluster.Cluster
	err := c.poller.watch(ctx, false, func(l look) (bool, error) {
		now, there := l.clusters[strings.ToLower(identifier)]
		if !there {
			return false, w.missing(ctx)
		}
		last = now
		w.saw(identifier, now.Status)
		return see(ctx, now)
	})
	return last, w.explain(ctx, err)
}

// WaitClusterDeleted waits until AWS says that there is no such cluster.
func (c *Client) WaitClusterDeleted(ctx context.Context, identifier string, report func(status string)) error {
	w := newWait(c, "waiting for the deletion of cluster", "db-cluster", identifier, ofOne(report))
	err := c.poller.watch(ctx, false, func(l look) (bool, error) {
		now, there := l.clusters[strings.ToLower(identifier)]
		if there {
			w.saw(identifier, now.Status)
			return false, nil
		}
		// Absence from a list is a hint; only the not-found code is proof.
		_, err := c.FindCluster(ctx, identifier)
		if errors.Is(err, cluster.ErrNotFound) {
			return true, nil
		}
		return false, err
	})
	return w.explain(ctx, err)
}

// WaitInstances waits until the evidence about the cluster's instances holds;
// otherwise as [Client.WaitCluster]; report gets each instance's new status. A
// failure status counts unless the instance is on its way out.
func (c *Client) WaitInstances(
	ctx context.Context, clusterIdentifier string, until cluster.InstanceEvidence, report func(instance, status string),
) ([]cluster.Instance, error) {
	w := newWait(c, "waiting for the instances of cluster", "db-cluster", clusterIdentifier, report)
	var last []cluster.Instance
	err := c.poller.watch(ctx, true, func(l look) (bool, error) {
		last = l.instances[strings.ToLower(clusterIdentifier)]
		for _, i := range last {
			w.saw(i.Identifier, i.Status)
		}
		w.status = statuses(last)
		if until(last) {
			return true, nil
		}
		for _, i := range last {
			if cluster.InstanceFailed(i.Status) {
				w.sources = append(w.sources, eventSource{"db-instance", i.Identifier})
				return false, fmt.Errorf("instance %q is %q: %w", i.Identifier, i.Status, cluster.ErrFailed)
			}
		}
		if _, there := l.clusters[strings.ToLower(clusterIdentifier)]; !there && len(last) == 0 {
			return false, w.missing(ctx)
		}
		return false, nil
	})
	return last, w.explain(ctx, err)
}

// statuses renders `x-1 available, x-2 creating`.
func statuses(instances []cluster.Instance) string {
	parts := make([]string, 0, len(instances))
	for _, i := range instances {
		parts = append(parts, i.Identifier+" "+i.Status)
	}
	return strings.Join(parts, ", ")
}

// wait is the memory of one wait: what its error will have to tell.
type wait struct {
	client   *Client
	op       string
	object   string
	report   func(object, status string)
	sources  []eventSource
	began    time.Time
	seen     map[string]string // status by object
	timeline []string
	status   string // at the last look
}

func newWait(c *Client, op, sourceType, identifier string, report func(object, status string)) *wait {
	return &wait{
		client: c, op: op, object: identifier, report: report,
		sources: []eventSource{{sourceType, identifier}}, began: time.Now(), seen: map[string]string{},
	}
}

// ofOne is a report of a wait for one object.
func ofOne(report func(status string)) func(object, status string) {
	if report == nil {
		return nil
	}
	return func(_, status string) { report(status) }
}

// saw takes notice of an object's status, once as long as it stays the same.
func (w *wait) saw(object, status string) {
	w.status = status
	if w.seen[object] == status {
		return
	}
	w.seen[object] = status
	entry := fmt.Sprintf("%s at %s", status, time.Since(w.began).Round(time.Second))
	if object != w.object {
		entry = object + " " + entry
	}
	w.timeline = append(w.timeline, entry)
	if w.report != nil {
		w.report(object, status)
	}
}

// missing decides what it means that a listing lacks the cluster: nothing yet
// when it is new, the end when AWS itself says that there is none.
func (w *wait) missing(ctx context.Context) error {
	_, err := w.client.FindCluster(ctx, w.object)
	if errors.Is(err, cluster.ErrNotFound) && w.status == "" && time.Since(w.began) < visibleWithin*w.client.interval {
		return nil
	}
	return err
}

// explain gives the error of a wait its object, last status, duration, the
// statuses before and events. The events are asked for even when ctx has ended, for a short time.
func (w *wait) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	status := "no status yet"
	if w.status != "" {
		status = fmt.Sprintf("last status %q", w.status)
	}
	past := ""
	if len(w.timeline) > 0 {
		past = "; statuses: " + strings.Join(w.timeline, ", ")
	}
	told := fmt.Errorf("%s after %s: %w%s%s", status, time.Since(w.began).Round(time.Second), err, past, w.client.recentEvents(ctx, w.sources))
	return &failure.Error{Op: w.op, Object: w.object, Err: told, Hint: w.hint(err)}
}

func (w *wait) hint(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "AWS was still at work when the time was up. Raise timeouts, and run again: the work is carried on where it stands."
	case errors.Is(err, cluster.ErrFailed) && strings.HasPrefix(w.status, "inaccessible-encryption-credentials"):
		return "Enable the KMS key again, or give these credentials access to it."
	case errors.Is(err, cluster.ErrFailed) && w.status == cluster.StatusStopped:
		return "Start the cluster, and run again."
	default:
		return ""
	}
}
