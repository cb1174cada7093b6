package rds

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type endpoint struct {
	Address      string
	Port         int
	HostedZoneID string `xml:"HostedZoneId"`
}

type zone struct {
	Name string
}

type subnet struct {
	SubnetIdentifier       string
	SubnetAvailabilityZone zone
	SubnetStatus           string
}

type subnetGroup struct {
	DBSubnetGroupName        string
	DBSubnetGroupDescription string
	VpcID                    string `xml:"VpcId"`
	SubnetGroupStatus        string
	Subnets                  wire.List[subnet]
	DBSubnetGroupArn         string
	SupportedNetworkTypes    wire.List[string]
}

func showSubnetGroup(a *account.Account, g *account.SubnetGroup, region string) subnetGroup {
	shown := subnetGroup{
		DBSubnetGroupName: g.Name, DBSubnetGroupDescription: g.Description, VpcID: g.VPC, SubnetGroupStatus: "Complete",
		DBSubnetGroupArn:      account.ARN("rds", region, "subgrp:"+g.Name),
		SupportedNetworkTypes: wire.ListOf("member", []string{"IPV4"}),
	}
	var subnets []subnet
	for _, id := range g.Subnets {
		if s := a.Subnets[id]; s != nil {
			subnets = append(subnets, subnet{id, zone{region + s.Zone}, "Active"})
		}
	}
	shown.Subnets = wire.ListOf("Subnet", subnets)
	return shown
}

type parameterGroupStatus struct {
	DBParameterGroupName string
	ParameterApplyStatus string
}

type optionGroupMembership struct {
	OptionGroupName string
	Status          string
}

type certificate struct {
	CAIdentifier string
}

type instancePending struct {
	DBInstanceClass      string `xml:",omitempty"`
	DBInstanceIdentifier string `xml:",omitempty"`
}

// instance is the model's shape DBInstance, without what a member of an Aurora
// cluster of the sandbox never has.
type instance struct {
	DBInstanceIdentifier               string
	DBInstanceClass                    string
	Engine                             string
	DBInstanceStatus                   string
	MasterUsername                     string
	DBName                             string    `xml:",omitempty"`
	Endpoint                           *endpoint `xml:",omitempty"`
	AllocatedStorage                   int
	InstanceCreateTime                 string `xml:",omitempty"`
	PreferredBackupWindow              string
	BackupRetentionPeriod              int
	DBSecurityGroups                   wire.List[string]
	VpcSecurityGroups                  wire.List[groupMembership]
	DBParameterGroups                  wire.List[parameterGroupStatus]
	AvailabilityZone                   string
	DBSubnetGroup                      subnetGroup
	PreferredMaintenanceWindow         string
	PendingModifiedValues              instancePending
	MultiAZ                            bool
	EngineVersion                      string
	AutoMinorVersionUpgrade            bool
	ReadReplicaDBInstanceIdentifiers   wire.List[string]
	LicenseModel                       string
	OptionGroupMemberships             wire.List[optionGroupMembership]
	PubliclyAccessible                 bool
	StorageType                        string
	DbInstancePort                     int
	DBClusterIdentifier                string
	StorageEncrypted                   bool
	KmsKeyID                           string `xml:"KmsKeyId,omitempty"`
	DbiResourceID                      string `xml:"DbiResourceId"`
	CACertificateIdentifier            string
	DomainMemberships                  wire.List[string]
	CopyTagsToSnapshot                 bool
	MonitoringInterval                 int
	MonitoringRoleArn                  string `xml:",omitempty"`
	PromotionTier                      int
	DBInstanceArn                      string
	IAMDatabaseAuthenticationEnabled   bool
	PerformanceInsightsEnabled         bool
	PerformanceInsightsKMSKeyID        string `xml:"PerformanceInsightsKMSKeyId,omitempty"`
	PerformanceInsightsRetentionPeriod int    `xml:",omitempty"`
	EnabledCloudwatchLogsExports       wire.List[string]
	DeletionProtection                 bool
	AssociatedRoles                    wire.List[string]
	TagList                            wire.List[tag]
	CustomerOwnedIPEnabled             bool `xml:"CustomerOwnedIpEnabled"`
	BackupTarget                       string
	NetworkType                        string
	StorageThroughput                  int
	CertificateDetails                 certificate
	DedicatedLogVolume                 bool
	DatabaseInsightsMode               string
	EngineLifecycleSupport             string
}

// showInstance writes an instance as AWS shows it in a Region. The endpoint and
// the time of creation appear once it has been created.
func showInstance(a *account.Account, i *account.Instance, region string, now time.Time) instance {
	c := a.Clusters.Get(i.Cluster)
	storage := c.StorageType
	if storage == "" {
		storage = "aurora"
	}
	shown := instance{
		DBInstanceIdentifier:               i.ID,
		DBInstanceClass:                    i.Class,
		Engine:                             c.Engine,
		DBInstanceStatus:                   a.InstanceStatus(i),
		MasterUsername:                     c.MasterUser,
		DBName:                             c.Database,
		AllocatedStorage:                   1,
		PreferredBackupWindow:              c.BackupWindow,
		BackupRetentionPeriod:              c.BackupRetention,
		VpcSecurityGroups:                  showMemberships(c.SecurityGroups, now),
		DBParameterGroups:                  wire.ListOf("DBParameterGroup", []parameterGroupStatus{{i.ParameterGroup, "in-sync"}}),
		AvailabilityZone:                   region + i.Zone,
		PreferredMaintenanceWindow:         i.MaintenanceWindow,
		PendingModifiedValues:              instancePending{i.PendingClass, i.PendingID},
		EngineVersion:                      c.EngineVersion,
		AutoMinorVersionUpgrade:            i.AutoMinorUpgrade,
		LicenseModel:                       licenseOf(c.EngineVersion),
		OptionGroupMemberships:             wire.ListOf("OptionGroupMembership", []optionGroupMembership{{defaultOptionGroup(c), "in-sync"}}),
		PubliclyAccessible:                 i.PubliclyAccessible,
		StorageType:                        storage,
		DBClusterIdentifier:                c.ID,
		StorageEncrypted:                   c.StorageEncrypted,
		KmsKeyID:                           keyARN(region, c.KMSKey),
		DbiResourceID:                      i.ResourceID,
		CACertificateIdentifier:            i.CACertificate,
		CopyTagsToSnapshot:                 i.CopyTagsToSnapshot,
		MonitoringInterval:                 i.MonitoringInterval,
		MonitoringRoleArn:                  i.MonitoringRole,
		PromotionTier:                      i.PromotionTier,
		DBInstanceArn:                      i.ARN(region),
		IAMDatabaseAuthenticationEnabled:   c.IAMAuthentication,
		PerformanceInsightsEnabled:         i.PerformanceInsights,
		PerformanceInsightsKMSKeyID:        keyARN(region, i.InsightsKMSKey),
		PerformanceInsightsRetentionPeriod: i.InsightsRetention,
		DeletionProtection:                 i.DeletionProtection,
		EnabledCloudwatchLogsExports:       wire.ListOf("member", c.LogExports),
		TagList:                            showTags(i.Tags),
		BackupTarget:                       "region",
		NetworkType:                        c.NetworkType,
		CertificateDetails:                 certificate{i.CACertificate},
		DatabaseInsightsMode:               c.InsightsMode,
		EngineLifecycleSupport:             c.LifecycleSupport,
	}
	if g := a.SubnetGroups[c.SubnetGroup]; g != nil {
		shown.DBSubnetGroup = showSubnetGroup(a, g, region)
	}
	if !i.Phases.Has(account.CreateInstance) && !i.Phases.Has(account.CreateReader) {
		shown.Endpoint = &endpoint{c.Address, c.Port, "Z2R2ITUGPM61AM"}
		shown.InstanceCreateTime = wire.Timestamp(i.Created)
	}
	return shown
}
