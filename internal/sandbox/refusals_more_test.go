package sandbox_test

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

func modifyRefusals(foreignGroup string) []refusal {
	return []refusal{
		{name: "7.1 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound, message: "DBCluster nobody not found.", call: modify(func(in *modifyInput) {
			in.DBClusterIdentifier = aws.String("nobody")
		})},
		{name: "7.6 no upgrade target", code: "InvalidParameterCombination", call: modify(func(in *modifyInput) { in.EngineVersion = aws.String("99.1") })},
		{name: "7.9 managed with a password", code: "InvalidParameterValue", message: exclusive, call: modify(func(in *modifyInput) {
			in.ManageMasterUserPassword, in.MasterUserPassword = aws.Bool(true), aws.String("long-enough")
		})},
		{
			name: "7.10 unmanaged without a password", code: "InvalidParameterCombination",
			message: "MasterUserPassword must be provided when ManageMasterUserPassword is set to false.",
			call:    modify(func(in *modifyInput) { in.ManageMasterUserPassword = aws.Bool(false) }),
		},
		{
			name: "7.12 key alone", code: "InvalidParameterValue", message: "A ManageMasterUserPassword value is required when MasterUserSecretKmsKeyId is specified.",
			call: modify(func(in *modifyInput) { in.MasterUserSecretKmsKeyId = aws.String("k") }),
		},
		{
			name: "7.13 rotation later", code: "InvalidParameterCombination", message: "You must specify apply immediately when rotating the master user password.",
			call: modify(func(in *modifyInput) { in.RotateMasterUserPassword = aws.Bool(true) }),
		},
		{name: "7.16 security group of another VPC", code: "InvalidParameterCombination", call: modify(func(in *modifyInput) {
			in.VpcSecurityGroupIds = []string{foreignGroup}
		})},
		{name: "7.24 instance parameter group", code: "InvalidParameterCombination", call: modify(func(in *modifyInput) {
			in.DBInstanceParameterGroupName = aws.String("default.aurora-postgresql15")
		})},
		{name: "7.26 windows overlap", code: "InvalidParameterValue", message: overlapping, call: modify(func(in *modifyInput) {
			in.PreferredBackupWindow, in.PreferredMaintenanceWindow = aws.String("03:00-04:00"), aws.String("wed:03:30-wed:04:30")
		})},
		{name: "7.30 new identifier taken", code: "DBClusterAlreadyExistsFault", call: modify(func(in *modifyInput) {
			in.NewDBClusterIdentifier, in.ApplyImmediately = aws.String("idle"), aws.Bool(true)
		})},
	}
}

func deleteRefusals() []refusal {
	remove := func(id string, skip bool, final string) func(context.Context, clients) error {
		return func(ctx context.Context, c clients) error {
			in := &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(id), SkipFinalSnapshot: aws.Bool(skip)}
			if final != "" {
				in.FinalDBSnapshotIdentifier = aws.String(final)
			}
			_, err := c.rds.DeleteDBCluster(ctx, in)
			return err
		}
	}
	return []refusal{
		{
			name: "8.1 live members", code: "InvalidDBClusterStateFault",
			message: "Cluster cannot be deleted, it still contains DB instances in non-deleting state.", call: remove("orders", true, ""),
		},
		{
			name: "8.5 no word on the final snapshot", code: "InvalidParameterCombination",
			message: "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.", call: remove("idle", false, ""),
		},
		{
			name: "8.6 both skipped and named", code: "InvalidParameterCombination",
			message: "You cannot specify both FinalDBSnapshotIdentifier and SkipFinalSnapshot", call: remove("idle", true, "last"),
		},
		{name: "8.13 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound, message: "DBCluster nobody not found.", call: remove("nobody", true, "")},
		{name: "12.4 bad snapshot name", code: "InvalidParameterValue", message: "Invalid snapshot identifier:  1st", call: remove("idle", false, "1st")},
	}
}

func subnetGroupRefusals(otherVPC []string) []refusal {
	group := func(name string, subnets ...string) func(context.Context, clients) error {
		return func(ctx context.Context, c clients) error {
			_, err := c.rds.CreateDBSubnetGroup(ctx, &rds.CreateDBSubnetGroupInput{
				DBSubnetGroupName: aws.String(name), DBSubnetGroupDescription: aws.String("test"), SubnetIds: subnets,
			})
			return err
		}
	}
	remove := func(name string) func(context.Context, clients) error {
		return func(ctx context.Context, c clients) error {
			_, err := c.rds.DeleteDBSubnetGroup(ctx, &rds.DeleteDBSubnetGroupInput{DBSubnetGroupName: aws.String(name)})
			return err
		}
	}
	return []refusal{
		{
			name: "3.1 unknown name", code: "DBSubnetGroupNotFoundFault", status: http.StatusNotFound, message: "Subnet Group nowhere not found.",
			call: func(ctx context.Context, c clients) error {
				_, err := c.rds.DescribeDBSubnetGroups(ctx, &rds.DescribeDBSubnetGroupsInput{DBSubnetGroupName: aws.String("nowhere")})
				return err
			},
		},
		{
			name: "3.5 default", code: "InvalidParameterValue", message: "Subnet group name default is reserved. Please specify another name.",
			call: group("default", "subnet-0a", "subnet-0b"),
		},
		{name: "3.6 bad name", code: "InvalidParameterValue", message: "Invalid subnet group name:  a/b", call: group("a/b", "subnet-0a", "subnet-0b")},
		{
			name: "3.9 one zone", code: "DBSubnetGroupDoesNotCoverEnoughAZs",
			message: "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: eu-central-1a. Add subnets to cover at least 2 AZs.",
			call:    group("one", "subnet-0a"),
		},
		{
			name: "3.10 unknown subnets", code: "InvalidParameterValue", message: "Some input subnets in :[subnet-0a, subnet-9] are invalid.",
			call: group("unknown", "subnet-0a", "subnet-9"),
		},
		{name: "3.11 two VPCs", code: "InvalidSubnet", call: group("two", "subnet-0a", otherVPC[1])},
		{name: "3.18 delete default", code: "InvalidParameterValue", call: remove("default")},
		{name: "3.17 delete an unknown one", code: "DBSubnetGroupNotFoundFault", status: http.StatusNotFound, call: remove("nowhere")},
	}
}

func otherRefusals() []refusal {
	tag := func(arn, key string) func(context.Context, clients) error {
		return func(ctx context.Context, c clients) error {
			_, err := c.rds.AddTagsToResource(ctx, &rds.AddTagsToResourceInput{
				ResourceName: aws.String(arn), Tags: []rdstypes.Tag{{Key: aws.String(key), Value: aws.String("v")}},
			})
			return err
		}
	}
	describe := func(in *rds.DescribeDBClustersInput) func(context.Context, clients) error {
		return func(ctx context.Context, c clients) error {
			_, err := c.rds.DescribeDBClusters(ctx, in)
			return err
		}
	}
	const arn = "arn:aws:rds:eu-central-1:123456789012:cluster:"
	return []refusal{
		{
			name: "1.17 page size", code: "InvalidParameterValue", call: describe(&rds.DescribeDBClustersInput{MaxRecords: aws.Int32(10)}),
			message: "Invalid value for max records. Must be between 20 and 100",
		},
		{name: "1.18 unknown filter", code: "InvalidParameterValue", message: "Unrecognized filter name: colour", call: describe(&rds.DescribeDBClustersInput{
			Filters: []rdstypes.Filter{{Name: aws.String("colour"), Values: []string{"red"}}},
		})},
		{
			name: "2.2 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound, message: "DBCluster nobody not found.",
			call: describe(&rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("nobody")}),
		},
		{
			name: "2.7 ARN of another account", code: "DBClusterNotFoundFault", status: http.StatusNotFound,
			call: describe(&rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("arn:aws:rds:eu-central-1:210987654321:cluster:orders")}),
		},
		{name: "9.1 not an ARN", code: "InvalidParameterValue", message: "Invalid resource name: orders", call: tag("orders", "k")},
		{name: "9.2 gone", code: "DBClusterNotFoundFault", status: http.StatusNotFound, call: tag(arn+"nobody", "k")},
		{name: "9.6 key of AWS", code: "InvalidParameterValue", call: tag(arn+"orders", "aws:k")},
		{
			name: "10.2 source without type", code: "InvalidParameterCombination", message: "Cannot specify source identifier without source type",
			call: func(ctx context.Context, c clients) error {
				_, err := c.rds.DescribeEvents(ctx, &rds.DescribeEventsInput{SourceIdentifier: aws.String("orders")})
				return err
			},
		},
		{
			name: "15.7 start, not stopped", code: "InvalidDBClusterStateFault",
			message: "DbCluster orders is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.",
			call: func(ctx context.Context, c clients) error {
				_, err := c.rds.StartDBCluster(ctx, &rds.StartDBClusterInput{DBClusterIdentifier: aws.String("orders")})
				return err
			},
		},
	}
}
