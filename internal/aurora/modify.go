package aurora

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// ModifyCluster sends one ModifyDBCluster, to be applied at once, and returns
// when AWS accepted it, by AWS's clock: what happened before is not its doing.
// A cluster that is busy for a moment is asked again for two minutes.
func (c *Client) ModifyCluster(ctx context.Context, identifier string, change cluster.Change) (time.Time, error) {
	input := &rds.ModifyDBClusterInput{
		DBClusterIdentifier:              aws.String(identifier),
		ApplyImmediately:                 aws.Bool(true),
		VpcSecurityGroupIds:              change.SecurityGroupIDs,
		DBClusterParameterGroupName:      given(change.DBClusterParameterGroupName),
		Port:                             givenInt(change.Port),
		BackupRetentionPeriod:            givenInt(change.BackupRetentionPeriod),
		PreferredBackupWindow:            given(change.PreferredBackupWindow),
		PreferredMaintenanceWindow:       given(change.PreferredMaintenanceWindow),
		StorageType:                      given(change.StorageType),
		NetworkType:                      given(change.NetworkType),
		EngineLifecycleSupport:           given(change.EngineLifecycleSupport),
		DeletionProtection:               change.DeletionProtection,
		CopyTagsToSnapshot:               change.CopyTagsToSnapshot,
		ServerlessV2ScalingConfiguration: expandScaling(change.ServerlessV2Scaling),
		EnableIAMDatabaseAuthentication:  change.IAMDatabaseAuthentication,
	}
	expandObservation(input, change)
	if change.Credentials != nil {
		expandCredentials(input, *change.Credentials)
	}
	if change.EndManagedPassword {
		input.ManageMasterUserPassword = aws.Bool(false)
	}
	accepted := time.Now()
	err := c.whileBusy(ctx, soon, func() error {
		output, err := c.rds.ModifyDBCluster(ctx, input)
		if err != nil {
			return explain("modifying cluster", identifier, err, codeClusterNotFound)
		}
		if at, ok := awsmiddleware.GetServerTime(output.ResultMetadata); ok {
			accepted = at
		}
		return nil
	})
	return accepted, err
}

// insightsRetention is how many days of Performance Insights the advanced mode
// of Database Insights is used with: 15 months (Amazon Aurora User Guide,
// "Turning on the Advanced mode of Database Insights").
const insightsRetention = 465

// expandObservation adds log exports and insights. AWS takes the advanced mode
// only in one call with the retention that it asks for.
func expandObservation(input *rds.ModifyDBClusterInput, change cluster.Change) {
	if len(change.EnableLogTypes)+len(change.DisableLogTypes) > 0 {
		input.CloudwatchLogsExportConfiguration = &types.CloudwatchLogsExportConfiguration{
			EnableLogTypes: change.EnableLogTypes, DisableLogTypes: change.DisableLogTypes,
		}
	}
	if change.DatabaseInsightsMode == "" {
		return
	}
	advanced := change.DatabaseInsightsMode == string(types.DatabaseInsightsModeAdvanced)
	input.DatabaseInsightsMode = types.DatabaseInsightsMode(change.DatabaseInsightsMode)
	input.EnablePerformanceInsights = aws.Bool(advanced)
	if advanced {
		input.PerformanceInsightsRetentionPeriod = aws.Int32(insightsRetention)
	}
}

func expandCredentials(input *rds.ModifyDBClusterInput, credentials cluster.Credentials) {
	switch credentials.Mode {
	case cluster.CredentialsManaged:
		input.ManageMasterUserPassword = aws.Bool(true)
		input.MasterUserSecretKmsKeyId = given(credentials.SecretKMSKeyID)
	case cluster.CredentialsPassword:
		input.MasterUserPassword = aws.String(credentials.Password.Reveal())
	case cluster.CredentialsInherited:
		// Nothing to send: the cluster has them.
	}
}

// Tag sets and removes tags on the cluster, instance or subnet group of an ARN.
// One that was just made, or is busy for a moment, is tried again.
func (c *Client) Tag(ctx context.Context, arn string, set map[string]string, remove []string) error {
	missing := []string{codeClusterNotFound, codeInstanceNotFound, codeInstanceNotFoundFault, codeSubnetGroupNotFound}
	if len(set) > 0 {
		err := c.whileSettling(ctx, func() error {
			_, err := c.rds.AddTagsToResource(ctx, &rds.AddTagsToResourceInput{ResourceName: aws.String(arn), Tags: expandTags(set)})
			return explain("tagging", arn, err, missing...)
		})
		if err != nil {
			return err
		}
	}
	if len(remove) == 0 {
		return nil
	}
	return c.whileSettling(ctx, func() error {
		_, err := c.rds.RemoveTagsFromResource(ctx, &rds.RemoveTagsFromResourceInput{ResourceName: aws.String(arn), TagKeys: remove})
		return explain("removing tags from", arn, err, missing...)
	})
}

// whileSettling is whileInvisible and whileBusy in one.
func (c *Client) whileSettling(ctx context.Context, call func() error) error {
	return c.whileInvisible(ctx, func() error { return c.whileBusy(ctx, soon, call) })
}
