package aurora

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// CreateCluster makes an empty cluster and returns it as accepted, still
// creating. Credentials and database go into this one call too: unlike a
// restore, CreateDBCluster takes them.
func (c *Client) CreateCluster(ctx context.Context, request cluster.CreateRequest) (cluster.Cluster, error) {
	if err := checkNetwork(request.NewCluster); err != nil {
		return cluster.Cluster{}, err
	}
	input := &rds.CreateDBClusterInput{
		DBClusterIdentifier:         aws.String(request.Identifier),
		Engine:                      aws.String(request.Engine),
		EngineVersion:               given(request.EngineVersion),
		DatabaseName:                given(request.DatabaseName),
		MasterUsername:              aws.String(request.MasterUsername),
		StorageEncrypted:            aws.Bool(request.StorageEncrypted),
		DBSubnetGroupName:           given(request.DBSubnetGroupName),
		VpcSecurityGroupIds:         request.SecurityGroupIDs,
		DBClusterParameterGroupName: given(request.DBClusterParameterGroupName),
		Port:                        givenInt(request.Port),
		BackupRetentionPeriod:       givenInt(request.BackupRetentionPeriod),
		PreferredBackupWindow:       given(request.PreferredBackupWindow),
		PreferredMaintenanceWindow:  given(request.PreferredMaintenanceWindow),
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
	switch request.Credentials.Mode {
	case cluster.CredentialsManaged:
		input.ManageMasterUserPassword = aws.Bool(true)
		input.MasterUserSecretKmsKeyId = given(request.Credentials.SecretKMSKeyID)
	default:
		input.MasterUserPassword = given(request.Credentials.Password.Reveal())
	}
	var made cluster.Cluster
	err := c.whileBusy(ctx, soon, func() error {
		output, err := c.rds.CreateDBCluster(ctx, input)
		if err != nil {
			return explain("creating cluster", request.Identifier, err)
		}
		made = flattenCluster(*output.DBCluster)
		return nil
	})
	return made, err
}
