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
// refused with a hint; nothing is changed. Of another account's source only
// place, engine, version and encryption are found: the rest is for the
// configuration to give.
func (c *Client) Discover(ctx context.Context, config artifact.Config) (artifact.Discovery, error) {
	facts, err := c.discoverSource(ctx, config.SourceDB.ClusterID)
	if err != nil {
		return artifact.Discovery{}, err
	}
	network, err := c.discoverNetwork(ctx, config.TargetDB)
	if err != nil {
		return artifact.Discovery{}, err
	}
	return artifact.Discovery{Source: facts, Network: network}, nil
}

func (c *Client) discoverSource(ctx context.Context, id string) (artifact.Source, error) {
	if located, err := arn.Parse(id); err == nil {
		foreign, err := c.isForeign(ctx, located)
		if err != nil {
			return artifact.Source{}, err
		}
		if foreign {
			return c.discoverShared(ctx, id, located)
		}
	}
	source, err := c.findSource(ctx, id)
	if err != nil {
		return artifact.Source{}, err
	}
	instances, err := c.findInstances(ctx, source.Identifier)
	if err != nil {
		return artifact.Source{}, err
	}
	if err := cluster.Cloneable(source); err != nil {
		return artifact.Source{}, err
	}
	if len(instances) == 0 { // its members were not listed yet
		return artifact.Source{}, &failure.Error{Op: opDiscovering, Object: id, Err: fmt.Errorf("its instances: %w", cluster.ErrNotFound), Hint: "Run again."}
	}
	home, err := c.FindSubnetGroup(ctx, source.DBSubnetGroupName)
	if err != nil {
		return artifact.Source{}, fmt.Errorf("%s %q: %w", opDiscovering, id, err)
	}
	facts, err := sourceFacts(source, instances, home)
	if err != nil {
		return artifact.Source{}, &failure.Error{Op: opDiscovering, Object: id, Err: err}
	}
	return facts, nil
}

// isForeign says whether a cluster belongs to another account. One of another
// Region is refused: a clone is made where its source is.
func (c *Client) isForeign(ctx context.Context, located arn.ARN) (bool, error) {
	if located.Region != c.region {
		return false, &failure.Error{
			Op: opDiscovering, Object: located.String(),
			Err:  fmt.Errorf("it is in %s, and this is %s", located.Region, c.region),
			Hint: "A clone is made in its source's Region: set the provider's region, or AWS_REGION, to " + located.Region + ".",
		}
	}
	account, err := c.AccountID(ctx)
	return located.AccountID != account, err
}

// findSource returns the source, or says where it was looked for.
func (c *Client) findSource(ctx context.Context, id string) (cluster.Cluster, error) {
	source, err := c.FindCluster(ctx, id)
	if errors.Is(err, cluster.ErrNotFound) {
		return source, &failure.Error{
			Op: opDiscovering, Object: id, Err: err,
			Hint: "There is no such cluster in " + c.where() + " for these credentials. Check source_db_cluster_id, region and profile.",
		}
	}
	return source, err
}

// where is the Region, and the endpoint that plays it when it is not AWS's.
func (c *Client) where() string {
	if c.endpoint == "" {
		return c.region
	}
	return c.region + " at " + c.endpoint
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
