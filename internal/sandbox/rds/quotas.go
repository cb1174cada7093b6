package rds

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// AWS's default quotas of an account in a Region:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html.
const (
	quotaClusters        = 40
	quotaInstances       = 40
	quotaSubnetGroups    = 50
	quotaParameterGroups = 50
)

type describeAccountAttributesInput struct{}

type accountQuota struct {
	AccountQuotaName string
	Used             int
	Max              int
}

type describeAccountAttributesResult struct {
	AccountQuotas wire.List[accountQuota]
}

func (c *Control) describeAccountAttributes(ctx context.Context, _ *wire.Request, _ *describeAccountAttributesInput) (any, error) {
	var result describeAccountAttributesResult
	err := c.read(ctx, func(a *account.Account) error {
		widest := 0
		for _, g := range a.SubnetGroups {
			widest = max(widest, len(g.Subnets))
		}
		result.AccountQuotas = wire.ListOf("AccountQuota", []accountQuota{
			{"DBInstances", len(a.Instances), quotaInstances},
			{"DBClusters", len(a.Clusters), quotaClusters},
			{"DBClusterParameterGroups", len(a.ClusterParameterGroups), quotaParameterGroups},
			{"DBParameterGroups", len(a.ParameterGroups), quotaParameterGroups},
			{"ManualClusterSnapshots", len(a.Snapshots), 100},
			{"DBSubnetGroups", len(a.SubnetGroups), quotaSubnetGroups},
			{"SubnetsPerDBSubnetGroup", widest, 20},
			{"DBClusterRoles", 0, 5},
			{"CustomEndpointsPerDBCluster", 0, 5},
		})
		return nil
	})
	return result, err
}
