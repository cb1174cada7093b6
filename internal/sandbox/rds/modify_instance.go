package rds

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type modifyDBInstanceInput struct {
	DBInstanceIdentifier    string `aws:",required"`
	DBInstanceClass         string
	NewDBInstanceIdentifier string
	ApplyImmediately        bool
	instanceSettings
}

type modifyDBInstanceResult struct {
	DBInstance instance
}

func (c *Control) modifyDBInstance(_ context.Context, r *wire.Request, in *modifyDBInstanceInput) (any, error) {
	if in.BackupRetentionPeriod != nil {
		return nil, wire.InvalidCombinationf("The specified DB Instance is a member of a cluster. Modify backup retention for the DB Cluster using the ModifyDbCluster API")
	}
	if in.MasterUserPassword != "" {
		return nil, wire.InvalidCombinationf("The specified DB Instance is a member of a cluster. Modify the master user password for the DB Cluster using the ModifyDbCluster API")
	}
	if in.Port != nil || len(in.VpcSecurityGroupIDs) > 0 {
		return nil, wire.InvalidCombinationf("The specified DB Instance is a member of a cluster. Modify port and security groups for the DB Cluster using the ModifyDbCluster API")
	}
	if in.NewDBInstanceIdentifier != "" {
		if err := checkIdentifier("NewDBInstanceIdentifier", in.NewDBInstanceIdentifier); err != nil {
			return nil, err
		}
	}
	var result modifyDBInstanceResult
	err := c.change(func(a *account.Account, now time.Time) error {
		i := a.FindInstance(r.Region, in.DBInstanceIdentifier)
		if i == nil {
			return noInstance(in.DBInstanceIdentifier)
		}
		if status := a.InstanceStatus(i); status != account.Available || i.Deleting() {
			return wire.Refusef("InvalidDBInstanceState", "Database instance is not in available state.")
		}
		cl := a.Clusters.Get(i.Cluster)
		if err := in.apply(a, i, cl, r.Region); err != nil {
			return err
		}
		if in.DBInstanceClass != "" {
			if err := checkClass(in.DBInstanceClass, cl.EngineVersion); err != nil {
				return err
			}
			if err := checkServerless(in.DBInstanceClass, cl); err != nil {
				return err
			}
			i.PendingClass = in.DBInstanceClass
			if i.PendingClass == i.Class {
				i.PendingClass = ""
			}
		}
		if name := strings.ToLower(in.NewDBInstanceIdentifier); name != "" && name != i.ID {
			if a.FindInstance(r.Region, name) != nil {
				return wire.Refusef("DBInstanceAlreadyExists", "DB instance already exists")
			}
			i.PendingID = name
		}
		result.DBInstance = showInstance(a, i, r.Region, now)
		if in.ApplyImmediately {
			i.Phases = append(i.Phases, c.pendingPhases(i)...)
		}
		return nil
	})
	return result, err
}

// pendingPhases is what an instance goes through for the changes that wait.
func (c *Control) pendingPhases(i *account.Instance) account.Phases {
	var phases account.Phases
	if i.PendingClass != "" {
		phases = append(phases, c.phase(account.ModifyInstance, "modifying", nil), c.phase(account.RebootInstance, "rebooting", nil))
	}
	if i.PendingID != "" {
		phases = append(phases, c.phase(account.RenameInstance, "renaming", nil))
	}
	if len(phases) > 0 {
		phases = append(account.Phases{c.phase(account.ModifyLag, account.Available, nil)}, phases...)
	}
	return phases
}

type deleteDBInstanceInput struct {
	DBInstanceIdentifier      string `aws:",required"`
	SkipFinalSnapshot         bool
	FinalDBSnapshotIdentifier string
	DeleteAutomatedBackups    *bool // the sandbox keeps no automated backups
}

type deleteDBInstanceResult struct {
	DBInstance instance
}

func (c *Control) deleteDBInstance(_ context.Context, r *wire.Request, in *deleteDBInstanceInput) (any, error) {
	var result deleteDBInstanceResult
	err := c.change(func(a *account.Account, now time.Time) error {
		i := a.FindInstance(r.Region, in.DBInstanceIdentifier)
		if i == nil {
			return noInstance(in.DBInstanceIdentifier)
		}
		cl := a.Clusters.Get(i.Cluster)
		switch status := cl.Status(); {
		case i.Deleting():
			return wire.Refusef("InvalidDBInstanceState", "Instance %s is already being deleted.", i.ID)
		case status == account.Stopped || status == "stopping" || status == "starting":
			return wire.Refusef("InvalidDBClusterStateFault", "Db cluster %s cannot be in the %s state.", cl.ID, status)
		case i.DeletionProtection:
			return wire.InvalidCombinationf("Cannot delete protected DB Instance, please disable deletion protection and try again.")
		case in.FinalDBSnapshotIdentifier != "":
			return wire.InvalidCombinationf("FinalDBSnapshotIdentifier can't be specified when deleting a DB instance that is a member of a DB cluster.")
		}
		if err := checkLastMember(a, cl); err != nil {
			return err
		}
		i.Phases = account.Phases{c.phase(account.DeleteInstance, "deleting", &account.Work{Task: account.TaskUnserve})}
		if i.Writer && len(a.LiveMembers(cl.ResourceID)) > 0 {
			i.Writer = false
			electWriter(a, cl.ResourceID) // AWS fails over before it deletes a writer
		}
		result.DBInstance = showInstance(a, i, r.Region, now)
		return nil
	})
	return result, err
}
