package rds

import (
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// portPhase moves a cluster to another port: its members restart at once.
func (c *Control) portPhase(a *account.Account, cl *account.Cluster, port *int) account.Phases {
	if port == nil || *port == cl.Port {
		return nil
	}
	cl.Port = *port
	p := c.phase(account.ModifyCluster, "modifying", nil)
	if served(a, cl) {
		p.Work = &account.Work{Task: account.TaskRestart}
	}
	return account.Phases{p}
}

// ioOptimizedPause is how long a cluster that was changed to I/O-Optimized cannot
// be changed to it again:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html
const ioOptimizedPause = 30 * 24 * time.Hour

// ioOptimize notes a change to I/O-Optimized, which is refused within 30 days of
// the last one. Back to standard is legal at any time.
func ioOptimize(cl *account.Cluster, before string, now time.Time) error {
	if cl.StorageType == before || cl.StorageType == "" {
		return nil
	}
	if next := cl.IOOptimizedAt.Add(ioOptimizedPause); !cl.IOOptimizedAt.IsZero() && next.After(now) {
		return wire.InvalidCombinationf("You can't modify the storage type of DB cluster %s to %s until %s.", cl.ID, cl.StorageType, wire.Timestamp(next))
	}
	cl.IOOptimizedAt = now
	return nil
}

// rename gives a cluster its new identifier, at once or in its maintenance
// window, which a sandbox never sees.
func (c *Control) rename(a *account.Account, cl *account.Cluster, in *modifyDBClusterInput, region string) (account.Phases, error) {
	name := strings.ToLower(in.NewDBClusterIdentifier)
	if name == "" || name == cl.ID {
		return nil, nil
	}
	if a.FindCluster(region, name) != nil {
		return nil, wire.Refusef("DBClusterAlreadyExistsFault", "DB Cluster already exists")
	}
	cl.PendingID = name
	if !in.ApplyImmediately {
		return nil, nil
	}
	return account.Phases{c.phase(account.RenameCluster, "renaming", nil)}, nil
}

func (in *modifyDBClusterInput) applyLogExports(cl *account.Cluster) error {
	wanted := in.CloudwatchLogsExportConfiguration
	if err := checkLogTypes(cl, append(slices.Clone(wanted.EnableLogTypes), wanted.DisableLogTypes...)); err != nil {
		return err
	}
	exports := append(slices.Clone(cl.LogExports), wanted.EnableLogTypes...)
	exports = slices.DeleteFunc(exports, func(t string) bool { return slices.Contains(wanted.DisableLogTypes, t) })
	slices.Sort(exports)
	cl.LogExports = slices.Compact(exports)
	return nil
}

// applySecurityGroups has a cluster hold these groups and no others. Those that
// it holds already stay active.
func (c *Control) applySecurityGroups(a *account.Account, cl *account.Cluster, groups []string, now time.Time) error {
	if len(groups) == 0 {
		return nil
	}
	vpc := ""
	if g := a.SubnetGroups[cl.SubnetGroup]; g != nil {
		vpc = g.VPC
	}
	held, err := c.memberships(a, vpc, groups, now)
	if err != nil {
		return err
	}
	for i := range held {
		for _, old := range cl.SecurityGroups {
			if old.Group == held[i].Group {
				held[i] = old
			}
		}
	}
	cl.SecurityGroups = held
	return nil
}
