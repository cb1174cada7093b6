package converge

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// DeleteRequest says which cluster is to go.
type DeleteRequest struct {
	Identifier string
	// Owner and ResourceID must be the cluster's: another one that has taken
	// the name is left alone, and counts as gone.
	Owner      string
	ResourceID string
	// VPCID is where our security group is looked for when the cluster is gone
	// already; a cluster that is there tells it itself.
	VPCID string
	// FinalSnapshot is the name of a snapshot to take first; empty for none.
	FinalSnapshot string
}

// Delete removes a cluster with everything of ours around it: instances,
// cluster, log groups, subnet group, security group. A managed secret goes with the
// cluster. What can refuse is checked before anything is touched. What is gone
// already is no error. [ErrLeftBehind] says that the cluster is gone, and that
// something around it is not.
func (c *Converger) Delete(ctx context.Context, request DeleteRequest, report Report) error {
	d := &deletion{
		run:     c.newRun(Request{Identifier: request.Identifier, Owner: request.Owner}, report),
		request: request,
	}
	return d.steps(ctx, step{PhaseDelete, d.do})
}

type deletion struct {
	*run
	request DeleteRequest
}

func (d *deletion) do(ctx context.Context) error {
	if d.request.Owner == "" {
		return errors.New("the request has no owner token")
	}
	now, ours, err := d.find(ctx)
	if err != nil {
		return err
	}
	deletable := ours && now.Status != cluster.StatusDeleting
	if deletable {
		if err := d.check(ctx, now); err != nil {
			return err
		}
	}
	left := d.discardIntermediate(ctx, d.request.Owner, d.request.VPCID)
	if left != nil && !errors.Is(left, ErrLeftBehind) {
		return left
	}
	if deletable {
		if err := d.removeCluster(ctx, now); err != nil {
			return errors.Join(left, err)
		}
	}
	if !ours {
		return errors.Join(left, leftBehind(d.removeNetwork(ctx)))
	}
	if err := d.plane.WaitClusterDeleted(ctx, d.request.Identifier, d.statusOf(d.request.Identifier)); err != nil {
		return errors.Join(left, err)
	}
	return errors.Join(left, leftBehind(errors.Join(d.removeLogs(ctx, now), d.removeNetwork(ctx))))
}

// find returns the cluster, and whether there is one that is ours.
func (d *deletion) find(ctx context.Context) (now cluster.Cluster, ours bool, err error) {
	now, err = d.plane.FindCluster(ctx, d.request.Identifier)
	switch {
	case errors.Is(err, cluster.ErrNotFound):
		return now, false, nil
	case err != nil:
		return now, false, err
	case !cluster.OwnedBy(now, d.request.Owner, d.request.ResourceID):
		d.tell(d.request.Identifier, "the name belongs to another owner's cluster, which is left alone")
		return now, false, nil
	}
	return now, true, d.findVPC(ctx, now)
}

// removeLogs deletes what the cluster's log exports leave behind: the next
// cluster of the name would write into it. Without exports nothing is asked.
func (d *deletion) removeLogs(ctx context.Context, gone cluster.Cluster) error {
	if len(gone.LogExports) == 0 {
		return nil
	}
	return d.plane.DeleteLogGroups(ctx, gone.Identifier)
}

// check finds what would refuse later, when the instances are gone already
// (hashicorp/terraform-provider-aws#23572, #2588).
func (d *deletion) check(ctx context.Context, now cluster.Cluster) error {
	if now.DeletionProtection {
		return &failure.Error{
			Op: "checking cluster", Object: now.Identifier, Err: errors.New("deletion protection is on"),
			Hint: "Set deletion_protection = false and apply that first.",
		}
	}
	if d.request.FinalSnapshot == "" {
		return nil
	}
	if err := d.checkSnapshottable(ctx, now); err != nil {
		return err
	}
	taken, err := d.plane.ClusterSnapshotExists(ctx, d.request.FinalSnapshot)
	if err != nil {
		return err
	}
	if taken {
		return &failure.Error{
			Op: "checking final snapshot", Object: d.request.FinalSnapshot,
			Err:  fmt.Errorf("a snapshot of that name: %w", cluster.ErrAlreadyExists),
			Hint: "Choose another final_snapshot_identifier, or delete the old snapshot.",
		}
	}
	return nil
}

// checkSnapshottable waits until a cluster is available that is at something
// else, and refuses one with a broken instance: AWS takes no final snapshot of
// either, and says so when the instances are gone.
func (d *deletion) checkSnapshottable(ctx context.Context, now cluster.Cluster) error {
	there, err := d.plane.FindInstances(ctx, now.Identifier)
	if err != nil {
		return err
	}
	for _, i := range there {
		if i.Status == "failed" || strings.HasPrefix(i.Status, "incompatible-") {
			return &failure.Error{
				Op: "checking final snapshot", Object: d.request.FinalSnapshot, Err: fmt.Errorf("instance %q is %s", i.Identifier, i.Status),
				Hint: "AWS deletes such an instance only without a final snapshot: remove final_snapshot_identifier and apply that, or mend the instance.",
			}
		}
	}
	if cluster.Available(now) || now.Status == cluster.StatusStopped || now.Status == cluster.StatusStopping {
		return nil // a stopped one is started later
	}
	_, err = d.plane.WaitCluster(ctx, now.Identifier, cluster.Available, d.statusOf(now.Identifier))
	return err
}

// removeCluster deletes readers, writer and cluster without waiting in
// between: AWS takes the cluster's deletion once its members are deleting.
// Deleting the writer before the readers would cause a failover. A stopped
// cluster cannot be deleted, nor can its members: it is started first.
func (d *deletion) removeCluster(ctx context.Context, now cluster.Cluster) error {
	if now.Status == cluster.StatusStopped || now.Status == cluster.StatusStopping {
		d.tell(now.Identifier, "starting a stopped cluster")
		if err := d.plane.StartCluster(ctx, now.Identifier); err != nil {
			return err
		}
		if _, err := d.plane.WaitCluster(ctx, now.Identifier, cluster.Available, d.statusOf(now.Identifier)); err != nil {
			return err
		}
	}
	there, err := d.plane.FindInstances(ctx, now.Identifier)
	if err != nil {
		return err
	}
	for _, instance := range readersFirst(there) {
		if err := d.plane.DeleteInstance(ctx, instance.Identifier); err != nil {
			return err
		}
		d.transition(instance.Identifier, cluster.StatusDeleting)
	}
	if err := d.plane.DeleteCluster(ctx, now.Identifier, d.request.FinalSnapshot); err != nil {
		return err
	}
	d.transition(now.Identifier, cluster.StatusDeleting)
	return nil
}

// findVPC learns where our security group is while the cluster still tells.
func (d *deletion) findVPC(ctx context.Context, now cluster.Cluster) error {
	groups, err := d.plane.FindFirewallGroupsByID(ctx, attached(now))
	if err != nil {
		return err
	}
	for _, g := range groups {
		d.request.VPCID = g.VPCID
	}
	return nil
}

func (d *deletion) removeNetwork(ctx context.Context) error {
	return removeNetwork(ctx, d.plane, d.request.Identifier, d.request.Owner, d.request.VPCID)
}
