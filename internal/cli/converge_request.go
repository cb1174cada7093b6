package cli

import (
	"crypto/rand"
	"strings"
	"time"

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
	EnableHTTPEndpoint      bool              `name:"enable-http-endpoint" help:"Turn the RDS Data API on."`
	WaitForReaders          bool              `help:"Wait for the readers too."`
	Tags                    map[string]string `aliases:"tag" help:"Tags of the cluster and its instances." placeholder:"KEY=VALUE"`
}

// request is the cluster that the flags ask for, without credentials.
func (f clusterFlags) request(from packed, settings settingFlags) (converge.Request, error) {
	target, err := settings.over(from.spec.Target)
	identifier := f.ClusterIdentifier
	if identifier == "" {
		identifier = generatedIdentifier(from.spec.Source.ClusterID)
	}
	return converge.Request{
		Identifier: identifier, Owner: rand.Text(),
		Spec: from.spec, ArtifactDigest: from.digest, Target: target,
		Access: converge.Access{
			SecurityGroupIDs: f.VPCSecurityGroupIDs, AllowedCIDRs: f.AllowedCIDRBlocks, AllowedSecurityGroupIDs: f.AllowedSecurityGroupIDs,
		},
		PubliclyAccessible: f.PubliclyAccessible, DeletionProtection: f.DeletionProtection, HTTPEndpoint: f.EnableHTTPEndpoint,
		WaitForReaders: f.WaitForReaders, Tags: f.Tags, ExpiresAt: f.TTL.from(time.Now()),
	}, err
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
