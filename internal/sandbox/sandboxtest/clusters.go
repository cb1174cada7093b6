package sandboxtest

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// Clone makes a copy-on-write clone of "orders", unless changed, and waits for it
// with AWS's waiter.
func (c Clients) Clone(tb testing.TB, id string, change ...func(*rds.RestoreDBClusterToPointInTimeInput)) {
	tb.Helper()
	in := &rds.RestoreDBClusterToPointInTimeInput{
		SourceDBClusterIdentifier: aws.String("orders"), DBClusterIdentifier: &id,
		RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
	}
	for _, f := range change {
		f(in)
	}
	if _, err := c.RDS.RestoreDBClusterToPointInTime(tb.Context(), in); err != nil {
		tb.Fatal(err)
	}
	c.AwaitCluster(tb, id)
}

// AwaitCluster waits for a cluster with AWS's waiter.
func (c Clients) AwaitCluster(tb testing.TB, id string) {
	tb.Helper()
	waiter := rds.NewDBClusterAvailableWaiter(c.RDS, func(o *rds.DBClusterAvailableWaiterOptions) { o.MinDelay, o.MaxDelay = Pace, Pace })
	if err := waiter.Wait(tb.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &id}, Patience); err != nil {
		tb.Fatal(err)
	}
}

// AddInstance adds an instance to a cluster, of Aurora PostgreSQL unless changed,
// and waits for it with AWS's waiter.
func (c Clients) AddInstance(tb testing.TB, cluster, id string, change ...func(*rds.CreateDBInstanceInput)) {
	tb.Helper()
	in := &rds.CreateDBInstanceInput{
		DBClusterIdentifier: &cluster, DBInstanceIdentifier: &id,
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	}
	for _, f := range change {
		f(in)
	}
	if _, err := c.RDS.CreateDBInstance(tb.Context(), in); err != nil {
		tb.Fatal(err)
	}
	waiter := rds.NewDBInstanceAvailableWaiter(c.RDS, func(o *rds.DBInstanceAvailableWaiterOptions) { o.MinDelay, o.MaxDelay = Pace, Pace })
	if err := waiter.Wait(tb.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: &id}, Patience); err != nil {
		tb.Fatal(err)
	}
}

// Cluster describes a cluster.
func (c Clients) Cluster(tb testing.TB, id string) rdstypes.DBCluster {
	tb.Helper()
	out, err := c.RDS.DescribeDBClusters(tb.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &id})
	if err != nil {
		tb.Fatal(err)
	}
	if len(out.DBClusters) != 1 {
		tb.Fatalf("got %d clusters for one identifier", len(out.DBClusters))
	}
	return out.DBClusters[0]
}
