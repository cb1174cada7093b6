package rds

import (
	"context"
	"maps"
	"slices"
	"strings"

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
	all := account.Sorted(maps.Values(created), func(g *account.ParameterGroup) string { return g.Name })
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
