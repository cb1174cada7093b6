package cluster

import "slices"

// Evidence says whether what a wait is for has come about. A status alone is
// none after a change: a cluster stays "available" for seconds before it shows
// what it is doing.
type Evidence func(Cluster) bool

// Available is the evidence of a new cluster.
func Available(c Cluster) bool { return c.Status == StatusAvailable }

// SecretActive is the evidence of a managed password: the secret exists and
// holds it.
func SecretActive(c Cluster) bool {
	return Available(c) && c.MasterSecret != nil && c.MasterSecret.Status == "active"
}

// SecurityGroupsActive returns the evidence of changed security groups: exactly
// ids, each active.
func SecurityGroupsActive(ids []string) Evidence {
	return func(c Cluster) bool {
		if !Available(c) || len(c.SecurityGroups) != len(ids) {
			return false
		}
		for _, g := range c.SecurityGroups {
			if g.Status != "active" || !slices.Contains(ids, g.ID) {
				return false
			}
		}
		return true
	}
}

// NothingPending is the evidence of changed settings: none is still waiting to
// take effect.
func NothingPending(c Cluster) bool { return Available(c) && !c.Pending }

// All is the evidence that every one of several holds.
func All(evidence ...Evidence) Evidence {
	return func(c Cluster) bool {
		for _, holds := range evidence {
			if !holds(c) {
				return false
			}
		}
		return true
	}
}

// InstanceEvidence is [Evidence] about the instances of one cluster, in no
// particular order.
type InstanceEvidence func([]Instance) bool

// WriterAvailable is the evidence of a cluster that can be worked on.
func WriterAvailable(instances []Instance) bool {
	return slices.ContainsFunc(instances, func(i Instance) bool { return i.Writer && i.Ready() })
}

// InstancesAvailable returns the evidence that each named instance is there
// and ready.
func InstancesAvailable(identifiers ...string) InstanceEvidence {
	return func(instances []Instance) bool {
		for _, id := range identifiers {
			if !slices.ContainsFunc(instances, func(i Instance) bool { return i.Identifier == id && i.Ready() }) {
				return false
			}
		}
		return true
	}
}

// InstancesGone returns the evidence that none of the named instances is left.
func InstancesGone(identifiers ...string) InstanceEvidence {
	return func(instances []Instance) bool {
		return !slices.ContainsFunc(instances, func(i Instance) bool { return slices.Contains(identifiers, i.Identifier) })
	}
}
