package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type stopDBClusterInput struct {
	DBClusterIdentifier string `aws:",required"`
}

type stopDBClusterResult struct {
	DBCluster cluster
}

func (c *Control) stopDBCluster(_ context.Context, r *wire.Request, in *stopDBClusterInput) (any, error) {
	var result stopDBClusterResult
	err := c.change(func(a *account.Account, now time.Time) error {
		cl, err := inState(a, r.Region, in.DBClusterIdentifier, account.Available, account.Available)
		if err != nil {
			return err
		}
		if err := checkStop(cl); err != nil {
			return err
		}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		cl.Phases = append(cl.Phases, c.phase(account.StopCluster, "stopping", &account.Work{Task: account.TaskUnserve}))
		return nil
	})
	return result, err
}

type startDBClusterInput struct {
	DBClusterIdentifier string `aws:",required"`
}

type startDBClusterResult struct {
	DBCluster cluster
}

func (c *Control) startDBCluster(_ context.Context, r *wire.Request, in *startDBClusterInput) (any, error) {
	var result startDBClusterResult
	err := c.change(func(a *account.Account, now time.Time) error {
		if cl := a.FindCluster(r.Region, in.DBClusterIdentifier); cl != nil && strings.HasPrefix(cl.Status(), "inaccessible-encryption-credentials") {
			return wire.Refusef("KMSKeyNotAccessibleFault", "The specified KMS key [%s] either doesn't exist, isn't enabled, or isn't accessible by the current user.",
				keyARN(r.Region, cl.KMSKey))
		}
		cl, err := inState(a, r.Region, in.DBClusterIdentifier, account.Stopped, "stopped,inaccessible-encryption-credentials-recoverable")
		if err != nil {
			return err
		}
		cl.Phases = append(cl.Phases, c.startPhase(a, cl))
		result.DBCluster = showCluster(a, cl, r.Region, now)
		return nil
	})
	return result, err
}

// inState returns a cluster that must show a status; expected is how the refusal
// words it.
func inState(a *account.Account, region, id, status, expected string) (*account.Cluster, error) {
	cl := a.FindCluster(region, id)
	if cl == nil {
		return nil, noCluster(id)
	}
	if is := cl.Status(); is != status || cl.Phases.Has(account.DeleteCluster) {
		return nil, wire.Refusef("InvalidDBClusterStateFault", "DbCluster %s is in %s state but expected it to be one of %s.", cl.ID, is, expected)
	}
	return cl, nil
}
