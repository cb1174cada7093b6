package sandbox_test

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

type (
	restoreInput = rds.RestoreDBClusterToPointInTimeInput
	modifyInput  = rds.ModifyDBClusterInput
)

// restore is a legal clone of "orders" with something changed.
func restore(change func(*rds.RestoreDBClusterToPointInTimeInput)) func(context.Context, clients) error {
	return func(ctx context.Context, c clients) error {
		in := &rds.RestoreDBClusterToPointInTimeInput{
			SourceDBClusterIdentifier: aws.String("orders"), DBClusterIdentifier: aws.String("never"),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
		}
		change(in)
		_, err := c.RDS.RestoreDBClusterToPointInTime(ctx, in)
		return err
	}
}

// modify is a Modify of "orders".
func modify(change func(*rds.ModifyDBClusterInput)) func(context.Context, clients) error {
	return func(ctx context.Context, c clients) error {
		in := &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("orders")}
		change(in)
		_, err := c.RDS.ModifyDBCluster(ctx, in)
		return err
	}
}
