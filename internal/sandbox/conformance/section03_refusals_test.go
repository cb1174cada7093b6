package conformance_test

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

func subnetGroupRefusals() []refusal {
	group := func(name string, subnets ...string) func(context.Context, *world) error {
		return func(ctx context.Context, c *world) error {
			_, err := c.RDS.CreateDBSubnetGroup(ctx, &rds.CreateDBSubnetGroupInput{
				DBSubnetGroupName: aws.String(name), DBSubnetGroupDescription: aws.String("test"), SubnetIds: subnets,
			})
			return err
		}
	}
	remove := func(name string) func(context.Context, *world) error {
		return func(ctx context.Context, c *world) error {
			_, err := c.RDS.DeleteDBSubnetGroup(ctx, &rds.DeleteDBSubnetGroupInput{DBSubnetGroupName: aws.String(name)})
			return err
		}
	}
	return []refusal{
		{
			name: "3.1 unknown name", code: "DBSubnetGroupNotFoundFault", status: http.StatusNotFound, message: "Subnet Group nowhere not found.",
			call: func(ctx context.Context, c *world) error {
				_, err := c.RDS.DescribeDBSubnetGroups(ctx, &rds.DescribeDBSubnetGroupsInput{DBSubnetGroupName: aws.String("nowhere")})
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
		{name: "3.11 two VPCs", code: "InvalidSubnet", call: func(ctx context.Context, c *world) error {
			return group("two", "subnet-0a", c.foreignSubnets[1])(ctx, c)
		}},
		{name: "3.18 delete default", code: "InvalidParameterValue", call: remove("default")},
		{name: "3.17 delete an unknown one", code: "DBSubnetGroupNotFoundFault", status: http.StatusNotFound, call: remove("nowhere")},
	}
}
