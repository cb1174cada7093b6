package rds

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

const otherRegion = "us-west-2"

// standings make what planted clusters are besides an Aurora cluster by itself,
// by the names that seeds have for it.
var standings = map[string]func(id string) account.Standing{
	"":           func(string) account.Standing { return account.Standing{} },
	"serverless": func(string) account.Standing { return account.Standing{Serverless: true} },
	"multi-az":   func(string) account.Standing { return account.Standing{MultiAZ: true} },
	"global":     func(id string) account.Standing { return account.Standing{Global: id + "-global"} },
	"replica": func(id string) account.Standing {
		return account.Standing{ReplicaOf: account.ARN("rds", otherRegion, "cluster:"+id+"-source")}
	},
	"replicated": func(id string) account.Standing {
		return account.Standing{Replicas: []string{account.ARN("rds", otherRegion, "cluster:"+id+"-replica")}}
	},
	"shared": func(string) account.Standing { return account.Standing{SharedWith: []string{account.OtherID}} },
}

// checkKind returns an error for a kind of seed that there is none of.
func checkKind(kind string) error {
	if standings[kind] == nil {
		return fmt.Errorf("the kind %q: there are only %s", kind, strings.Join(slices.Sorted(maps.Keys(standings))[1:], ", "))
	}
	return nil
}

// stand makes a planted cluster what its kind says. Aurora Serverless v1 has no
// instances.
func stand(a *account.Account, cl *account.Cluster, kind string) {
	if cl.Standing = standings[kind](cl.ID); cl.Standing.Serverless {
		for _, i := range a.Members(cl.ResourceID) {
			a.Instances.Delete(i.ResourceID)
		}
	}
}

// checkStop refuses a cluster that cannot be stopped:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-cluster-stop-start.html
func checkStop(cl *account.Cluster) error {
	var why string
	switch s := cl.Standing; {
	case s.Serverless:
		why = "it is an Aurora Serverless v1 cluster"
	case s.Global != "":
		why = "it is part of a global cluster"
	case s.ReplicaOf != "" || len(s.Replicas) > 0:
		why = "it takes part in replication across Regions"
	default:
		return nil
	}
	return wire.Refusef("InvalidDBClusterStateFault", "The DB cluster %s cannot be stopped: %s.", cl.ID, why)
}

// checkLastMember refuses to delete the last member of a cluster that replicates
// another, or is replicated.
func checkLastMember(a *account.Account, cl *account.Cluster) error {
	switch {
	case len(a.LiveMembers(cl.ResourceID)) > 1:
	case cl.Standing.ReplicaOf != "":
		return wire.Refusef("InvalidDBClusterStateFault", "Cannot delete the last instance of the read replica DB cluster. "+
			"Promote the DB cluster to a standalone DB cluster in order to delete it.")
	case len(cl.Standing.Replicas) > 0:
		return wire.Refusef("InvalidDBClusterStateFault", "Cannot delete the last instance of the master cluster. "+
			"Delete the replica cluster before deleting the last master cluster instance.")
	}
	return nil
}
