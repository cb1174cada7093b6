package rds

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// instanceSettings are the parameters that create and modify share.
type instanceSettings struct {
	PreferredMaintenanceWindow         string
	DBParameterGroupName               string
	AutoMinorVersionUpgrade            *bool
	PubliclyAccessible                 *bool
	PromotionTier                      *int
	CopyTagsToSnapshot                 *bool
	CACertificateIdentifier            string
	MonitoringInterval                 *int
	MonitoringRoleArn                  string
	EnablePerformanceInsights          *bool
	PerformanceInsightsKMSKeyID        string `aws:"PerformanceInsightsKMSKeyId"`
	PerformanceInsightsRetentionPeriod *int
	DeletionProtection                 *bool
	// The cluster's business: taken to be refused for members.
	MasterUserPassword    string
	BackupRetentionPeriod *int
	VpcSecurityGroupIDs   []string `aws:"VpcSecurityGroupIds,list=VpcSecurityGroupId"`
	Port                  *int
}

type createDBInstanceInput struct {
	DBInstanceIdentifier string `aws:",required"`
	DBInstanceClass      string `aws:",required"`
	Engine               string `aws:",required"`
	EngineVersion        string
	DBClusterIdentifier  string
	AvailabilityZone     string
	DBSubnetGroupName    string
	MasterUsername       string // refused for members
	instanceSettings
	tagsParameter
}

type createDBInstanceResult struct {
	DBInstance instance
}

func (c *Control) createDBInstance(_ context.Context, r *wire.Request, in *createDBInstanceInput) (any, error) {
	if err := checkIdentifier("DBInstanceIdentifier", in.DBInstanceIdentifier); err != nil {
		return nil, err
	}
	if in.DBClusterIdentifier == "" {
		if in.PromotionTier != nil {
			return nil, wire.InvalidCombinationf("You cannot set the promotion tier for a DB instance that is not part of an DB Cluster.")
		}
		return nil, wire.InvalidCombinationf("DBClusterIdentifier is required: the sandbox serves members of Aurora clusters only.")
	}
	if in.MasterUsername != "" || in.MasterUserPassword != "" {
		return nil, wire.InvalidCombinationf("The requested DB Instance will be a member of a DB Cluster. Set master user password for the DB Cluster.")
	}
	tags, err := in.tags()
	if err != nil {
		return nil, err
	}
	var result createDBInstanceResult
	err = c.change(func(a *account.Account, now time.Time) error {
		cl := a.FindCluster(r.Region, in.DBClusterIdentifier)
		if cl == nil {
			return wire.NotFoundf("DBClusterNotFoundFault", "The source cluster could not be found or cannot be accessed: %s", strings.ToLower(in.DBClusterIdentifier))
		}
		if err := in.check(c, a, cl, r.Region); err != nil {
			return err
		}
		i := &account.Instance{
			ResourceID: account.NewResourceID("db-"), ID: strings.ToLower(in.DBInstanceIdentifier), Cluster: cl.ResourceID, Created: now,
			Class: in.DBInstanceClass, PromotionTier: 1, AutoMinorUpgrade: true, ParameterGroup: "default." + family(cl.EngineVersion),
			CACertificate: defaultCA, Tags: tags, Rest: account.Available, SeenAt: now.Add(c.Timing.Of(account.Appear)),
			PerformanceInsights: cl.InsightsRetention > 0, InsightsRetention: cl.InsightsRetention,
			// With a named group an instance is private, but public in the one named "default".
			PubliclyAccessible: in.DBSubnetGroupName == "default",
		}
		_, i.MaintenanceWindow = chooseWindows(cl.BackupWindow, "")
		if i.Zone, err = zoneFor(a, cl, in.AvailabilityZone, r.Region); err != nil {
			return err
		}
		if err := in.apply(a, i, cl, r.Region); err != nil {
			return err
		}
		kind := account.CreateReader
		if len(a.LiveMembers(cl.ResourceID)) == 0 {
			kind, i.Writer = account.CreateInstance, true
		}
		i.Phases = account.Phases{c.phase(kind, "creating", &account.Work{Task: account.TaskServe})}
		a.Instances.Set(i.ResourceID, i)
		result.DBInstance = showInstance(a, i, r.Region, now)
		return nil
	})
	return result, err
}

// check refuses an instance that the cluster cannot have as a member.
func (in *createDBInstanceInput) check(c *Control, a *account.Account, cl *account.Cluster, region string) error {
	if status := cl.Status(); status != account.Available || cl.Phases.Has(account.DeleteCluster) {
		return wire.Refusef("InvalidDBClusterStateFault", "The DB cluster %s is not in the available state: its status is %s.", cl.ID, status)
	}
	if a.FindInstance(region, in.DBInstanceIdentifier) != nil {
		return wire.Refusef("DBInstanceAlreadyExists", "DB instance already exists")
	}
	if a.Instances.Len() >= c.quota(quotaInstances) {
		if c.FreePlan {
			return wire.Refusef("InstanceQuotaExceeded", "You reached the maximum number of instances available with free plan accounts. "+
				"To remove all limitations, upgrade your account plan.")
		}
		return wire.Refusef("InstanceQuotaExceeded", "DB Instance quota exceeded")
	}
	switch {
	case cl.Standing.MultiAZ:
		return wire.InvalidCombinationf("CreateDBInstance can't be used to create a DB instance in a Multi-AZ DB cluster. Use CreateDBCluster instead.")
	case cl.Standing.Serverless:
		return wire.InvalidCombinationf("The DB cluster %s is an Aurora Serverless v1 cluster, which has no DB instances.", cl.ID)
	}
	if in.Engine != cl.Engine {
		return wire.InvalidCombinationf("The engine name requested for your DB instance (%s) doesn't match the engine name of your DB cluster (%s).", in.Engine, cl.Engine)
	}
	if in.EngineVersion != "" && in.EngineVersion != cl.EngineVersion {
		return wire.InvalidCombinationf("The engine version requested for your DB instance (%s) doesn't match the engine version of your DB cluster (%s).",
			in.EngineVersion, cl.EngineVersion)
	}
	if name := strings.ToLower(in.DBSubnetGroupName); name != "" && name != cl.SubnetGroup {
		return wire.InvalidCombinationf("Subnet group %s is different from subnet group of cluster %s", in.DBSubnetGroupName, cl.ID)
	}
	const member = "The requested DB Instance will be a member of a DB Cluster. "
	switch {
	case in.BackupRetentionPeriod != nil:
		return wire.InvalidCombinationf(member + "Set backup retention period for the DB Cluster.")
	case in.Port != nil:
		return wire.InvalidCombinationf(member + "Set database endpoint port for the DB Cluster.")
	case len(in.VpcSecurityGroupIDs) > 0:
		return wire.InvalidCombinationf(member + "Set vpc security group for the DB Cluster.")
	}
	if err := checkClass(in.DBInstanceClass, cl.EngineVersion); err != nil {
		return err
	}
	return checkServerless(in.DBInstanceClass, cl)
}

func checkServerless(class string, cl *account.Cluster) error {
	if class == serverless && cl.ServerlessV2Scaling == nil {
		return wire.Refusef("InvalidDBClusterStateFault", "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.")
	}
	return nil
}

// zoneFor returns the letter of the zone of a new member: the one asked for, or
// one that few members are in.
func zoneFor(a *account.Account, cl *account.Cluster, name, region string) (string, error) {
	var usable []string
	if g := a.SubnetGroups[cl.SubnetGroup]; g != nil {
		for _, zone := range a.ZonesOf(g.Subnets) {
			if slices.Contains(cl.Zones, zone) {
				usable = append(usable, zone)
			}
		}
	}
	if name != "" {
		letter, found := strings.CutPrefix(name, region)
		if !found || !slices.Contains(account.Zones(region), letter) {
			return "", wire.InvalidValuef("%s is not a valid availability zone.", name)
		}
		if !slices.Contains(usable, letter) {
			return "", wire.Refusef("InvalidVPCNetworkStateFault", "The availability zone %s is not among those of both the DB subnet group %s and the storage of the cluster %s.",
				name, cl.SubnetGroup, cl.ID)
		}
		return letter, nil
	}
	if len(usable) == 0 {
		return "", wire.Refusef("InvalidVPCNetworkStateFault", "The DB subnet group %s has no zone in common with the storage of the cluster %s.", cl.SubnetGroup, cl.ID)
	}
	return usable[len(a.Members(cl.ResourceID))%len(usable)], nil
}
