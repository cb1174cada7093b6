package rds

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// The quotas by the names that DescribeAccountAttributes gives them.
const (
	quotaClusters               = "DBClusters"
	quotaInstances              = "DBInstances"
	quotaSubnetGroups           = "DBSubnetGroups"
	quotaSubnets                = "SubnetsPerDBSubnetGroup"
	quotaClusterParameterGroups = "DBClusterParameterGroups"
	quotaParameterGroups        = "DBParameterGroups"
	quotaSnapshots              = "ManualClusterSnapshots"
	quotaRoles                  = "DBClusterRoles"
	quotaEndpoints              = "CustomEndpointsPerDBCluster"
)

// defaultQuotas are AWS's for an account in a Region:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html.
var defaultQuotas = map[string]int{
	quotaClusters: 40, quotaInstances: 40, quotaSubnetGroups: 50, quotaSubnets: 20, quotaClusterParameterGroups: 50,
	quotaParameterGroups: 50, quotaSnapshots: 100, quotaRoles: 5, quotaEndpoints: 5,
}

// CheckQuotas returns an error for a quota that there is none of.
func CheckQuotas(quotas map[string]int) error {
	for name := range quotas {
		if _, known := defaultQuotas[name]; !known {
			return fmt.Errorf("setting the quota %q: there are only %v", name, slices.Sorted(maps.Keys(defaultQuotas)))
		}
	}
	return nil
}

// quota returns how many of a kind the account may have.
func (c *Control) quota(name string) int {
	if most, set := c.Quotas[name]; set {
		return most
	}
	return defaultQuotas[name]
}

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
		used := map[string]int{
			quotaClusters: a.Clusters.Len(), quotaInstances: a.Instances.Len(), quotaSubnetGroups: len(a.SubnetGroups), quotaSubnets: widest,
			quotaClusterParameterGroups: len(a.ClusterParameterGroups), quotaParameterGroups: len(a.ParameterGroups), quotaSnapshots: a.ManualSnapshots(),
		}
		var quotas []accountQuota
		for _, name := range slices.Sorted(maps.Keys(defaultQuotas)) {
			quotas = append(quotas, accountQuota{name, used[name], c.quota(name)})
		}
		result.AccountQuotas = wire.ListOf("AccountQuota", quotas)
		return nil
	})
	return result, err
}
