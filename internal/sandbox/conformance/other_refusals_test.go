package conformance_test

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

func otherRefusals() []refusal {
	tag := func(arn, key string) func(context.Context, *world) error {
		return func(ctx context.Context, c *world) error {
			_, err := c.RDS.AddTagsToResource(ctx, &rds.AddTagsToResourceInput{
				ResourceName: aws.String(arn), Tags: []rdstypes.Tag{{Key: aws.String(key), Value: aws.String("v")}},
			})
			return err
		}
	}
	describe := func(in *rds.DescribeDBClustersInput) func(context.Context, *world) error {
		return func(ctx context.Context, c *world) error {
			_, err := c.RDS.DescribeDBClusters(ctx, in)
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
			call: func(ctx context.Context, c *world) error {
				_, err := c.RDS.DescribeEvents(ctx, &rds.DescribeEventsInput{SourceIdentifier: aws.String("orders")})
				return err
			},
		},
		{
			name: "15.7 start, not stopped", code: "InvalidDBClusterStateFault",
			message: "DbCluster orders is in available state but expected it to be one of stopped,inaccessible-encryption-credentials-recoverable.",
			call: func(ctx context.Context, c *world) error {
				_, err := c.RDS.StartDBCluster(ctx, &rds.StartDBClusterInput{DBClusterIdentifier: aws.String("orders")})
				return err
			},
		},
	}
}
