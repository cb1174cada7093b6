package aurora

import (
	"cmp"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func flattenCluster(c types.DBCluster) cluster.Cluster {
	flat := cluster.Cluster{
		Identifier:                 aws.ToString(c.DBClusterIdentifier),
		ARN:                        aws.ToString(c.DBClusterArn),
		ResourceID:                 aws.ToString(c.DbClusterResourceId),
		Status:                     aws.ToString(c.Status),
		CreatedAt:                  aws.ToTime(c.ClusterCreateTime),
		Engine:                     aws.ToString(c.Engine),
		EngineMode:                 aws.ToString(c.EngineMode),
		ScalabilityType:            string(c.ClusterScalabilityType),
		EngineVersion:              aws.ToString(c.EngineVersion),
		Endpoint:                   aws.ToString(c.Endpoint),
		ReaderEndpoint:             aws.ToString(c.ReaderEndpoint),
		Port:                       int(aws.ToInt32(c.Port)),
		DatabaseName:               aws.ToString(c.DatabaseName),
		MasterUsername:             aws.ToString(c.MasterUsername),
		CloneGroupID:               aws.ToString(c.CloneGroupId),
		CrossAccountClone:          aws.ToBool(c.CrossAccountClone),
		DBSubnetGroupName:          aws.ToString(c.DBSubnetGroup),
		DBClusterParameterGroup:    aws.ToString(c.DBClusterParameterGroup),
		StorageEncrypted:           aws.ToBool(c.StorageEncrypted),
		KMSKeyID:                   aws.ToString(c.KmsKeyId),
		StorageType:                aws.ToString(c.StorageType),
		NetworkType:                aws.ToString(c.NetworkType),
		EngineLifecycleSupport:     aws.ToString(c.EngineLifecycleSupport),
		BackupRetentionPeriod:      int(aws.ToInt32(c.BackupRetentionPeriod)),
		PreferredBackupWindow:      aws.ToString(c.PreferredBackupWindow),
		PreferredMaintenanceWindow: aws.ToString(c.PreferredMaintenanceWindow),
		DeletionProtection:         aws.ToBool(c.DeletionProtection),
		CopyTagsToSnapshot:         aws.ToBool(c.CopyTagsToSnapshot),
		IAMDatabaseAuthentication:  aws.ToBool(c.IAMDatabaseAuthenticationEnabled),
		LogExports:                 slices.Sorted(slices.Values(c.EnabledCloudwatchLogsExports)),
		DatabaseInsightsMode:       string(c.DatabaseInsightsMode),
		HTTPEndpointEnabled:        aws.ToBool(c.HttpEndpointEnabled),
		AvailabilityZones:          slices.Sorted(slices.Values(c.AvailabilityZones)),
		Pending:                    c.PendingModifiedValues != nil && *c.PendingModifiedValues != (types.ClusterPendingModifiedValues{}),
		Tags:                       flattenTags(c.TagList),
	}
	if s := c.MasterUserSecret; s != nil && aws.ToString(s.SecretArn) != "" {
		flat.MasterSecret = &cluster.MasterSecret{
			ARN: aws.ToString(s.SecretArn), Status: aws.ToString(s.SecretStatus),
		}
	}
	for _, g := range c.VpcSecurityGroups {
		flat.SecurityGroups = append(flat.SecurityGroups, cluster.SecurityGroup{
			ID: aws.ToString(g.VpcSecurityGroupId), Status: aws.ToString(g.Status),
		})
	}
	slices.SortFunc(flat.SecurityGroups, func(a, b cluster.SecurityGroup) int { return cmp.Compare(a.ID, b.ID) })
	if s := c.ServerlessV2ScalingConfiguration; s != nil && aws.ToFloat64(s.MaxCapacity) > 0 {
		flat.ServerlessV2Scaling = &artifact.Scaling{
			MinCapacity: aws.ToFloat64(s.MinCapacity), MaxCapacity: aws.ToFloat64(s.MaxCapacity),
			SecondsUntilAutoPause: int(aws.ToInt32(s.SecondsUntilAutoPause)),
		}
	}
	for _, m := range c.DBClusterMembers {
		flat.Members = append(flat.Members, cluster.Member{
			InstanceIdentifier: aws.ToString(m.DBInstanceIdentifier),
			Writer:             aws.ToBool(m.IsClusterWriter),
		})
	}
	slices.SortFunc(flat.Members, func(a, b cluster.Member) int {
		return cmp.Compare(a.InstanceIdentifier, b.InstanceIdentifier)
	})
	return flat
}

func flattenInstances(instances []types.DBInstance, members []cluster.Member) []cluster.Instance {
	flat := make([]cluster.Instance, 0, len(instances))
	for _, i := range instances {
		one := flattenInstance(i)
		for _, m := range members {
			if m.InstanceIdentifier == one.Identifier {
				one.Writer = m.Writer
			}
		}
		flat = append(flat, one)
	}
	slices.SortFunc(flat, func(a, b cluster.Instance) int { return cmp.Compare(a.Identifier, b.Identifier) })
	return flat
}

func flattenInstance(i types.DBInstance) cluster.Instance {
	flat := cluster.Instance{
		Identifier:              aws.ToString(i.DBInstanceIdentifier),
		ARN:                     aws.ToString(i.DBInstanceArn),
		ClusterIdentifier:       aws.ToString(i.DBClusterIdentifier),
		Class:                   aws.ToString(i.DBInstanceClass),
		Status:                  aws.ToString(i.DBInstanceStatus),
		AvailabilityZone:        aws.ToString(i.AvailabilityZone),
		PromotionTier:           int(aws.ToInt32(i.PromotionTier)),
		PubliclyAccessible:      aws.ToBool(i.PubliclyAccessible),
		AutoMinorVersionUpgrade: aws.ToBool(i.AutoMinorVersionUpgrade),
		Pending:                 pendingInstance(i.PendingModifiedValues),

		PreferredMaintenanceWindow: aws.ToString(i.PreferredMaintenanceWindow),

		Tags: flattenTags(i.TagList),
	}
	if e := i.Endpoint; e != nil {
		flat.Endpoint, flat.Port = aws.ToString(e.Address), int(aws.ToInt32(e.Port))
	}
	if len(i.DBParameterGroups) > 0 {
		flat.DBParameterGroup = aws.ToString(i.DBParameterGroups[0].DBParameterGroupName)
	}
	return flat
}

// pendingInstance looks at the values that this program can change.
func pendingInstance(p *types.PendingModifiedValues) bool {
	return p != nil && (p.DBInstanceClass != nil || p.DBInstanceIdentifier != nil || p.MasterUserPassword != nil || p.EngineVersion != nil)
}

func flattenTags(list []types.Tag) map[string]string {
	tags := make(map[string]string, len(list))
	for _, t := range list {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags
}

func expandTags(tags map[string]string) []types.Tag {
	list := make([]types.Tag, 0, len(tags))
	for key, value := range tags {
		list = append(list, types.Tag{Key: aws.String(key), Value: aws.String(value)})
	}
	slices.SortFunc(list, func(a, b types.Tag) int { return cmp.Compare(*a.Key, *b.Key) })
	return list
}
