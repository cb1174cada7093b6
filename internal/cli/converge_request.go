package cli

import (
	"crypto/rand"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// clusterFlags describe the cluster. They are called what the attributes of
// dbartifact_cluster are.
type clusterFlags struct {
	ClusterIdentifier       string            `help:"Identifier of the cluster. Default: one that begins with the source's." env:"CLUSTER_IDENTIFIER" placeholder:"ID"`
	VPCSecurityGroupIDs     []string          `name:"vpc-security-group-ids" aliases:"security-group" help:"Security groups to attach once the cluster is ready." placeholder:"ID" xor:"access"`
	AllowedCIDRBlocks       []string          `name:"allowed-cidr-blocks" aliases:"allow-cidr" help:"Address ranges that may connect." placeholder:"CIDR" xor:"access"`
	AllowedSecurityGroupIDs []string          `name:"allowed-security-group-ids" help:"Security groups whose members may connect." placeholder:"ID"`
	PubliclyAccessible      bool              `help:"Give the instances public addresses."`
	DeletionProtection      bool              `help:"Make AWS refuse to delete the cluster." xor:"protection"`
	TTL                     lifetime          `name:"ttl" help:"How long the cluster may live, such as 7d or 36h, until reap deletes it." placeholder:"TIME" xor:"protection"`
	WaitForReaders          bool              `help:"Wait for the readers too."`
	Tags                    map[string]string `aliases:"tag" help:"Tags of the cluster and its instances." placeholder:"KEY=VALUE"`
	settingFlags
}

// settingFlags override the artifact's settings; what is left out stays as the
// artifact has it.
type settingFlags struct {
	InstanceClass               string `help:"Class of the instances." placeholder:"CLASS"`
	InstanceCount               int    `help:"Number of instances, the writer included." placeholder:"N"`
	Port                        int    `help:"Port." placeholder:"N"`
	BackupRetentionPeriod       int    `help:"Days that automated backups are kept." placeholder:"DAYS"`
	PreferredBackupWindow       string `help:"Daily backup window in UTC." placeholder:"HH:MM-HH:MM"`
	PreferredMaintenanceWindow  string `help:"Weekly maintenance window in UTC." placeholder:"DAY:HH:MM-DAY:HH:MM"`
	DBClusterParameterGroupName string `name:"db-cluster-parameter-group-name" help:"Cluster parameter group." placeholder:"NAME"`
	DBParameterGroupName        string `name:"db-parameter-group-name" help:"Parameter group of the instances." placeholder:"NAME"`
	KMSKeyID                    string `name:"kms-key-id" help:"Key that encrypts the storage." placeholder:"ARN"`
}

// over returns the artifact's target with the given settings in place.
func (f settingFlags) over(t artifact.Target) artifact.Target {
	override(&t.InstanceClass, f.InstanceClass)
	override(&t.InstanceCount, f.InstanceCount)
	override(&t.Port, f.Port)
	override(&t.BackupRetentionPeriod, f.BackupRetentionPeriod)
	override(&t.PreferredBackupWindow, f.PreferredBackupWindow)
	override(&t.PreferredMaintenanceWindow, f.PreferredMaintenanceWindow)
	override(&t.DBClusterParameterGroupName, f.DBClusterParameterGroupName)
	override(&t.DBParameterGroupName, f.DBParameterGroupName)
	override(&t.KMSKeyID, f.KMSKeyID)
	return t
}

// override sets a setting unless what was given is the zero value.
func override[T comparable](setting *T, given T) {
	var none T
	if given != none {
		*setting = given
	}
}

// request is the cluster that the flags ask for, without credentials.
func (f clusterFlags) request(from packed) converge.Request {
	identifier := f.ClusterIdentifier
	if identifier == "" {
		identifier = generatedIdentifier(from.spec.Source.ClusterID)
	}
	return converge.Request{
		Identifier: identifier, Owner: rand.Text(),
		Spec: from.spec, ArtifactDigest: from.digest, Target: f.over(from.spec.Target),
		Access: converge.Access{
			SecurityGroupIDs: f.VPCSecurityGroupIDs, AllowedCIDRs: f.AllowedCIDRBlocks, AllowedSecurityGroupIDs: f.AllowedSecurityGroupIDs,
		},
		PubliclyAccessible: f.PubliclyAccessible, DeletionProtection: f.DeletionProtection,
		WaitForReaders: f.WaitForReaders, Tags: f.Tags, ExpiresAt: f.TTL.from(time.Now()),
	}
}

// A generated identifier is the source's, cut so that there is room for a dash
// and random characters, of which the alphabet has 32.
const (
	generatedStart = 50
	generatedEnd   = 8
)

func generatedIdentifier(source string) string {
	start := strings.Trim(source[:min(len(source), generatedStart)], "-")
	return start + "-" + strings.ToLower(rand.Text()[:generatedEnd])
}
