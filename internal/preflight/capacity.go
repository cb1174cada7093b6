package preflight

import (
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const (
	summaryClass    = "Instance class cannot be ordered"
	summaryNetwork  = "Network type is not offered"
	summaryCapacity = "Capacity is not offered"
	summaryQuota    = "Account's quota is used up"
)

// changesClass says whether instances of a class that is not there yet are wanted.
func changesClass(w Wanted) bool {
	class := w.Target.InstanceClass
	return class != "" && (w.isNew() || class != w.Before.InstanceClass)
}

// classRule says whether AWS offers the class for the engine version.
func classRule(w Wanted, version string, options []cluster.InstanceOption) []Finding {
	class, engine := w.Target.InstanceClass, w.Spec.Source.Engine
	if len(options) == 0 {
		return refuse("instance_class", summaryClass, "AWS offers no %s for %s %s here. `aws rds describe-orderable-db-instance-options --engine %[2]s "+
			"--engine-version %[3]s` lists what it offers; set instance_class, or target_db's instance_type.", class, engine, version)
	}
	wanted := w.Target.NetworkType
	if wanted == "" || slices.ContainsFunc(options, func(o cluster.InstanceOption) bool {
		return len(o.NetworkTypes) == 0 || slices.Contains(o.NetworkTypes, wanted)
	}) {
		return nil
	}
	return refuse("network_type", summaryNetwork, "AWS offers %s for %s %s with the network type %s only, and %s is asked for.",
		class, engine, version, strings.Join(options[0].NetworkTypes, ", "), wanted)
}

// changesScaling says whether a capacity range is wanted that is not there yet.
func changesScaling(w Wanted) bool {
	scaling := w.Target.ServerlessV2Scaling
	if scaling == nil {
		return false
	}
	return w.isNew() || w.Before.ServerlessV2Scaling == nil || *scaling != *w.Before.ServerlessV2Scaling
}

// capacityRule says whether the engine version has the capacity range: pausing
// at 0, above all, came with later versions. An offer that tells nothing is
// passed over.
func capacityRule(w Wanted, offer cluster.EngineOffer) []Finding {
	scaling := w.Target.ServerlessV2Scaling
	engine := w.Spec.Source.Engine + " " + offer.Version
	switch {
	case offer.MaxCapacity == 0:
		return nil
	case scaling.MinCapacity < offer.MinCapacity:
		hint := ""
		if scaling.MinCapacity == 0 {
			hint = " Instances that pause at 0 came with aurora-postgresql 13.15, 14.12, 15.7 and 16.3, and Aurora MySQL 3.08."
		}
		return refuse("serverlessv2_scaling", summaryCapacity, "A min_capacity of %v is asked for, and %s has instances of %v capacity units at least.%s",
			scaling.MinCapacity, engine, offer.MinCapacity, hint)
	case scaling.MaxCapacity > offer.MaxCapacity:
		return refuse("serverlessv2_scaling", summaryCapacity, "A max_capacity of %v is asked for, and %s has instances of %v capacity units at most.",
			scaling.MaxCapacity, engine, offer.MaxCapacity)
	}
	return nil
}

// newInstances is how many instances more than now are wanted.
func newInstances(w Wanted) int {
	if w.Before != nil {
		return w.Target.InstanceCount - w.Before.InstanceCount
	}
	return w.Target.InstanceCount
}

// quotaRule says whether the account may have as much as is wanted. A quota
// that is not told is passed over.
func quotaRule(w Wanted, quotas map[string]cluster.Quota) []Finding {
	var found []Finding
	need := func(attribute, name, what string, wanted, freed int) {
		quota, told := quotas[name]
		if !told || wanted <= quota.Free()+freed {
			return
		}
		found = append(found, refuse(attribute, summaryQuota, "%d more %s wanted, and %d of %d are used in this Region. Delete what is no longer needed, or ask for a "+
			"higher quota in Service Quotas.", wanted, what, quota.Used, quota.Max)...)
	}
	clusters := 0
	if len(w.Replaces) > 0 {
		clusters = 1
	}
	if w.isNew() {
		need("image", cluster.QuotaClusters, "DB cluster(s) are", 1+w.Beside, clusters)
	}
	need("instance_count", cluster.QuotaInstances, "DB instance(s) are", newInstances(w)+w.Beside, len(w.Replaces))
	if w.isNew() && ownSubnetGroup(w.Target) {
		need("image", cluster.QuotaSubnetGroups, "DB subnet group(s) are", 1+w.Beside, clusters)
	}
	return found
}

// ownSubnetGroup says whether a subnet group will be made for the cluster.
func ownSubnetGroup(t artifact.Target) bool { return t.DBSubnetGroupName == "" && len(t.SubnetIDs) > 0 }
