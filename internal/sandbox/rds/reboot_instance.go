package rds

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type rebootDBInstanceInput struct {
	DBInstanceIdentifier string `aws:",required"`
	ForceFailover        bool
}

type rebootDBInstanceResult struct {
	DBInstance instance
}

func (c *Control) rebootDBInstance(_ context.Context, r *wire.Request, in *rebootDBInstanceInput) (any, error) {
	var result rebootDBInstanceResult
	err := c.change(func(a *account.Account, now time.Time) error {
		i := a.FindInstance(r.Region, in.DBInstanceIdentifier)
		if i == nil {
			return noInstance(in.DBInstanceIdentifier)
		}
		if in.ForceFailover {
			return wire.InvalidCombinationf("ForceFailover cannot be specified since the instance is not configured for either MultiAZ or High Availability.")
		}
		if a.InstanceStatus(i) != account.Available || i.Deleting() || len(i.Phases) > 0 {
			return wire.Refusef("InvalidDBInstanceState", "Instance cannot currently reboot due to an in-progress management operation.")
		}
		phase := c.phase(account.RebootInstance, "rebooting", nil)
		if i.Writer {
			// A reader has no server of its own whose sessions would end.
			phase.Work = &account.Work{Task: account.TaskRestart}
		}
		i.Phases = append(i.Phases, phase)
		result.DBInstance = showInstance(a, i, r.Region, now)
		return nil
	})
	return result, err
}
