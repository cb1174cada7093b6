package converge

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// enter writes a phase and a fresh lease on the cluster, after a look whether
// it is still this run's.
func (r *run) enter(ctx context.Context, phase string) error {
	if err := r.look(ctx); err != nil {
		return err
	}
	return r.mark(ctx, func(m *cluster.Marks) { m.Phase = phase })
}

// mark changes the marks and writes them, with a renewed lease while there is
// work left. Marks that the cluster does not exist for yet are only remembered.
func (r *run) mark(ctx context.Context, change func(*cluster.Marks)) error {
	r.marking.Lock()
	defer r.marking.Unlock()
	change(&r.marks)
	r.marks.Until = time.Time{}
	if !r.marks.Finished() {
		r.marks.Until = time.Now().Add(r.options.Lease)
	}
	if r.arn == "" {
		return nil
	}
	return r.plane.Tag(ctx, r.arn, r.marks.Tags(), r.outlived())
}

// outlived are the marks that the cluster shall not have any more: one that is
// not to expire loses the mark that says when.
func (r *run) outlived() []string {
	if _, marked := r.cluster.Tags[cluster.TagExpiresAt]; marked && r.marks.ExpiresAt.IsZero() {
		return []string{cluster.TagExpiresAt}
	}
	return nil
}

// hold renews the lease while the run is at work, until the returned function
// is called. A renewal that fails is tried again by the next one: when all
// fail, the lease ends, which is what a lease is for.
func (r *run) hold(ctx context.Context) (release func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		beat := time.NewTicker(r.options.Lease / 4)
		defer beat.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-beat.C:
				r.renew(ctx)
			}
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// own remembers the cluster that the run works on from now on.
func (r *run) own(c cluster.Cluster) {
	r.cluster = c
	r.marking.Lock()
	defer r.marking.Unlock()
	r.arn = c.ARN
	r.marks.ResourceID = c.ResourceID
}

func (r *run) renew(ctx context.Context) {
	r.marking.Lock()
	defer r.marking.Unlock()
	if r.arn == "" || r.marks.Finished() {
		return
	}
	now, err := r.plane.FindCluster(ctx, r.request.Identifier)
	if err != nil || !cluster.OwnedBy(now, r.request.Owner, r.marks.ResourceID) {
		return
	}
	lease := cluster.Marks{Phase: r.marks.Phase, Until: time.Now().Add(r.options.Lease)}
	_ = r.plane.Tag(ctx, r.arn, lease.Tags(), nil)
}

// giveBack ends the lease after a failure, so that the next run need not wait
// for it. It works although ctx may have ended; the failure stays the news, so
// an error of its own is dropped.
func (r *run) giveBack(ctx context.Context) {
	if r.arn == "" || r.marks.Finished() {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), r.options.CleanUp)
	defer cancel()
	if err := r.look(ctx); err != nil {
		return // gone, or another run's
	}
	r.marking.Lock()
	defer r.marking.Unlock()
	_ = r.plane.Tag(ctx, r.arn, cluster.Marks{Phase: r.marks.Phase}.Tags(), nil)
}
