package rds

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type restoreDBClusterFromSnapshotInput struct {
	SnapshotIdentifier string `aws:",required"`
	Engine             string `aws:",required"`
	EngineVersion      string
	AvailabilityZones  []string `aws:",list=AvailabilityZone"`
	limitlessParameters
	creationParameters
}

type restoreDBClusterFromSnapshotResult struct {
	DBCluster cluster
}

func (c *Control) restoreDBClusterFromSnapshot(ctx context.Context, r *wire.Request, in *restoreDBClusterFromSnapshotInput) (any, error) {
	if err := checkIdentifier("DBClusterIdentifier", in.DBClusterIdentifier); err != nil {
		return nil, err
	}
	if _, err := c.checkEngine(in.Engine, in.EngineVersion); err != nil {
		return nil, err
	}
	if err := checkKey(in.KmsKeyID); err != nil {
		return nil, err
	}
	if err := in.refuseLimitless(); err != nil {
		return nil, err
	}
	if err := in.refuseForeign(in.Engine); err != nil {
		return nil, err
	}
	var result restoreDBClusterFromSnapshotResult
	err := c.change(func(a *account.Account, now time.Time) error {
		s := findSnapshot(a, r.Region, in.SnapshotIdentifier)
		if s == nil {
			return wire.NotFoundf("DBClusterSnapshotNotFoundFault", "DBClusterSnapshot not found: %s", in.SnapshotIdentifier)
		}
		if err := checkSnapshotUsable(s); err != nil {
			return err
		}
		if s.Rest != account.Available {
			return wire.Refusef("InvalidDBClusterSnapshotStateFault", "The DB cluster snapshot %s has failed.", s.ID)
		}
		if in.Engine != s.Of.Engine {
			return wire.InvalidCombinationf("The engine %s can't be used with a DB cluster snapshot of the engine %s.", in.Engine, s.Of.Engine)
		}
		cl, err := c.restored(in.creationParameters, &s.Of, now)
		if err != nil {
			return err
		}
		// Its volume is a new one, so its zones are chosen anew.
		if cl.Zones, err = zoneLetters(r.Region, in.AvailabilityZones); err != nil {
			return err
		}
		if in.KmsKeyID != "" {
			cl.StorageEncrypted = true // an unencrypted snapshot may be restored into an encrypted cluster
		}
		if err := c.place(ctx, a, cl, in.creationParameters, r.Region, now); err != nil {
			return err
		}
		work := &account.Work{Task: account.TaskClone, Source: s.Data}
		cl.Phases = account.Phases{c.phase(account.RestoreSnapshot, "creating", work)}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		return nil
	})
	return result, err
}
