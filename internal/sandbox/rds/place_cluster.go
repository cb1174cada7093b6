package rds

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/fleet"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// creationParameters are those that create and restore share, besides the
// settings that modify has too.
type creationParameters struct {
	DBClusterIdentifier         string `aws:",required"`
	DBSubnetGroupName           string
	KmsKeyID                    string   `aws:"KmsKeyId"`
	EnableCloudwatchLogsExports []string `aws:",list=member"`
	EngineMode                  string
	// Parameters of Multi-AZ DB clusters, Serverless v1 and Limitless databases:
	// taken to be refused with AWS's words.
	DBClusterInstanceClass string
	PubliclyAccessible     *bool
	Iops                   *int
	ScalingConfiguration   *struct {
		AutoPause             *bool
		MaxCapacity           *int
		MinCapacity           *int
		SecondsBeforeTimeout  *int
		SecondsUntilAutoPause *int
		TimeoutAction         string
	}
	clusterSettings
	tagsParameter
}

func (p creationParameters) refuseForeign(engineName string) error {
	foreign := ""
	switch {
	case p.DBClusterInstanceClass != "":
		foreign = "DBClusterInstanceClass"
	case p.PubliclyAccessible != nil:
		foreign = "PubliclyAccessible"
	case p.Iops != nil:
		foreign = "Iops"
	}
	if foreign != "" {
		return wire.InvalidCombinationf("%s isn't supported for DB engine %s.", foreign, engineName)
	}
	if p.ScalingConfiguration != nil {
		return wire.InvalidCombinationf("You can only specify scaling configuration for an Aurora Serverless v1 cluster.")
	}
	if p.EngineMode != "" && p.EngineMode != "provisioned" {
		return wire.InvalidValuef("The engine mode %s you requested is currently unavailable.", p.EngineMode)
	}
	return nil
}

// place puts a new cluster into its network, checks its settings and gives it an
// address; then it is part of the account.
func (c *Control) place(ctx context.Context, a *account.Account, cl *account.Cluster, p creationParameters, region string, now time.Time) error {
	if a.FindCluster(region, cl.ID) != nil {
		return wire.Refusef("DBClusterAlreadyExistsFault", "DB Cluster already exists")
	}
	if most := c.quota(quotaClusters); a.Clusters.Len() >= most {
		return wire.Forbiddenf("DBClusterQuotaExceededFault", "Cannot create more than %d clusters", most)
	}
	group, err := findSubnetGroup(a, p.DBSubnetGroupName)
	if err != nil {
		return err
	}
	cl.SubnetGroup = group.Name
	if cl.Zones, err = volumeZones(a, group, cl.Zones, region); err != nil {
		return err
	}
	if err := p.apply(a, cl, region); err != nil {
		return err
	}
	if cl.SecurityGroups, err = c.memberships(a, group.VPC, p.VpcSecurityGroupIDs, now); err != nil {
		return err
	}
	if err := checkLogTypes(cl, p.EnableCloudwatchLogsExports); err != nil {
		return err
	}
	cl.LogExports = p.EnableCloudwatchLogsExports
	a.ExportLogs(cl, now)
	if cl.Tags, err = p.tags(); err != nil {
		return err
	}
	cl.NextBackup = nextBackup(cl.BackupWindow, now.Add(firstBackup))
	cl.Port = portOf(cl.EngineVersion)
	set(&cl.Port, p.Port)
	if err := pickAddress(ctx, a, cl); err != nil {
		return err
	}
	a.Clusters.Set(cl.ResourceID, cl)
	return nil
}

// pickAddress gives a cluster a place for its server that no other cluster has.
func pickAddress(ctx context.Context, a *account.Account, cl *account.Cluster) error {
	at, err := fleet.PickListen(ctx, cl.Port, func(at engine.Listen) bool {
		for other := range a.Clusters.All() {
			if other.Address == at.Address && other.Port == at.Port {
				return true
			}
		}
		return false
	})
	if err != nil {
		return fmt.Errorf("finding an address for the cluster %q: %w", cl.ID, err)
	}
	cl.Address, cl.Port = at.Address, at.Port
	return nil
}

// blank returns a cluster with what AWS chooses when a request says nothing.
func (c *Control) blank(id, engine, version string, now time.Time) *account.Cluster {
	return &account.Cluster{
		ResourceID: account.NewResourceID("cluster-"), ID: strings.ToLower(id), Created: now,
		Engine: engine, EngineVersion: version,
		ParameterGroup: "default." + family(version), NetworkType: "IPV4", BackupRetention: 1,
		InsightsMode: "standard", LifecycleSupport: lifecycles[0], AutoMinorUpgrade: true, Rest: account.Available,
		SeenAt: now.Add(c.Timing.Of(account.Appear)),
	}
}
