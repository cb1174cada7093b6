package rds

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type createDBClusterParameterGroupInput struct {
	DBClusterParameterGroupName string `aws:",required"`
	DBParameterGroupFamily      string `aws:",required"`
	Description                 string `aws:",required"`
	tagsParameter
}

type createDBClusterParameterGroupResult struct {
	Group clusterParameterGroup `xml:"DBClusterParameterGroup"`
}

func (c *Control) createDBClusterParameterGroup(_ context.Context, r *wire.Request, in *createDBClusterParameterGroupInput) (any, error) {
	group, err := newParameterGroup("DBClusterParameterGroupName", in.DBClusterParameterGroupName, in.DBParameterGroupFamily, in.Description, in.tagsParameter)
	if err != nil {
		return nil, err
	}
	return createDBClusterParameterGroupResult{showClusterParameterGroup(group, r.Region)},
		c.change(func(a *account.Account, _ time.Time) error {
			return addParameterGroup(a.ClusterParameterGroups, group, c.quota(quotaClusterParameterGroups))
		})
}

type createDBParameterGroupInput struct {
	DBParameterGroupName   string `aws:",required"`
	DBParameterGroupFamily string `aws:",required"`
	Description            string `aws:",required"`
	tagsParameter
}

type createDBParameterGroupResult struct {
	Group instanceParameterGroup `xml:"DBParameterGroup"`
}

func (c *Control) createDBParameterGroup(_ context.Context, r *wire.Request, in *createDBParameterGroupInput) (any, error) {
	group, err := newParameterGroup("DBParameterGroupName", in.DBParameterGroupName, in.DBParameterGroupFamily, in.Description, in.tagsParameter)
	if err != nil {
		return nil, err
	}
	return createDBParameterGroupResult{showInstanceParameterGroup(group, r.Region)},
		c.change(func(a *account.Account, _ time.Time) error {
			return addParameterGroup(a.ParameterGroups, group, c.quota(quotaParameterGroups))
		})
}

func newParameterGroup(parameter, name, of, description string, p tagsParameter) (*account.ParameterGroup, error) {
	if err := checkIdentifier(parameter, strings.TrimPrefix(name, "default.")); err != nil {
		return nil, err
	}
	if !slices.Contains(families, of) {
		return nil, wire.InvalidValuef("ParameterGroupFamily %s is not a valid parameter group family", of)
	}
	if err := checkPrintable("Description", description); err != nil {
		return nil, err
	}
	tags, err := p.tags()
	return &account.ParameterGroup{Name: strings.ToLower(name), Family: of, Description: description, Tags: tags}, err
}

func addParameterGroup(to map[string]*account.ParameterGroup, group *account.ParameterGroup, most int) error {
	if findParameterGroup(to, group.Name) != nil {
		return wire.Refusef("DBParameterGroupAlreadyExists", "DB Parameter Group %s already exists.", group.Name)
	}
	if len(to) >= most {
		return wire.Refusef("DBParameterGroupQuotaExceeded", "Cannot create more than %d parameter groups", most)
	}
	to[group.Name] = group
	return nil
}

type deleteDBClusterParameterGroupInput struct {
	DBClusterParameterGroupName string `aws:",required"`
}

func (c *Control) deleteDBClusterParameterGroup(_ context.Context, _ *wire.Request, in *deleteDBClusterParameterGroupInput) (any, error) {
	return nil, c.change(func(a *account.Account, _ time.Time) error {
		for cl := range a.Clusters.All() {
			if strings.EqualFold(cl.ParameterGroup, in.DBClusterParameterGroupName) {
				return wire.Refusef("InvalidDBParameterGroupState", "One or more database clusters are still using this parameter group %s, so it cannot be deleted", cl.ParameterGroup)
			}
		}
		return removeParameterGroup(a.ClusterParameterGroups, in.DBClusterParameterGroupName, "DBClusterParameterGroup not found: %s")
	})
}

type deleteDBParameterGroupInput struct {
	DBParameterGroupName string `aws:",required"`
}

func (c *Control) deleteDBParameterGroup(_ context.Context, _ *wire.Request, in *deleteDBParameterGroupInput) (any, error) {
	return nil, c.change(func(a *account.Account, _ time.Time) error {
		for i := range a.Instances.All() {
			if strings.EqualFold(i.ParameterGroup, in.DBParameterGroupName) {
				return wire.Refusef("InvalidDBParameterGroupState", "One or more database instances are still members of this parameter group %s, so the group cannot be deleted", i.ParameterGroup)
			}
		}
		return removeParameterGroup(a.ParameterGroups, in.DBParameterGroupName, "DBParameterGroup not found: %s")
	})
}

func removeParameterGroup(from map[string]*account.ParameterGroup, name, unknown string) error {
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "default.") {
		return wire.Refusef("InvalidDBParameterGroupState", "Default parameter groups cannot be deleted: %s", name)
	}
	if from[name] == nil {
		return wire.NotFoundf("DBParameterGroupNotFound", unknown, name)
	}
	delete(from, name)
	return nil
}
