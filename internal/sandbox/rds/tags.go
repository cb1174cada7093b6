package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// tagsOf returns the tags of what an ARN names.
func tagsOf(a *account.Account, region, arn string) (*account.Tags, error) {
	resource, found := strings.CutPrefix(arn, account.ARN("rds", region, ""))
	kind, name, _ := strings.Cut(resource, ":")
	if !found || name == "" {
		return nil, wire.InvalidValuef("Invalid resource name: %s", arn)
	}
	switch kind {
	case "cluster":
		if cl := a.FindCluster(region, name); cl != nil {
			return &cl.Tags, nil
		}
		return nil, noCluster(name)
	case "db":
		if i := a.FindInstance(region, name); i != nil {
			return &i.Tags, nil
		}
		return nil, noInstance(name)
	case "cluster-snapshot":
		if s := a.Snapshots.Get(name); s != nil {
			return &s.Tags, nil
		}
		return nil, wire.NotFoundf("DBSnapshotNotFound", "DBSnapshot not found: %s", name)
	case "subgrp":
		if g := a.SubnetGroups[name]; g != nil {
			return &g.Tags, nil
		}
		return nil, wire.NotFoundf("DBSubnetGroupNotFoundFault", "Subnet Group %s not found.", name)
	case "cluster-pg", "pg":
		groups := a.ParameterGroups
		if kind == "cluster-pg" {
			groups = a.ClusterParameterGroups
		}
		if g := findParameterGroup(groups, name); g != nil {
			return &g.Tags, nil
		}
		return nil, wire.NotFoundf("DBParameterGroupNotFound", "DBParameterGroup not found: %s", name)
	}
	return nil, wire.InvalidValuef("Invalid resource name: %s", arn)
}

// tagsToChange is tagsOf, refusing what is on its way out.
func tagsToChange(a *account.Account, region, arn string) (*account.Tags, error) {
	if cl := a.FindCluster(region, arn); cl != nil && cl.Phases.Has(account.DeleteCluster) {
		return nil, wire.Refusef("InvalidDBClusterStateFault", "DB cluster %s is in no state to be tagged: it is being deleted.", cl.ID)
	}
	if i := a.FindInstance(region, arn); i != nil && i.Deleting() {
		return nil, wire.Refusef("InvalidDBInstanceState", "DB instance %s is in no state to be tagged: it is being deleted.", i.ID)
	}
	return tagsOf(a, region, arn)
}

type addTagsToResourceInput struct {
	ResourceName string `aws:",required"`
	tagsParameter
}

func (c *Control) addTagsToResource(_ context.Context, r *wire.Request, in *addTagsToResourceInput) (any, error) {
	added, err := in.tags()
	if err != nil {
		return nil, err
	}
	return nil, c.change(func(a *account.Account, _ time.Time) error {
		tags, err := tagsToChange(a, r.Region, in.ResourceName)
		if err != nil {
			return err
		}
		all := tags.With(added...)
		if len(all) > 50 {
			return wire.InvalidValuef("A resource can have at most 50 tags.")
		}
		*tags = all
		return nil
	})
}

type removeTagsFromResourceInput struct {
	ResourceName string   `aws:",required"`
	TagKeys      []string `aws:",list=member"`
}

func (c *Control) removeTagsFromResource(_ context.Context, r *wire.Request, in *removeTagsFromResourceInput) (any, error) {
	return nil, c.change(func(a *account.Account, _ time.Time) error {
		tags, err := tagsToChange(a, r.Region, in.ResourceName)
		if err != nil {
			return err
		}
		*tags = tags.Without(in.TagKeys...)
		return nil
	})
}

type listTagsForResourceInput struct {
	ResourceName string `aws:",required"`
	filtersParameter
}

type listTagsForResourceResult struct {
	TagList wire.List[tag]
}

func (c *Control) listTagsForResource(ctx context.Context, r *wire.Request, in *listTagsForResourceInput) (any, error) {
	if _, err := matcher(in.filtersParameter, map[string]func(account.Tag) []string{}); err != nil {
		return nil, err
	}
	var result listTagsForResourceResult
	err := c.read(ctx, func(a *account.Account) error {
		tags, err := tagsOf(a, r.Region, in.ResourceName)
		if err != nil {
			return err
		}
		result.TagList = showTags(*tags)
		return nil
	})
	return result, err
}
