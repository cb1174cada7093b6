package rds

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type tag struct {
	Key   string
	Value string
}

func showTags(tags account.Tags) wire.List[tag] {
	shown := make([]tag, len(tags))
	for i, t := range tags {
		shown[i] = tag(t)
	}
	return wire.ListOf("Tag", shown)
}

type groupMembership struct {
	VpcSecurityGroupID string `xml:"VpcSecurityGroupId"`
	Status             string
}

func showMemberships(held []account.Membership, now time.Time) wire.List[groupMembership] {
	shown := make([]groupMembership, len(held))
	for i, m := range held {
		shown[i] = groupMembership{m.Group, "active"}
		if m.ActiveAt.After(now) {
			shown[i].Status = "adding"
		}
	}
	return wire.ListOf("VpcSecurityGroupMembership", shown)
}

type member struct {
	DBInstanceIdentifier          string
	IsClusterWriter               bool
	DBClusterParameterGroupStatus string
	PromotionTier                 int
}

type masterUserSecret struct {
	SecretArn    string
	SecretStatus string
	KmsKeyID     string `xml:"KmsKeyId"`
}

type scalingInfo struct {
	MinCapacity           float64
	MaxCapacity           float64
	SecondsUntilAutoPause *int `xml:",omitempty"`
}

type clusterPending struct {
	DBClusterIdentifier string `xml:",omitempty"`
	EngineVersion       string `xml:",omitempty"`
}

type optionGroup struct {
	DBClusterOptionGroupName string
	Status                   string
}

// cluster is the model's shape DBCluster, without what an Aurora cluster of the
// sandbox never has.
type cluster struct {
	AllocatedStorage                 int
	AvailabilityZones                wire.List[string]
	BackupRetentionPeriod            int
	DatabaseName                     string `xml:",omitempty"`
	DBClusterIdentifier              string
	DBClusterParameterGroup          string
	DBSubnetGroup                    string
	Status                           string
	EarliestRestorableTime           string
	LatestRestorableTime             string
	Endpoint                         string
	ReaderEndpoint                   string
	CustomEndpoints                  wire.List[string]
	MultiAZ                          bool
	Engine                           string
	EngineVersion                    string
	EngineMode                       string
	EngineLifecycleSupport           string
	Port                             int
	MasterUsername                   string
	DBClusterOptionGroupMemberships  wire.List[optionGroup]
	PreferredBackupWindow            string
	PreferredMaintenanceWindow       string
	ReadReplicaIdentifiers           wire.List[string]
	ReplicationSourceIdentifier      string `xml:",omitempty"`
	DBClusterMembers                 wire.List[member]
	VpcSecurityGroups                wire.List[groupMembership]
	HostedZoneID                     string `xml:"HostedZoneId"`
	StorageEncrypted                 bool
	KmsKeyID                         string `xml:"KmsKeyId,omitempty"`
	StorageType                      string `xml:",omitempty"`
	DbClusterResourceID              string `xml:"DbClusterResourceId"`
	DBClusterArn                     string
	AssociatedRoles                  wire.List[string]
	IAMDatabaseAuthenticationEnabled bool
	CloneGroupID                     string `xml:"CloneGroupId,omitempty"`
	ClusterCreateTime                string
	EnabledCloudwatchLogsExports     wire.List[string]
	ActivityStreamStatus             string
	DeletionProtection               bool
	HTTPEndpointEnabled              bool `xml:"HttpEndpointEnabled"`
	CopyTagsToSnapshot               bool
	CrossAccountClone                bool
	DomainMemberships                wire.List[string]
	TagList                          wire.List[tag]
	AutoMinorVersionUpgrade          bool
	DatabaseInsightsMode             string
	PerformanceInsightsEnabled       bool
	PerformanceInsightsRetention     int `xml:"PerformanceInsightsRetentionPeriod,omitempty"`
	NetworkType                      string
	LocalWriteForwardingStatus       string
	BacktrackWindow                  int               `xml:",omitempty"`
	AutomaticRestartTime             string            `xml:",omitempty"`
	IOOptimizedNextAllowed           string            `xml:"IOOptimizedNextAllowedModificationTime,omitempty"`
	PendingModifiedValues            *clusterPending   `xml:",omitempty"`
	ServerlessV2ScalingConfiguration *scalingInfo      `xml:",omitempty"`
	MasterUserSecret                 *masterUserSecret `xml:",omitempty"`
}

// showCluster writes a cluster as AWS shows it in a Region.
func showCluster(a *account.Account, c *account.Cluster, region string, now time.Time) cluster {
	shown := cluster{
		AllocatedStorage:                 1,
		AvailabilityZones:                wire.ListOf("AvailabilityZone", zoneNames(region, c.Zones)),
		BackupRetentionPeriod:            c.BackupRetention,
		DatabaseName:                     c.Database,
		DBClusterIdentifier:              c.ID,
		DBClusterParameterGroup:          c.ParameterGroup,
		DBSubnetGroup:                    c.SubnetGroup,
		Status:                           c.Status(),
		EarliestRestorableTime:           wire.Timestamp(c.Created),
		LatestRestorableTime:             wire.Timestamp(now),
		Endpoint:                         c.Address,
		ReaderEndpoint:                   c.Address,
		Engine:                           c.Engine,
		EngineVersion:                    c.EngineVersion,
		EngineMode:                       "provisioned",
		EngineLifecycleSupport:           c.LifecycleSupport,
		Port:                             c.Port,
		MasterUsername:                   c.MasterUser,
		DBClusterOptionGroupMemberships:  wire.ListOf("DBClusterOptionGroup", []optionGroup{{defaultOptionGroup(c), "in-sync"}}),
		PreferredBackupWindow:            c.BackupWindow,
		PreferredMaintenanceWindow:       c.MaintenanceWindow,
		VpcSecurityGroups:                showMemberships(c.SecurityGroups, now),
		HostedZoneID:                     "Z2R2ITUGPM61AM",
		StorageEncrypted:                 c.StorageEncrypted,
		KmsKeyID:                         keyARN(region, c.KMSKey),
		StorageType:                      c.StorageType,
		DbClusterResourceID:              c.ResourceID,
		DBClusterArn:                     c.ARN(region),
		IAMDatabaseAuthenticationEnabled: c.IAMAuthentication,
		CloneGroupID:                     c.CloneGroup,
		ClusterCreateTime:                wire.Timestamp(c.Created),
		EnabledCloudwatchLogsExports:     wire.ListOf("member", c.LogExports),
		ActivityStreamStatus:             "stopped",
		DeletionProtection:               c.DeletionProtection,
		HTTPEndpointEnabled:              c.HTTPEndpoint,
		CopyTagsToSnapshot:               c.CopyTagsToSnapshot,
		CrossAccountClone:                c.ClonedFrom != "",
		TagList:                          showTags(c.Tags),
		AutoMinorVersionUpgrade:          c.AutoMinorUpgrade,
		DatabaseInsightsMode:             c.InsightsMode,
		PerformanceInsightsEnabled:       c.InsightsRetention > 0,
		PerformanceInsightsRetention:     c.InsightsRetention,
		NetworkType:                      c.NetworkType,
		LocalWriteForwardingStatus:       "disabled",
		BacktrackWindow:                  c.BacktrackWindow,
	}
	if !c.StoppedAt.IsZero() {
		shown.AutomaticRestartTime = wire.Timestamp(c.StoppedAt.Add(stopLimit))
	}
	if !c.IOOptimizedAt.IsZero() {
		shown.IOOptimizedNextAllowed = wire.Timestamp(c.IOOptimizedAt.Add(ioOptimizedPause))
	}
	shown.ReadReplicaIdentifiers, shown.ReplicationSourceIdentifier = wire.ListOf("ReadReplicaIdentifier", c.Standing.Replicas), c.Standing.ReplicaOf
	if c.Standing.Serverless {
		shown.EngineMode = "serverless"
	}
	var members []member
	zones := map[string]bool{}
	for _, i := range a.Members(c.ResourceID) {
		zones[i.Zone] = true
		m := member{i.ID, i.Writer, "in-sync", i.PromotionTier}
		if i.PendingReboot {
			m.DBClusterParameterGroupStatus = "pending-reboot"
		}
		members = append(members, m)
	}
	shown.MultiAZ = len(zones) > 1
	shown.DBClusterMembers = wire.ListOf("DBClusterMember", members)
	if s := c.ServerlessV2Scaling; s != nil {
		shown.ServerlessV2ScalingConfiguration = &scalingInfo{s.Min, s.Max, s.SecondsUntilAutoPause}
	}
	if c.PendingID != "" || c.PendingVersion != "" {
		shown.PendingModifiedValues = &clusterPending{DBClusterIdentifier: c.PendingID, EngineVersion: c.PendingVersion}
	}
	if s := a.Secrets.Get(c.Secret); s != nil {
		shown.MasterUserSecret = &masterUserSecret{s.ARN(region), s.Phases.Status(s.Rest), keyARN(region, s.KMSKey)}
	}
	return shown
}
