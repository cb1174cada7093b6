package rds

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// clusterSettings are the parameters that create, restore and modify share.
type clusterSettings struct {
	BackupRetentionPeriod            *int
	PreferredBackupWindow            string
	Port                             *int
	VpcSecurityGroupIDs              []string `aws:"VpcSecurityGroupIds,list=VpcSecurityGroupId"`
	DBClusterParameterGroupName      string
	DeletionProtection               *bool
	CopyTagsToSnapshot               *bool
	EnableIAMDatabaseAuthentication  *bool
	StorageType                      string
	NetworkType                      string
	EngineLifecycleSupport           string
	ServerlessV2ScalingConfiguration *scalingParameter
	BacktrackWindow                  *int
	OptionGroupName                  string
}

// lifecycles are the values of EngineLifecycleSupport.
var lifecycles = []string{"open-source-rds-extended-support", "open-source-rds-extended-support-disabled"}

// apply checks the settings that a request gives and puts them into a cluster:
// all but the security groups, which need the VPC.
func (p clusterSettings) apply(a *account.Account, c *account.Cluster, region string) error {
	if err := p.applyBacktrack(a, c); err != nil {
		return err
	}
	if p.OptionGroupName != "" && p.OptionGroupName != defaultOptionGroup(c) {
		return wire.NotFoundf("OptionGroupNotFoundFault", "Specified OptionGroupName: %s not found.", p.OptionGroupName)
	}
	if n := p.BackupRetentionPeriod; n != nil && (*n < 1 || *n > 35) {
		return wire.InvalidValuef("Invalid backup retention period: %d. Retention period must be between 1 and 35.", *n)
	}
	if n := p.Port; n != nil && (*n < 1150 || *n > 65535) {
		return wire.InvalidValuef("Invalid endpoint port %d. Valid range is: 1150-65535", *n)
	}
	switch p.StorageType {
	case "", "aurora", "aurora-iopt1":
	default:
		return wire.InvalidCombinationf("You can't use the %s storage type.", p.StorageType)
	}
	if p.NetworkType != "" && p.NetworkType != "IPV4" {
		return wire.Refusef("NetworkTypeNotSupported", "The network type %s isn't supported: the subnets of the sandbox have IPv4 only.", p.NetworkType)
	}
	if p.EngineLifecycleSupport != "" && !slices.Contains(lifecycles, p.EngineLifecycleSupport) {
		return wire.InvalidValuef("Invalid engine lifecycle support: %s. Valid values are: %s", p.EngineLifecycleSupport, strings.Join(lifecycles, ", "))
	}
	if err := p.applyParameterGroup(a, c, region); err != nil {
		return err
	}
	if p.StorageType != "" {
		// The standard type is shown by the absence of a type.
		c.StorageType = ""
		if p.StorageType != "aurora" {
			c.StorageType = p.StorageType
		}
	}
	set(&c.BackupRetention, p.BackupRetentionPeriod)
	set(&c.DeletionProtection, p.DeletionProtection)
	set(&c.CopyTagsToSnapshot, p.CopyTagsToSnapshot)
	set(&c.IAMAuthentication, p.EnableIAMDatabaseAuthentication)
	setText(&c.NetworkType, p.NetworkType)
	setText(&c.LifecycleSupport, p.EngineLifecycleSupport)
	return p.ServerlessV2ScalingConfiguration.apply(c)
}

// longestBacktrack is how many seconds back a cluster can be taken: 72 hours.
const longestBacktrack = 259200

// applyBacktrack keeps a window of Aurora MySQL, which must have had one from the
// start. Going back is not served.
func (p clusterSettings) applyBacktrack(a *account.Account, c *account.Cluster) error {
	if p.BacktrackWindow == nil {
		return nil
	}
	n := *p.BacktrackWindow
	switch {
	case n < 0 || n > longestBacktrack:
		return wire.InvalidValuef("The specified value (%d) is not a valid Backtrack Window. Allowed values are within the range of 0 to %d", n, longestBacktrack)
	case n != 0 && c.Engine == Postgres:
		return wire.InvalidValuef("Backtrack is not enabled for the %s engine.", c.Engine)
	case n != 0 && c.BacktrackWindow == 0 && a.Clusters.Get(c.ResourceID) != nil:
		return wire.InvalidCombinationf("Backtrack can't be enabled for the DB cluster %s, which was created without it.", c.ID)
	}
	c.BacktrackWindow = n
	return nil
}

func (p clusterSettings) applyParameterGroup(a *account.Account, c *account.Cluster, region string) error {
	name := strings.TrimPrefix(p.DBClusterParameterGroupName, account.ARN("rds", region, "cluster-pg:"))
	if name == "" {
		return nil
	}
	group := findParameterGroup(a.ClusterParameterGroups, name)
	if group == nil {
		return wire.NotFoundf("DBClusterParameterGroupNotFound", "DBClusterParameterGroup not found: %s", name)
	}
	if err := checkFamily(group, c.EngineVersion); err != nil {
		return err
	}
	c.ParameterGroup = group.Name
	return nil
}

// checkFamily refuses a parameter group that is for another engine version.
func checkFamily(group *account.ParameterGroup, version string) error {
	if want := family(version); group.Family != want {
		return wire.InvalidCombinationf("The Parameter Group %s with DBParameterGroupFamily %s cannot be used for this instance. "+
			"Please use a Parameter Group with DBParameterGroupFamily %s", group.Name, group.Family, want)
	}
	return nil
}

func defaultOptionGroup(c *account.Cluster) string {
	return "default:" + strings.ReplaceAll(family(c.EngineVersion), ".", "-")
}

// highestCapacity is the largest Serverless v2 capacity, in ACU.
const highestCapacity = 256

// apply checks a Serverless v2 range and puts it into a cluster. What the request
// leaves open stays as it is.
func (p *scalingParameter) apply(c *account.Cluster) error {
	if p == nil {
		return nil
	}
	var s account.Scaling
	if c.ServerlessV2Scaling != nil {
		s = *c.ServerlessV2Scaling
	} else if p.MinCapacity == nil || p.MaxCapacity == nil {
		return wire.InvalidCombinationf("MinCapacity and MaxCapacity are required in the Serverless v2 scaling configuration.")
	}
	set(&s.Min, p.MinCapacity)
	set(&s.Max, p.MaxCapacity)
	if p.SecondsUntilAutoPause != nil {
		s.SecondsUntilAutoPause = p.SecondsUntilAutoPause
	}
	for _, v := range []float64{s.Min, s.Max} {
		if math.Mod(v, 0.5) != 0 {
			return wire.InvalidValuef("Serverless v2 capacity value %s is not valid. It must be a multiple of 0.5.", capacity(v))
		}
		if v == 0 && lacksAutoPause(c.EngineVersion) {
			return wire.InvalidValuef("Serverless v2 capacity value 0.0 is not valid. The valid scaling range for this cluster is 0.5 to 256.0.")
		}
		if v < 0 || v > highestCapacity {
			return wire.InvalidValuef("Serverless v2 capacity value %s is not valid. The valid scaling range for this cluster is 0.0 to 256.0.", capacity(v))
		}
	}
	if s.Min > s.Max {
		return wire.InvalidValuef("Serverless v2 minimum capacity must be less than or equal to maximum capacity")
	}
	if n := p.SecondsUntilAutoPause; n != nil {
		if s.Min > 0 {
			return wire.InvalidCombinationf("SecondsUntilAutoPause can only be specified when minimum capacity is 0.")
		}
		if *n < 300 || *n > 86400 {
			return wire.InvalidValuef("Invalid SecondsUntilAutoPause %d. Valid range is: 300-86400", *n)
		}
	}
	if s.Min > 0 {
		s.SecondsUntilAutoPause = nil
	} else if s.SecondsUntilAutoPause == nil {
		s.SecondsUntilAutoPause = new(300)
	}
	c.ServerlessV2Scaling = &s
	return nil
}

// capacity writes a capacity as AWS does: 8.0, 8.5.
func capacity(v float64) string {
	if v == math.Trunc(v) {
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// checkLogTypes refuses logs that the engine does not have.
func checkLogTypes(c *account.Cluster, types []string) error {
	for _, t := range types {
		if !slices.Contains(logTypesOf(c.EngineVersion), t) {
			return wire.InvalidCombinationf("You cannot use the log types '%s' with engine version %s %s. For supported log types, see the documentation.",
				t, c.Engine, c.EngineVersion)
		}
	}
	return nil
}
