package conformance_test

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

func instanceRefusals() []refusal {
	combination := func(name, message string, change func(*instanceInput)) refusal {
		return refusal{name: name, code: "InvalidParameterCombination", message: message, call: add(change)}
	}
	return []refusal{
		{
			name: "6.3 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound,
			message: "The source cluster could not be found or cannot be accessed: nobody",
			call:    add(func(in *instanceInput) { in.DBClusterIdentifier = aws.String("nobody") }),
		},
		{name: "6.4 identifier taken", code: "DBInstanceAlreadyExists", message: "DB instance already exists", call: add(func(in *instanceInput) {
			in.DBInstanceIdentifier, in.DBClusterIdentifier = aws.String("orders-1"), aws.String("idle")
		})},
		{name: "6.5 bad identifier", code: "InvalidParameterValue", message: "The parameter DBInstanceIdentifier" + badIdentifier, call: add(func(in *instanceInput) {
			in.DBInstanceIdentifier = aws.String("a.b")
		})},
		combination("6.7 another engine", "The engine name requested for your DB instance (mysql) doesn't match the engine name of your DB cluster (aurora-postgresql).",
			func(in *instanceInput) { in.Engine = aws.String("mysql") }),
		combination("6.8 another subnet group", "Subnet group other is different from subnet group of cluster orders",
			func(in *instanceInput) { in.DBSubnetGroupName = aws.String("other") }),
		combination("6.9 password", "The requested DB Instance will be a member of a DB Cluster. Set master user password for the DB Cluster.",
			func(in *instanceInput) { in.MasterUserPassword = aws.String("long-enough") }),
		{name: "6.10 unknown class", code: "InvalidParameterValue", message: "Invalid DB Instance class: db.huge", call: add(func(in *instanceInput) {
			in.DBInstanceClass = aws.String("db.huge")
		})},
		combination("6.11 class not for Aurora", "", func(in *instanceInput) { in.DBInstanceClass = aws.String("db.m5.large") }),
		{
			name: "6.12 db.serverless without scaling", code: "InvalidDBClusterStateFault",
			message: "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.",
			call:    add(func(in *instanceInput) { in.DBInstanceClass = aws.String("db.serverless") }),
		},
		{name: "6.15 promotion tier", code: "InvalidParameterValue", call: add(func(in *instanceInput) { in.PromotionTier = aws.Int32(16) })},
		{name: "6.17 unknown zone", code: "InvalidParameterValue", message: "eu-central-1z is not a valid availability zone.", call: add(func(in *instanceInput) {
			in.AvailabilityZone = aws.String("eu-central-1z")
		})},
		combination("6.22 monitoring without a role", "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
			func(in *instanceInput) { in.MonitoringInterval = aws.Int32(60) }),
		{
			name: "6.31 modify an unknown instance", code: "DBInstanceNotFound", status: http.StatusNotFound, message: "DBInstance nobody not found.",
			call: func(ctx context.Context, c *world) error {
				_, err := c.RDS.ModifyDBInstance(ctx, &rds.ModifyDBInstanceInput{DBInstanceIdentifier: aws.String("nobody")})
				return err
			},
		},
		{
			name: "6.32 retention of a member", code: "InvalidParameterCombination",
			message: "The specified DB Instance is a member of a cluster. Modify backup retention for the DB Cluster using the ModifyDbCluster API",
			call: func(ctx context.Context, c *world) error {
				_, err := c.RDS.ModifyDBInstance(ctx, &rds.ModifyDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1"), BackupRetentionPeriod: aws.Int32(7)})
				return err
			},
		},
		{
			name: "6.38 delete an unknown instance", code: "DBInstanceNotFound", status: http.StatusNotFound, message: "DBInstance nobody not found.",
			call: func(ctx context.Context, c *world) error {
				_, err := c.RDS.DeleteDBInstance(ctx, &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("nobody")})
				return err
			},
		},
	}
}
