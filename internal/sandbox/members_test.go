package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestReadersAndWriter(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t, sandboxtest.WithSeed("orders", ordersSQL)))
	c.instance(t, "orders", "orders-2")
	writer := func() string {
		for _, m := range c.cluster(t, "orders").DBClusterMembers {
			if aws.ToBool(m.IsClusterWriter) {
				return aws.ToString(m.DBInstanceIdentifier)
			}
		}
		return ""
	}
	if got := writer(); got != "orders-1" {
		t.Errorf("6.26: the writer is %q, want orders-1", got)
	}
	if _, err := c.rds.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1")}); err != nil {
		t.Fatal(err)
	}
	if got := writer(); got != "orders-2" {
		t.Errorf("6.41: the writer is %q, want orders-2", got)
	}
	if n := count(t, c.cluster(t, "orders"), sandboxtest.Password); n != 1000 {
		t.Errorf("the cluster has %d orders, want 1000", n)
	}
	_, err := c.rds.ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{
		DBInstanceIdentifier: aws.String("orders-2"), DBInstanceClass: aws.String("db.r6g.xlarge"), ApplyImmediately: aws.Bool(true), PromotionTier: aws.Int32(3),
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.rds.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String("orders-2")})
	if err != nil {
		t.Fatal(err)
	}
	if i := out.DBInstances[0]; aws.ToString(i.DBInstanceClass) != "db.r6g.xlarge" || aws.ToInt32(i.PromotionTier) != 3 || aws.ToString(i.DBSubnetGroup.VpcId) != "vpc-0a" {
		t.Errorf("the instance is %+v", i)
	}
	// The last member takes the server with it, and the data stays (6.40).
	if _, err := c.rds.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("orders-2")}); err != nil {
		t.Fatal(err)
	}
	empty := c.cluster(t, "orders")
	if conn, err := connect(t.Context(), empty, sandboxtest.Password); err == nil {
		_ = conn.Close(t.Context())
		t.Error("a cluster without instances answers SQL")
	}
	c.instance(t, "orders", "orders-3")
	if n := count(t, empty, sandboxtest.Password); n != 1000 {
		t.Errorf("the cluster has %d orders, want 1000 still", n)
	}
}
