package preflight

import (
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func isNew(w Wanted) bool      { return w.isNew() }
func isNewClone(w Wanted) bool { return w.isNew() && w.Clone }

// checks are all of them, in the order in which their findings are told.
var checks = []check{
	{
		name: "whether the source can be cloned", concerns: isNewClone,
		run: func(_ context.Context, read *reading, w Wanted) ([]Finding, error) {
			s, err := read.source()
			if err != nil {
				return nil, err
			}
			return sourceRule(w, s, read.Region()), nil
		},
	},
	{
		name: "whether the key fits the source", concerns: isNewClone,
		run: func(_ context.Context, read *reading, w Wanted) ([]Finding, error) {
			s, err := read.source()
			if err != nil || !s.found {
				return nil, err
			}
			return keyRule(w, s), nil
		},
	},
	{
		name: "how many clones the source has", concerns: isNewClone,
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			s, err := read.source()
			if err != nil || !s.found {
				return nil, err
			}
			all, err := read.ListClusters(ctx)
			if err != nil {
				return nil, err
			}
			return familyRule(w, s, all), nil
		},
	},
	{
		name: "whether the network is there and fits", concerns: isNew,
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			network, err := findNetwork(ctx, read, w)
			if err != nil {
				return nil, err
			}
			return networkRule(w, network, read.volumeZones(w)), nil
		},
	},
	{
		name: "whether the security groups fit the network", concerns: func(w Wanted) bool { return len(w.SecurityGroupIDs) > 0 },
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			var groups []cluster.FirewallGroup
			for _, id := range w.SecurityGroupIDs { // one by one: AWS refuses a list for the first that is missing
				group, err := read.FindFirewallGroupsByID(ctx, []string{id})
				if err != nil && !errors.Is(err, cluster.ErrNotFound) {
					return nil, err
				}
				groups = append(groups, group...)
			}
			return firewallRule(w, groups), nil
		},
	},
	{
		name: "whether the instance class can be ordered", concerns: changesClass,
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			version := read.engineVersion(w)
			options, err := read.InstanceOptions(ctx, w.Spec.Source.Engine, version, w.Target.InstanceClass)
			if err != nil {
				return nil, err
			}
			return classRule(w, version, options), nil
		},
	},
	{
		name: "which capacity the engine version has", concerns: changesScaling,
		run: func(_ context.Context, read *reading, w Wanted) ([]Finding, error) {
			offer, err := read.offer()
			if err != nil {
				return nil, err
			}
			return capacityRule(w, offer), nil
		},
	},
	{
		name: "whether the parameter groups fit", concerns: func(w Wanted) bool { return len(changedParameterGroups(w)) > 0 },
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			offer, err := read.offer()
			if err != nil {
				return nil, err
			}
			groups := changedParameterGroups(w)
			for i := range groups {
				if err := read.findFamily(ctx, &groups[i]); err != nil {
					return nil, err
				}
			}
			return parametersRule(groups, w.Spec.Source.Engine, offer), nil
		},
	},
	{
		name: "the account's quotas", concerns: func(w Wanted) bool { return newInstances(w) > 0 },
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			quotas, err := read.Quotas(ctx)
			if err != nil {
				return nil, err
			}
			return quotaRule(w, quotas), nil
		},
	},
	{
		name: "whether the instances' names are free", concerns: func(w Wanted) bool { return w.isNew() && len(w.Instances) > 0 },
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			there, err := read.InstancesNamed(ctx, w.Instances)
			if err != nil {
				return nil, err
			}
			return nameRule(w, there), nil
		},
	},
	{
		name: "whether the final snapshot's name is free", concerns: func(w Wanted) bool { return w.FinalSnapshot != "" },
		run: func(ctx context.Context, read *reading, w Wanted) ([]Finding, error) {
			taken, err := read.ClusterSnapshotExists(ctx, w.FinalSnapshot)
			if err != nil {
				return nil, err
			}
			return snapshotRule(w, taken), nil
		},
	},
}
