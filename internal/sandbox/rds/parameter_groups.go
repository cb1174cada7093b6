package rds

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// findParameterGroup returns a group that was created, or one of the default
// groups, which every account has; nil when there is none of the name.
func findParameterGroup(created map[string]*account.ParameterGroup, name string) *account.ParameterGroup {
	name = strings.ToLower(name)
	if of, isDefault := strings.CutPrefix(name, "default."); isDefault {
		if slices.Contains(families, of) {
			return &account.ParameterGroup{Name: name, Family: of, Description: "Default parameter group for " + of}
		}
		return nil
	}
	return created[name]
}

// allParameterGroups returns the created and the default groups by name.
func allParameterGroups(created map[string]*account.ParameterGroup) []*account.ParameterGroup {
	all := account.Sorted(created, func(g *account.ParameterGroup) string { return g.Name })
	for _, f := range families {
		all = append(all, findParameterGroup(nil, "default."+f))
	}
	slices.SortFunc(all, func(x, y *account.ParameterGroup) int { return strings.Compare(x.Name, y.Name) })
	return all
}

type clusterParameterGroup struct {
	Name        string `xml:"DBClusterParameterGroupName"`
	Family      string `xml:"DBParameterGroupFamily"`
	Description string `xml:"Description"`
	ARN         string `xml:"DBClusterParameterGroupArn"`
}

type instanceParameterGroup struct {
	Name        string `xml:"DBParameterGroupName"`
	Family      string `xml:"DBParameterGroupFamily"`
	Description string `xml:"Description"`
	ARN         string `xml:"DBParameterGroupArn"`
}

func showClusterParameterGroup(g *account.ParameterGroup, region string) clusterParameterGroup {
	return clusterParameterGroup{g.Name, g.Family, g.Description, account.ARN("rds", region, "cluster-pg:"+g.Name)}
}

func showInstanceParameterGroup(g *account.ParameterGroup, region string) instanceParameterGroup {
	return instanceParameterGroup{g.Name, g.Family, g.Description, account.ARN("rds", region, "pg:"+g.Name)}
}

type describeDBClusterParameterGroupsInput struct {
	DBClusterParameterGroupName string
	filtersParameter
	pagingParameter
}

type describeDBClusterParameterGroupsResult struct {
	Groups wire.List[clusterParameterGroup] `xml:"DBClusterParameterGroups"`
	Marker string                           `xml:",omitempty"`
}

func (c *Control) describeDBClusterParameterGroups(ctx context.Context, r *wire.Request, in *describeDBClusterParameterGroupsInput) (any, error) {
	name := strings.TrimPrefix(in.DBClusterParameterGroupName, account.ARN("rds", r.Region, "cluster-pg:"))
	groups, marker, err := c.describeGroups(ctx, name, in.filtersParameter, in.pagingParameter,
		func(a *account.Account) map[string]*account.ParameterGroup { return a.ClusterParameterGroups }, "DBClusterParameterGroup not found: %s")
	if err != nil {
		return nil, err
	}
	var shown []clusterParameterGroup
	for _, g := range groups {
		shown = append(shown, showClusterParameterGroup(&g, r.Region))
	}
	return describeDBClusterParameterGroupsResult{wire.ListOf("DBClusterParameterGroup", shown), marker}, nil
}

type describeDBParameterGroupsInput struct {
	DBParameterGroupName string
	filtersParameter
	pagingParameter
}

type describeDBParameterGroupsResult struct {
	Groups wire.List[instanceParameterGroup] `xml:"DBParameterGroups"`
	Marker string                            `xml:",omitempty"`
}

func (c *Control) describeDBParameterGroups(ctx context.Context, r *wire.Request, in *describeDBParameterGroupsInput) (any, error) {
	name := strings.TrimPrefix(in.DBParameterGroupName, account.ARN("rds", r.Region, "pg:"))
	groups, marker, err := c.describeGroups(ctx, name, in.filtersParameter, in.pagingParameter,
		func(a *account.Account) map[string]*account.ParameterGroup { return a.ParameterGroups }, "DBParameterGroup not found: %s")
	if err != nil {
		return nil, err
	}
	var shown []instanceParameterGroup
	for _, g := range groups {
		shown = append(shown, showInstanceParameterGroup(&g, r.Region))
	}
	return describeDBParameterGroupsResult{wire.ListOf("DBParameterGroup", shown), marker}, nil
}

// describeGroups returns copies of the groups that a Describe asks for.
func (c *Control) describeGroups(ctx context.Context, name string, filters filtersParameter, paging pagingParameter,
	of func(*account.Account) map[string]*account.ParameterGroup, unknown string,
) (groups []account.ParameterGroup, marker string, err error) {
	if _, err := matcher(filters, map[string]func(*account.ParameterGroup) []string{}); err != nil {
		return nil, "", err
	}
	if err := paging.check(100); err != nil {
		return nil, "", err
	}
	err = c.read(ctx, func(a *account.Account) error {
		found := allParameterGroups(of(a))
		if name != "" {
			g := findParameterGroup(of(a), name)
			if g == nil {
				return wire.NotFoundf("DBParameterGroupNotFound", unknown, name)
			}
			found = []*account.ParameterGroup{g}
		}
		found, marker = page(paging, found, func(g *account.ParameterGroup) string { return g.Name })
		for _, g := range found {
			groups = append(groups, *g)
		}
		return nil
	})
	return groups, marker, err
}

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
		c.change(func(a *account.Account, _ time.Time) error { return addParameterGroup(a.ClusterParameterGroups, group) })
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
		c.change(func(a *account.Account, _ time.Time) error { return addParameterGroup(a.ParameterGroups, group) })
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

func addParameterGroup(to map[string]*account.ParameterGroup, group *account.ParameterGroup) error {
	if findParameterGroup(to, group.Name) != nil {
		return wire.Refusef("DBParameterGroupAlreadyExists", "DB Parameter Group %s already exists.", group.Name)
	}
	to[group.Name] = group
	return nil
}

type deleteDBClusterParameterGroupInput struct {
	DBClusterParameterGroupName string `aws:",required"`
}

func (c *Control) deleteDBClusterParameterGroup(_ context.Context, _ *wire.Request, in *deleteDBClusterParameterGroupInput) (any, error) {
	return nil, c.change(func(a *account.Account, _ time.Time) error {
		for _, cl := range a.Clusters {
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
		for _, i := range a.Instances {
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
