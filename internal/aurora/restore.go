package aurora

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// copyOnWrite makes a clone instead of a copy; only the latest time can be
// restored then.
const copyOnWrite = "copy-on-write"

// RestoreCluster makes a copy-on-write clone and returns it as accepted, still
// creating. Everything that RestoreDBClusterToPointInTime takes goes into this
// one call. A source that is busy for a moment is asked again for two minutes.
func (c *Client) RestoreCluster(ctx context.Context, request cluster.CloneRequest) (cluster.Cluster, error) {
	input := &rds.RestoreDBClusterToPointInTimeInput{
		DBClusterIdentifier:         aws.String(request.Identifier),
		SourceDBClusterIdentifier:   aws.String(request.SourceIdentifier),
		RestoreType:                 aws.String(copyOnWrite),
		UseLatestRestorableTime:     aws.Bool(true),
		DBSubnetGroupName:           given(request.DBSubnetGroupName),
		VpcSecurityGroupIds:         request.SecurityGroupIDs,
		DBClusterParameterGroupName: given(request.DBClusterParameterGroupName),
		Port:                        givenInt(request.Port),
		BackupRetentionPeriod:       givenInt(request.BackupRetentionPeriod),
		PreferredBackupWindow:       given(request.PreferredBackupWindow),
		StorageType:                 given(request.StorageType),
		NetworkType:                 given(request.NetworkType),
		EngineLifecycleSupport:      given(request.EngineLifecycleSupport),
		KmsKeyId:                    given(request.KMSKeyID),
		CopyTagsToSnapshot:          aws.Bool(request.CopyTagsToSnapshot),
		// Closed and deletable until the work is done.
		DeletionProtection:               aws.Bool(false),
		EnableIAMDatabaseAuthentication:  aws.Bool(false),
		ServerlessV2ScalingConfiguration: expandScaling(request.ServerlessV2Scaling),
		Tags:                             expandTags(request.Tags),
	}
	if err := checkNetwork(request.NewCluster); err != nil {
		return cluster.Cluster{}, err
	}
	var made cluster.Cluster
	err := c.whileBusy(ctx, soon, func() error {
		output, err := c.rds.RestoreDBClusterToPointInTime(ctx, input)
		if err != nil {
			return explainRestore(request, err)
		}
		made = flattenCluster(*output.DBCluster)
		return nil
	})
	return made, err
}

// checkNetwork refuses to let AWS choose a new cluster's network.
func checkNetwork(request cluster.NewCluster) error {
	if len(request.SecurityGroupIDs) > 0 && request.DBSubnetGroupName != "" {
		return nil
	}
	return &failure.Error{
		Op: "making cluster", Object: request.Identifier,
		Err: errors.New("a cluster without security groups or subnet group would get the VPC's default ones"),
	}
}

// explainRestore adds what an unknown source can mean: AWS answers alike for
// one that does not exist and one that is not shared with this account.
func explainRestore(request cluster.CloneRequest, err error) error {
	explained := explain("cloning "+request.SourceIdentifier+" to cluster", request.Identifier, err)
	if told, ok := errors.AsType[*failure.Error](explained); ok && codeOf(err) == codeClusterNotFound {
		told.Hint = "The source does not exist in this Region, or is another account's and not shared with this one."
	}
	return explained
}

func expandScaling(s *artifact.Scaling) *types.ServerlessV2ScalingConfiguration {
	if s == nil {
		return nil
	}
	return &types.ServerlessV2ScalingConfiguration{
		MinCapacity: aws.Float64(s.MinCapacity), MaxCapacity: aws.Float64(s.MaxCapacity),
		SecondsUntilAutoPause: givenInt(s.SecondsUntilAutoPause),
	}
}

// given is a string to send, or nothing when it is empty.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// givenInt is a number to send, or nothing when it is zero.
func givenInt(n int) *int32 {
	if n == 0 {
		return nil
	}
	return aws.Int32(int32(n))
}
