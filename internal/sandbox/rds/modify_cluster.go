package rds

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type modifyDBClusterInput struct {
	DBClusterIdentifier               string `aws:",required"`
	NewDBClusterIdentifier            string
	ApplyImmediately                  bool
	PreferredMaintenanceWindow        string
	CloudwatchLogsExportConfiguration struct {
		EnableLogTypes  []string `aws:",list=member"`
		DisableLogTypes []string `aws:",list=member"`
	}
	EnableHTTPEndpoint           *bool `aws:"EnableHttpEndpoint"` // without effect on provisioned clusters and Serverless v2
	EngineVersion                string
	AllowMajorVersionUpgrade     bool
	DBInstanceParameterGroupName string
	AutoMinorVersionUpgrade      *bool
	RotateMasterUserPassword     bool
	insightsParameters
	credentialsParameter
	clusterSettings
}

type modifyDBClusterResult struct {
	DBCluster cluster
}

func (c *Control) modifyDBCluster(_ context.Context, r *wire.Request, in *modifyDBClusterInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result modifyDBClusterResult
	err := c.change(func(a *account.Account, now time.Time) error {
		cl := a.FindCluster(r.Region, in.DBClusterIdentifier)
		if cl == nil {
			return noCluster(in.DBClusterIdentifier)
		}
		if err := checkModifiable(cl); err != nil {
			return err
		}
		if err := in.checkStanding(cl); err != nil {
			return err
		}
		c.resumePaused(cl, now)
		phases, err := c.modify(a, cl, in, r.Region, now)
		if err != nil {
			return err
		}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		if len(phases) > 0 {
			// The status follows some seconds after the answer.
			cl.Phases = append(cl.Phases, c.phase(account.ModifyLag, account.Available, nil))
			cl.Phases = append(cl.Phases, phases...)
		}
		return nil
	})
	return result, err
}

// check refuses what needs no look at the account.
func (in *modifyDBClusterInput) check() error {
	if err := in.credentialsParameter.check(); err != nil {
		return err
	}
	if in.RotateMasterUserPassword && !in.ApplyImmediately {
		return wire.InvalidCombinationf("You must specify apply immediately when rotating the master user password.")
	}
	if in.DBInstanceParameterGroupName != "" && !in.AllowMajorVersionUpgrade {
		return wire.InvalidCombinationf("DBInstanceParameterGroupName can be specified only together with AllowMajorVersionUpgrade.")
	}
	if in.NewDBClusterIdentifier != "" {
		return checkIdentifier("NewDBClusterIdentifier", in.NewDBClusterIdentifier)
	}
	return nil
}

// checkStanding refuses what a cluster cannot have for what it is, and switches the
// HTTP endpoint of Aurora Serverless v1, which other clusters have an operation for.
func (in *modifyDBClusterInput) checkStanding(cl *account.Cluster) error {
	if err := in.checkFor(cl.Engine); err != nil {
		return err
	}
	switch {
	case in.ManageMasterUserPassword != nil && cl.Standing.Serverless:
		return wire.InvalidValuef("The parameter ManageMasterUserPassword is not valid for engine mode: serverless.")
	case in.NewDBClusterIdentifier != "" && len(cl.Standing.SharedWith) > 0:
		return wire.Refusef("InvalidDBClusterStateFault", "The DB cluster %s cannot be renamed while it is shared with another account.", cl.ID)
	case cl.Standing.Serverless:
		set(&cl.HTTPEndpoint, in.EnableHTTPEndpoint)
	}
	return nil
}

// checkModifiable refuses a cluster that is in no state to be modified.
func checkModifiable(cl *account.Cluster) error {
	switch status := cl.Status(); status {
	case account.Available:
		if !cl.Phases.Has(account.DeleteCluster) {
			return nil
		}
		return wire.Refusef("InvalidDBClusterStateFault", "DB cluster is not available for modification with status deleting")
	case account.Stopped:
		return wire.Refusef("InvalidDBClusterStateFault", "Db cluster %s cannot be in the stopped state.", cl.ID)
	default:
		return wire.Refusef("InvalidDBClusterStateFault", "DB cluster is not available for modification with status %s", status)
	}
}

// modify puts the request's values into the cluster and returns the phases that
// it goes through for them. Values that AWS applies within a moment need none.
func (c *Control) modify(a *account.Account, cl *account.Cluster, in *modifyDBClusterInput, region string, now time.Time) (account.Phases, error) {
	before := *cl
	upgrade, err := c.upgrade(a, cl, in)
	if err != nil {
		return nil, err
	}
	if err := in.apply(a, cl, region); err != nil {
		return nil, err
	}
	setText(&cl.BackupWindow, in.PreferredBackupWindow)
	setText(&cl.MaintenanceWindow, strings.ToLower(in.PreferredMaintenanceWindow))
	if err := checkWindows(cl.BackupWindow, cl.MaintenanceWindow); err != nil {
		return nil, err
	}
	if cl.BackupWindow != before.BackupWindow {
		cl.NextBackup = nextBackup(cl.BackupWindow, now)
	}
	set(&cl.AutoMinorUpgrade, in.AutoMinorVersionUpgrade)
	if err := in.applyTo(a, cl); err != nil {
		return nil, err
	}
	if err := in.applyLogExports(cl); err != nil {
		return nil, err
	}
	a.ExportLogs(cl, now)
	if err := c.applySecurityGroups(a, cl, in.VpcSecurityGroupIDs, now); err != nil {
		return nil, err
	}
	password, err := c.changeCredentials(a, cl, in, now)
	if err != nil {
		return nil, err
	}
	phases := upgrade
	if password != "" {
		work := &account.Work{Task: account.TaskPassword, Password: password}
		phases = append(phases, c.phase(account.ResetCredentials, "resetting-master-credentials", work))
	}
	if tokens := cl.MasterTokens != before.MasterTokens; tokens || cl.IAMAuthentication != before.IAMAuthentication {
		phase := c.phase(account.ConfigureIAM, "configuring-iam-database-auth", nil)
		if tokens {
			phase.Work = &account.Work{Task: account.TaskTokens}
		}
		phases = append(phases, phase)
	}
	phases = append(phases, c.portPhase(a, cl, in.Port)...)
	if err := ioOptimize(cl, before.StorageType, now); err != nil {
		return nil, err
	}
	if !slices.Equal(cl.LogExports, before.LogExports) {
		for _, i := range a.LiveMembers(cl.ResourceID) {
			i.Phases = append(i.Phases, c.phase(account.ModifyLag, account.Available, nil), c.phase(account.ExportLogs, "configuring-log-exports", nil))
		}
	}
	if cl.ParameterGroup != before.ParameterGroup {
		for _, i := range a.Members(cl.ResourceID) {
			i.PendingReboot = true
		}
	}
	if len(phases) == 0 && (cl.StorageType != before.StorageType || cl.BackupRetention != before.BackupRetention ||
		cl.ParameterGroup != before.ParameterGroup || cl.ServerlessV2Scaling != before.ServerlessV2Scaling ||
		cl.InsightsMode != before.InsightsMode || !slices.Equal(cl.LogExports, before.LogExports)) {
		phases = append(phases, c.phase(account.ModifyCluster, "modifying", nil))
	}
	rename, err := c.rename(a, cl, in, region)
	return append(phases, rename...), err
}
