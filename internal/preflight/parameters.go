package preflight

import (
	"context"
	"errors"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const summaryParameters = "Parameter group does not fit"

// parameterGroup is one of the cluster's two kinds of parameter groups, as
// wanted and as found.
type parameterGroup struct {
	attribute, name string
	family          string // "" when there is no such group
}

// changedParameterGroups are the groups that are wanted and not there yet.
func changedParameterGroups(w Wanted) []parameterGroup {
	var before [2]string
	if w.Before != nil {
		before = [2]string{w.Before.DBClusterParameterGroupName, w.Before.DBParameterGroupName}
	}
	var groups []parameterGroup
	for i, g := range []parameterGroup{
		{attribute: "db_cluster_parameter_group_name", name: w.Target.DBClusterParameterGroupName},
		{attribute: "db_parameter_group_name", name: w.Target.DBParameterGroupName},
	} {
		if g.name != "" && g.name != before[i] {
			groups = append(groups, g)
		}
	}
	return groups
}

// findFamily finds out which family a group is of. AWS makes the default groups
// when they are first used, so theirs is read from their name.
func (r *reading) findFamily(ctx context.Context, g *parameterGroup) error {
	if family, isDefault := strings.CutPrefix(g.name, "default."); isDefault {
		g.family = family
		return nil
	}
	find := r.ParameterGroupFamily
	if g.attribute == "db_cluster_parameter_group_name" {
		find = r.ClusterParameterGroupFamily
	}
	family, err := find(ctx, g.name)
	if errors.Is(err, cluster.ErrNotFound) {
		return nil
	}
	g.family = family
	return err
}

// parametersRule says whether the groups exist and are of the engine version's
// family. An offer that does not tell one is passed over.
func parametersRule(groups []parameterGroup, engine string, offer cluster.EngineOffer) []Finding {
	var found []Finding
	for _, g := range groups {
		switch {
		case g.family == "":
			found = append(found, refuse(g.attribute, summaryParameters, "There is no parameter group %q of this kind in this Region and account. Parameter groups do not "+
				"cross accounts: set %s to one that is here.", g.name, g.attribute)...)
		case offer.ParameterGroupFamily != "" && g.family != offer.ParameterGroupFamily:
			found = append(found, refuse(g.attribute, summaryParameters, "The parameter group %q is of the family %s, and %s %s takes groups of the family %s. Set %s to one.",
				g.name, g.family, engine, offer.Version, offer.ParameterGroupFamily, g.attribute)...)
		}
	}
	return found
}
