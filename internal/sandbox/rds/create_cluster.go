package rds

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type createDBClusterInput struct {
	Engine                     string `aws:",required"`
	EngineVersion              string
	MasterUsername             string
	DatabaseName               string
	AvailabilityZones          []string `aws:",list=AvailabilityZone"`
	PreferredMaintenanceWindow string
	StorageEncrypted           *bool
	AllocatedStorage           *int
	EnableHTTPEndpoint         bool `aws:"EnableHttpEndpoint"`
	// EnableGlobalWriteForwarding is for global databases, which are not served.
	EnableGlobalWriteForwarding bool
	AutoMinorVersionUpgrade     *bool
	insightsParameters
	credentialsParameter
	creationParameters
}

type createDBClusterResult struct {
	DBCluster cluster
}

func (c *Control) createDBCluster(ctx context.Context, r *wire.Request, in *createDBClusterInput) (any, error) {
	if err := in.check(c); err != nil {
		return nil, err
	}
	version, err := c.checkEngine(in.Engine, in.EngineVersion)
	if err != nil {
		return nil, err
	}
	var result createDBClusterResult
	err = c.change(func(a *account.Account, now time.Time) error {
		cl := c.blank(in.DBClusterIdentifier, in.Engine, version, now)
		cl.MasterUser, cl.Database, cl.HTTPEndpoint = in.MasterUsername, in.DatabaseName, in.EnableHTTPEndpoint
		cl.BackupWindow, cl.MaintenanceWindow = chooseWindows(in.PreferredBackupWindow, in.PreferredMaintenanceWindow)
		if err := checkWindows(cl.BackupWindow, cl.MaintenanceWindow); err != nil {
			return err
		}
		if err := in.applyTo(a, cl); err != nil {
			return err
		}
		set(&cl.AutoMinorUpgrade, in.AutoMinorVersionUpgrade)
		set(&cl.StorageEncrypted, in.StorageEncrypted)
		if cl.StorageEncrypted {
			cl.KMSKey = defaultKey
			setText(&cl.KMSKey, in.KmsKeyID)
		}
		var err error
		if cl.Zones, err = zoneLetters(r.Region, in.AvailabilityZones); err != nil {
			return err
		}
		if err := c.place(ctx, a, cl, in.creationParameters, r.Region, now); err != nil {
			return err
		}
		password := in.MasterUserPassword
		switch {
		case in.MasterUserAuthenticationType == tokenLogin:
			useTokens(a, cl)
			password = account.NewPassword() // which nobody learns
		case in.ManageMasterUserPassword != nil && *in.ManageMasterUserPassword:
			password = c.newSecret(a, cl, in.MasterUserSecretKmsKeyID, now)
		}
		work := &account.Work{Task: account.TaskInit, Password: password}
		cl.Phases = account.Phases{c.phase(account.CreateCluster, "creating", work)}
		result.DBCluster = showCluster(a, cl, r.Region, now)
		return nil
	})
	return result, err
}

// check refuses what needs no look at the account.
func (in *createDBClusterInput) check(c *Control) error {
	if err := checkNewClusterIdentifier(in.DBClusterIdentifier); err != nil {
		return err
	}
	if _, err := c.checkEngine(in.Engine, in.EngineVersion); err != nil {
		return err
	}
	if err := in.refuseForeign(in.Engine); err != nil {
		return err
	}
	if in.AllocatedStorage != nil {
		return wire.InvalidCombinationf("AllocatedStorage isn't supported for DB engine %s.", in.Engine)
	}
	if in.KmsKeyID != "" && (in.StorageEncrypted == nil || !*in.StorageEncrypted) {
		return wire.InvalidCombinationf("You cannot specify KMS key for unencrypted clusters.")
	}
	if err := checkKey(in.KmsKeyID); err != nil {
		return err
	}
	if in.EnableGlobalWriteForwarding {
		return wire.InvalidCombinationf("Requested global functionality, but global cluster identifier is not specified")
	}
	if err := checkMasterUser(in.MasterUsername, in.Engine); err != nil {
		return err
	}
	if err := checkDatabase(in.DatabaseName); err != nil {
		return err
	}
	if err := in.credentialsParameter.check(); err != nil {
		return err
	}
	if err := in.checkFor(in.Engine); err != nil {
		return err
	}
	if in.MasterUserPassword == "" && in.MasterUserAuthenticationType != tokenLogin && (in.ManageMasterUserPassword == nil || !*in.ManageMasterUserPassword) {
		return wire.InvalidValuef("The parameter MasterUserPassword must be provided and must not be blank.")
	}
	return nil
}
