package rds

import (
	"context"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type describeDBClusterParametersInput struct {
	DBClusterParameterGroupName string `aws:",required"`
	Source                      string // user, engine-default or system; "" is all
	filtersParameter
	pagingParameter
}

type parameter struct {
	ParameterName        string
	ParameterValue       string `xml:",omitempty"`
	Description          string `xml:",omitempty"`
	Source               string
	ApplyType            string
	DataType             string
	AllowedValues        string `xml:",omitempty"`
	IsModifiable         bool
	ApplyMethod          string
	SupportedEngineModes wire.List[string]
}

type describeDBClusterParametersResult struct {
	Parameters wire.List[parameter]
	Marker     string `xml:",omitempty"`
}

func (c *Control) describeDBClusterParameters(ctx context.Context, r *wire.Request, in *describeDBClusterParametersInput) (any, error) {
	wanted, err := matcher(in.filtersParameter, map[string]func(parameter) []string{
		"parameter-name": func(p parameter) []string { return []string{p.ParameterName} },
	})
	if err != nil {
		return nil, err
	}
	if in.Source != "" && !slices.Contains([]string{"user", "engine-default", "system"}, in.Source) {
		return nil, wire.InvalidValuef("Invalid source: %s. Valid values are: user, engine-default, system", in.Source)
	}
	if err := in.check(100); err != nil {
		return nil, err
	}
	var result describeDBClusterParametersResult
	err = c.read(ctx, func(a *account.Account) error {
		group, err := clusterParameterGroupOf(a, r.Region, in.DBClusterParameterGroupName)
		if err != nil {
			return err
		}
		var shown []parameter
		for _, kind := range parametersOf(group.Family) {
			if p := showParameter(kind, group.Values); wanted(p) && (in.Source == "" || in.Source == p.Source) {
				shown = append(shown, p)
			}
		}
		shown, result.Marker = page(in.pagingParameter, shown, func(p parameter) string { return p.ParameterName })
		result.Parameters = wire.ListOf("Parameter", shown)
		return nil
	})
	return result, err
}

// showParameter writes a parameter as a group has it.
func showParameter(kind parameterKind, values map[string]account.ParameterValue) parameter {
	shown := parameter{
		ParameterName: kind.name, ParameterValue: kind.standard, Description: kind.description, Source: "engine-default", ApplyType: "dynamic",
		DataType: kind.dataType, AllowedValues: kind.allowed, IsModifiable: !kind.fixed, ApplyMethod: "pending-reboot",
		SupportedEngineModes: wire.ListOf("member", []string{"provisioned"}),
	}
	if kind.standard != "" {
		shown.Source = "system"
	}
	if kind.static {
		shown.ApplyType = "static"
	}
	if set, is := values[kind.name]; is {
		shown.Source, shown.ParameterValue, shown.ApplyMethod = "user", set.Value, set.Method
	}
	return shown
}

// clusterParameterGroupOf returns the group of a name or of an ARN in the Region.
func clusterParameterGroupOf(a *account.Account, region, nameOrARN string) (*account.ParameterGroup, error) {
	if group := findParameterGroup(a.ClusterParameterGroups, trimARN(region, "cluster-pg:", nameOrARN)); group != nil {
		return group, nil
	}
	return nil, wire.NotFoundf("DBParameterGroupNotFound", "DBClusterParameterGroup not found: %s", nameOrARN)
}
