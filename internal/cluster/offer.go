package cluster

// InstanceOption is one way in which AWS offers an instance class for an engine
// version (DescribeOrderableDBInstanceOptions).
type InstanceOption struct {
	// NetworkTypes that it takes; none where AWS does not tell.
	NetworkTypes []string
}

// EngineOffer is what AWS offers of an engine version (DescribeDBEngineVersions).
type EngineOffer struct {
	Version string
	// ParameterGroupFamily is the family of its parameter groups; "" where AWS
	// does not tell.
	ParameterGroupFamily string
	// MinCapacity and MaxCapacity bound Serverless v2 instances, in Aurora
	// capacity units. Both are 0 where AWS does not tell, or has none.
	MinCapacity, MaxCapacity float64
}

// Quota is how much of something an account may have in a Region, and has.
type Quota struct {
	Used, Max int
}

// Free is how much of the quota is left.
func (q Quota) Free() int { return max(q.Max-q.Used, 0) }

// The quotas that making a cluster draws on, by the names that
// DescribeAccountAttributes gives them.
const (
	QuotaClusters     = "DBClusters"
	QuotaInstances    = "DBInstances"
	QuotaSubnetGroups = "DBSubnetGroups"
)

// Subnet is where one subnet lies.
type Subnet struct {
	ID, VPCID, AvailabilityZone string
}
