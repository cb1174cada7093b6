package aurora

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const opDiscovering = "discovering source cluster"

// Discover finds out what the configuration's source is like, and the target
// network when the configuration names one. A source that cannot be cloned is
// refused with a hint; nothing is changed.
func (c *Client) Discover(ctx context.Context, config artifact.Config) (artifact.Discovery, error) {
	id := config.SourceDB.ClusterID
	source, err := c.findSource(ctx, id)
	if err != nil {
		return artifact.Discovery{}, err
	}
	instances, err := c.findInstances(ctx, aws.ToString(source.DBClusterIdentifier))
	if err != nil {
		return artifact.Discovery{}, err
	}
	if err := refuseSource(source, instances); err != nil {
		err.Op, err.Object = opDiscovering, id
		return artifact.Discovery{}, err
	}
	home, err := c.FindSubnetGroup(ctx, aws.ToString(source.DBSubnetGroup))
	if err != nil {
		return artifact.Discovery{}, fmt.Errorf("%s %q: %w", opDiscovering, id, err)
	}
	facts, err := sourceFacts(flattenCluster(source), instances, home)
	if err != nil {
		return artifact.Discovery{}, &failure.Error{Op: opDiscovering, Object: id, Err: err}
	}
	network, err := c.discoverNetwork(ctx, config.TargetDB)
	if err != nil {
		return artifact.Discovery{}, err
	}
	return artifact.Discovery{Source: facts, Network: network}, nil
}

// findSource returns the source, or says where it was looked for.
func (c *Client) findSource(ctx context.Context, id string) (types.DBCluster, error) {
	if parsed, err := arn.Parse(id); err == nil {
		account, err := c.AccountID(ctx)
		if err != nil {
			return types.DBCluster{}, err
		}
		if parsed.AccountID != account || parsed.Region != c.region {
			return types.DBCluster{}, &failure.Error{
				Op: opDiscovering, Object: id,
				Err: fmt.Errorf("it belongs to account %s in %s, these credentials to account %s in %s", parsed.AccountID, parsed.Region, account, c.region),
				Hint: "AWS tells another account almost nothing about a cluster. Build the artifact with credentials of the " +
					"source's account and Region; it can be converged elsewhere.",
			}
		}
	}
	source, err := c.findCluster(ctx, id)
	if errors.Is(err, cluster.ErrNotFound) {
		where := c.region
		if c.endpoint != "" {
			where += " at " + c.endpoint
		}
		return types.DBCluster{}, &failure.Error{
			Op: opDiscovering, Object: id, Err: err,
			Hint: "There is no such cluster in " + where + " for these credentials. Check source_db_cluster_id, region and profile.",
		}
	}
	return source, err
}

// refuseSource returns why a cluster cannot be the source of a clone, nil when
// it can.
func refuseSource(source types.DBCluster, instances []types.DBInstance) *failure.Error {
	refuse := func(hint, format string, args ...any) *failure.Error {
		return &failure.Error{Err: fmt.Errorf(format, args...), Hint: hint}
	}
	engine, status := aws.ToString(source.Engine), aws.ToString(source.Status)
	switch {
	case engine != enginePostgreSQL && engine != engineMySQL:
		return refuse("Only aurora-postgresql and aurora-mysql clusters can be cloned copy-on-write.", "its engine is %s", engine)
	case aws.ToString(source.EngineMode) == "serverless":
		return refuse("Serverless v1 ended on 31 March 2025: restore a snapshot into a provisioned or Serverless v2 cluster first.",
			"it is an Aurora Serverless v1 cluster")
	case source.ClusterScalabilityType == types.ClusterScalabilityTypeLimitless:
		return refuse("Aurora Limitless Database has no copy-on-write clones.", "it is an Aurora Limitless cluster")
	case aws.ToString(source.DBSubnetGroup) == "":
		return refuse("Clusters of the express configuration are outside of every VPC and cannot be cloned into one.", "it is in no VPC")
	case status == statusStopped || status == statusStopping:
		return refuse("Start it with `aws rds start-db-cluster`, and run again when it is available.", "it is %s", status)
	case status == statusCreating || status == statusDeleting || clusterFailures[status]:
		return refuse("The source must be available.", "its status is %s", status)
	case len(instances) == 0:
		return refuse("AWS clones only clusters with at least one DB instance: add one to the source.", "it has no instances")
	}
	return nil
}

// sourceFacts are the facts that do not move by themselves.
func sourceFacts(source cluster.Cluster, instances []types.DBInstance, home cluster.SubnetGroup) (artifact.Source, error) {
	located, err := arn.Parse(source.ARN)
	if err != nil {
		return artifact.Source{}, fmt.Errorf("reading its ARN %q: %w", source.ARN, err)
	}
	model := flattenInstance(lowestTier(instances))
	return artifact.Source{
		ClusterID:                 source.Identifier,
		ClusterARN:                source.ARN,
		ClusterResourceID:         source.ResourceID,
		Region:                    located.Region,
		AccountID:                 located.AccountID,
		Engine:                    source.Engine,
		EngineVersion:             source.EngineVersion,
		MasterUsername:            source.MasterUsername,
		DatabaseName:              source.DatabaseName,
		Port:                      source.Port,
		VPCID:                     home.VPCID,
		DBSubnetGroupName:         source.DBSubnetGroupName,
		SubnetIDs:                 home.SubnetIDs,
		AvailabilityZones:         source.AvailabilityZones,
		StorageEncrypted:          source.StorageEncrypted,
		KMSKeyID:                  source.KMSKeyID,
		NetworkType:               source.NetworkType,
		EngineLifecycleSupport:    source.EngineLifecycleSupport,
		DBClusterParameterGroup:   source.DBClusterParameterGroup,
		DBParameterGroup:          model.DBParameterGroup,
		InstanceClass:             model.Class,
		ServerlessV2Scaling:       source.ServerlessV2Scaling,
		ManagedMasterUserPassword: source.MasterSecret != nil,
	}, nil
}

// lowestTier is the instance that a clone takes its class from. The writer's
// role moves with every failover, a promotion tier and a name do not.
func lowestTier(instances []types.DBInstance) types.DBInstance {
	return slices.MinFunc(instances, func(a, b types.DBInstance) int {
		return cmp.Or(
			cmp.Compare(aws.ToInt32(a.PromotionTier), aws.ToInt32(b.PromotionTier)),
			cmp.Compare(aws.ToString(a.DBInstanceIdentifier), aws.ToString(b.DBInstanceIdentifier)),
		)
	})
}
