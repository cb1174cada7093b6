package rds

import (
	"context"
	"maps"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// parametersAtOnce is how many parameters one call may change.
const parametersAtOnce = 20

const (
	immediate     = "immediate"
	pendingReboot = "pending-reboot"
)

type parameterParameter struct {
	ParameterName  string `aws:",required"`
	ParameterValue string
	ApplyMethod    string
}

type modifyDBClusterParameterGroupInput struct {
	DBClusterParameterGroupName string               `aws:",required"`
	Parameters                  []parameterParameter `aws:",required,list=Parameter"`
}

type parameterGroupNameResult struct {
	DBClusterParameterGroupName string
}

func (c *Control) modifyDBClusterParameterGroup(_ context.Context, r *wire.Request, in *modifyDBClusterParameterGroupInput) (any, error) {
	return c.changeParameters(r, in.DBClusterParameterGroupName, in.Parameters, func(group *account.ParameterGroup) {
		if group.Values == nil {
			group.Values = map[string]account.ParameterValue{}
		}
		for _, p := range in.Parameters {
			group.Values[p.ParameterName] = account.ParameterValue{Value: p.ParameterValue, Method: p.ApplyMethod}
		}
	})
}

type resetDBClusterParameterGroupInput struct {
	DBClusterParameterGroupName string `aws:",required"`
	ResetAllParameters          bool
	Parameters                  []parameterParameter `aws:",list=Parameter"`
}

func (c *Control) resetDBClusterParameterGroup(_ context.Context, r *wire.Request, in *resetDBClusterParameterGroupInput) (any, error) {
	if in.ResetAllParameters == (len(in.Parameters) > 0) {
		return nil, wire.InvalidCombinationf("Either ResetAllParameters or a list of parameters must be specified.")
	}
	return c.changeParameters(r, in.DBClusterParameterGroupName, in.Parameters, func(group *account.ParameterGroup) {
		if in.ResetAllParameters {
			group.Values = nil
		}
		for _, p := range in.Parameters {
			delete(group.Values, p.ParameterName)
		}
	})
}

// changeParameters checks what a call names and has change do it to a group.
func (c *Control) changeParameters(r *wire.Request, name string, named []parameterParameter, change func(*account.ParameterGroup)) (any, error) {
	if len(named) > parametersAtOnce {
		return nil, wire.InvalidValuef("A maximum of %d parameters can be modified in a single request.", parametersAtOnce)
	}
	var result parameterGroupNameResult
	err := c.change(func(a *account.Account, _ time.Time) error {
		group, err := clusterParameterGroupOf(a, r.Region, name)
		if err != nil {
			return err
		}
		if strings.HasPrefix(group.Name, "default.") {
			return wire.InvalidValuef("Default parameter groups cannot be modified: %s", group.Name)
		}
		for _, p := range named {
			if err := checkParameter(group.Family, p); err != nil {
				return err
			}
		}
		change(group)
		c.applyParameters(a, group, named)
		result.DBClusterParameterGroupName = group.Name
		return nil
	})
	return result, err
}

func checkParameter(family string, p parameterParameter) error {
	kind, known := findParameter(family, p.ParameterName)
	switch {
	case !known:
		return wire.InvalidValuef("Could not find parameter with name: %s", p.ParameterName)
	case kind.fixed:
		return wire.InvalidValuef("The parameter %s cannot be modified.", p.ParameterName)
	case p.ApplyMethod != immediate && p.ApplyMethod != pendingReboot:
		return wire.InvalidValuef("Invalid apply method '%s' for parameter %s. Valid values are: immediate, pending-reboot", p.ApplyMethod, p.ParameterName)
	case kind.static && p.ApplyMethod == immediate:
		return wire.InvalidCombinationf("cannot use immediate apply method for static parameter")
	}
	return kind.checkValue(p.ParameterValue)
}

type copyDBClusterParameterGroupInput struct {
	Source      string `aws:"SourceDBClusterParameterGroupIdentifier,required"`
	Target      string `aws:"TargetDBClusterParameterGroupIdentifier,required"`
	Description string `aws:"TargetDBClusterParameterGroupDescription,required"`
	tagsParameter
}

// copyDBClusterParameterGroup copies a group of this account: one of another is
// not found, for groups cannot be shared.
func (c *Control) copyDBClusterParameterGroup(_ context.Context, r *wire.Request, in *copyDBClusterParameterGroupInput) (any, error) {
	var result createDBClusterParameterGroupResult
	err := c.change(func(a *account.Account, _ time.Time) error {
		source, err := clusterParameterGroupOf(a, r.Region, in.Source)
		if err != nil {
			return err
		}
		group, err := newParameterGroup("TargetDBClusterParameterGroupIdentifier", in.Target, source.Family, in.Description, in.tagsParameter)
		if err != nil {
			return err
		}
		group.Values = maps.Clone(source.Values)
		result.Group = showClusterParameterGroup(group, r.Region)
		return addParameterGroup(a.ClusterParameterGroups, group, c.quota(quotaClusterParameterGroups))
	})
	return result, err
}
