package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestCloningFails(t *testing.T) {
	t.Parallel()
	for name, timing := range map[string]sandbox.Timing{"instant": sandbox.Instant, "fast": sandbox.Fast} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);"),
				sandboxtest.WithConfig(func(c *sandbox.Config) { c.Timing = timing }),
				with(t, "RestoreDBClusterToPointInTime=status,status=cloning-failed,nth=1"))
			c := clientsOf(server)
			if err := restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if is := aws.ToString(c.Cluster(t, "copy").Status); timing == sandbox.Fast && is != "creating" {
				t.Errorf("right after the call the clone is %s, want creating", is)
			}
			watch(t, func() bool { return aws.ToString(c.Cluster(t, "copy").Status) == "cloning-failed" })
			if _, err := c.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{
				DBClusterIdentifier: aws.String("copy"), SkipFinalSnapshot: aws.Bool(true),
			}); err != nil {
				t.Errorf("deleting the failed clone: %v", err)
			}
			c.Clone(t, "second")
			if is := aws.ToString(c.Cluster(t, "orders").Status); is != "available" {
				t.Errorf("the source is %s", is)
			}
		})
	}
}

func TestInstanceFailsAndRecovers(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL), with(t,
		"CreateDBInstance=status,status=incompatible-network",
		"ListTagsForResource=status,status=available",
		"DescribeDBInstances=status,status=available,target=copy-1,nth=2",
	))
	c := clientsOf(server)
	c.Clone(t, "copy")
	c.setPassword(t, "copy", "own-Password2")
	if _, err := c.RDS.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBClusterIdentifier: aws.String("copy"), DBInstanceIdentifier: aws.String("copy-1"),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	}); err != nil {
		t.Fatal(err)
	}
	instance := func() string {
		out, err := c.RDS.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String("copy-1")})
		if err != nil {
			t.Fatal(err)
		}
		return aws.ToString(out.DBInstances[0].DBInstanceStatus)
	}
	if is := instance(); is != "incompatible-network" {
		t.Errorf("the instance is %s, want incompatible-network", is)
	}
	if _, err := sandboxtest.Connect(t.Context(), c.Cluster(t, "copy"), "own-Password2"); err == nil {
		t.Error("the failed instance answers")
	}
	instance() // the second look, with which it recovers
	watch(t, func() bool { return instance() == "available" })
	if n := sandboxtest.CountOrders(t, c.Cluster(t, "copy"), "own-Password2"); n != 1000 {
		t.Errorf("the recovered instance serves %d orders, want 1000", n)
	}
}

func TestKeyIsLostAndFound(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL), with(t,
		"DescribeDBClusters=kms-loss,target=orders,nth=2", "DescribeDBClusters=status,status=available,target=orders,nth=4",
	))
	c := clientsOf(server)
	source := c.Cluster(t, "orders")
	c.Cluster(t, "orders") // loses its key
	if is := aws.ToString(c.Cluster(t, "orders").Status); is != "inaccessible-encryption-credentials" {
		t.Errorf("the cluster is %s, want inaccessible-encryption-credentials", is)
	}
	if _, err := sandboxtest.Connect(t.Context(), source, sandboxtest.Password); err == nil {
		t.Error("a cluster without its key answers")
	}
	err := restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c)
	sandboxtest.Refused(t, err, "InvalidDBClusterStateFault")
	_, err = c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("orders"), BackupRetentionPeriod: aws.Int32(2)})
	sandboxtest.Refused(t, err, "InvalidDBClusterStateFault")
	c.Cluster(t, "orders") // its key is back
	c.AwaitCluster(t, "orders")
	deadline := time.Now().Add(sandboxtest.Patience)
	for {
		conn, err := sandboxtest.Connect(t.Context(), source, sandboxtest.Password)
		if err == nil {
			_ = conn.Close(t.Context())
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the recovered cluster does not answer: %v", err)
		}
	}
}
