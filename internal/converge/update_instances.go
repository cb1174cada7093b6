package converge

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// modifyInstances brings the instances to the class, settings and number that
// are asked for: readers first, one after the other, so that somebody serves
// all the time; what is too many goes last, and never the writer.
func (r *run) modifyInstances(ctx context.Context) error {
	there, err := r.plane.FindInstances(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	there = slices.DeleteFunc(there, cluster.Instance.Autoscaled)
	wanted := r.wantedInstances()
	extra := surplus(there, len(wanted))
	for _, instance := range readersFirst(there) {
		if slices.Contains(extra, instance.Identifier) {
			continue
		}
		if err := r.modifyInstance(ctx, instance); err != nil {
			return err
		}
	}
	// A writer that a failover has moved to a high number keeps its name:
	// only as many are made as are missing.
	missing := slices.DeleteFunc(slices.Clone(wanted), func(name string) bool { return hasInstance(there, name) })
	missing = missing[:max(0, min(len(missing), len(wanted)-(len(there)-len(extra))))]
	if err := r.makeInstances(ctx, missing); err != nil {
		return err
	}
	if len(missing) > 0 && r.request.WaitForReaders {
		if _, err := r.plane.WaitInstances(ctx, r.request.Identifier, cluster.InstancesAvailable(missing...), r.transition); err != nil {
			return err
		}
	}
	for _, name := range extra {
		if err := r.plane.DeleteInstance(ctx, name); err != nil {
			return err
		}
		r.transition(name, cluster.StatusDeleting)
	}
	if len(extra) == 0 {
		return nil
	}
	_, err = r.plane.WaitInstances(ctx, r.request.Identifier, cluster.InstancesGone(extra...), r.transition)
	return err
}

// modifyInstance sends one call for everything that differs and waits until it
// has taken effect. An instance can look untouched for seconds after the call,
// so what it is looked at for is the change itself.
func (r *run) modifyInstance(ctx context.Context, instance cluster.Instance) error {
	change := instanceChangeOf(instance, r.request)
	if change.IsZero() {
		return nil
	}
	if err := r.plane.ModifyInstance(ctx, instance.Identifier, change); err != nil {
		return err
	}
	_, err := r.plane.WaitInstances(ctx, r.request.Identifier, func(now []cluster.Instance) bool {
		return slices.ContainsFunc(now, func(i cluster.Instance) bool {
			return i.Identifier == instance.Identifier && i.Ready() && !i.Pending && instanceChangeOf(i, r.request).IsZero()
		})
	}, r.transition)
	return err
}

// readersFirst orders instances for a change that restarts them.
func readersFirst(instances []cluster.Instance) []cluster.Instance {
	return slices.SortedStableFunc(slices.Values(instances), func(a, b cluster.Instance) int {
		return cmp.Compare(rank(a), rank(b))
	})
}

func rank(i cluster.Instance) int {
	if i.Writer {
		return 1
	}
	return 0
}

// surplus names the instances beyond count: the last ones by name, and never
// the writer.
func surplus(instances []cluster.Instance, count int) []string {
	var names []string
	for _, i := range slices.Backward(instances) {
		if len(instances)-len(names) <= count {
			break
		}
		if !i.Writer && i.Status != cluster.StatusDeleting {
			names = append(names, i.Identifier)
		}
	}
	return names
}

// retag brings the caller's tags on everything to what is asked for, where they
// differ. Tags that others have added stay.
func (r *run) retag(ctx context.Context, prior Request) error {
	var gone []string
	for key := range prior.Tags {
		if _, kept := r.request.Tags[key]; !kept {
			gone = append(gone, key)
		}
	}
	slices.Sort(gone)
	if err := r.tagIfDiffering(ctx, r.cluster.ARN, r.cluster.Tags, gone); err != nil {
		return err
	}
	there, err := r.plane.FindInstances(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	for _, i := range there {
		if err := r.tagIfDiffering(ctx, i.ARN, i.Tags, gone); err != nil && !errors.Is(err, cluster.ErrNotFound) {
			return err
		}
	}
	return nil
}

func (r *run) tagIfDiffering(ctx context.Context, arn string, now map[string]string, gone []string) error {
	set := maps.Clone(r.request.Tags)
	maps.DeleteFunc(set, func(key, value string) bool { return now[key] == value })
	remove := slices.DeleteFunc(slices.Clone(gone), func(key string) bool {
		_, there := now[key]
		return !there
	})
	if len(set)+len(remove) == 0 {
		return nil
	}
	return r.plane.Tag(ctx, arn, set, remove)
}
