package sandbox_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestStatusesAreWalked(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);"),
		sandboxtest.WithConfig(func(c *sandbox.Config) { c.Timing = sandbox.Fast }))
	c := clientsOf(server)

	c.clone(t, "copy")
	_, err := c.rds.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBClusterIdentifier: aws.String("copy"), DBInstanceIdentifier: aws.String("copy-1"),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.rds.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{
		DBClusterIdentifier: aws.String("copy"), ManageMasterUserPassword: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	var cluster, instance, secret []string
	note := func(seen *[]string, status string) {
		if len(*seen) == 0 || (*seen)[len(*seen)-1] != status {
			*seen = append(*seen, status)
		}
	}
	watch(t, func() bool {
		now := c.cluster(t, "copy")
		note(&cluster, aws.ToString(now.Status))
		note(&secret, aws.ToString(now.MasterUserSecret.SecretStatus))
		out, err := c.rds.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String("copy-1")})
		if err != nil {
			t.Fatal(err)
		}
		note(&instance, aws.ToString(out.DBInstances[0].DBInstanceStatus))
		return slices.Contains(instance, "available") && slices.Contains(secret, "active")
	})
	if want := []string{"available", "resetting-master-credentials", "available"}; !slices.Equal(cluster, want) {
		t.Errorf("the cluster went through %v, want %v", cluster, want)
	}
	if want := []string{"creating", "active"}; !slices.Equal(secret, want) {
		t.Errorf("the secret went through %v, want %v", secret, want)
	}
	if want := []string{"creating", "available"}; !slices.Equal(instance, want) {
		t.Errorf("the instance went through %v, want %v", instance, want)
	}
}

func TestStateRefusals(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", ordersSQL))
	c := clientsOf(server)
	id := aws.String("orders")
	password := &rds.ModifyDBClusterInput{DBClusterIdentifier: id, MasterUserPassword: aws.String("another-Password1")}

	stopped, err := c.rds.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: id})
	if err != nil {
		t.Fatal(err)
	}
	if status := aws.ToString(stopped.DBCluster.Status); status != "available" {
		t.Errorf("15.1: the answer's status is %s, want available", status)
	}
	now := c.cluster(t, "orders")
	if status := aws.ToString(now.Status); status != "stopped" {
		t.Fatalf("15.1: the status is %s, want stopped", status)
	}
	if conn, err := connect(t.Context(), now, sandboxtest.Password); err == nil {
		_ = conn.Close(t.Context())
		t.Error("a stopped cluster answers SQL")
	}

	t.Run("7.4 modify a stopped cluster", func(t *testing.T) {
		_, err := c.rds.ModifyDBCluster(t.Context(), password)
		if got, want := refused(t, err, "InvalidDBClusterStateFault"), "Db cluster orders cannot be in the stopped state."; got != want {
			t.Errorf("message\n got: %s\nwant: %s", got, want)
		}
	})
	t.Run("4.36 clone a stopped cluster", func(t *testing.T) {
		refused(t, restore(func(*restoreInput) {})(t.Context(), c), "InvalidDBClusterStateFault")
	})
	t.Run("6.45 delete a member of a stopped cluster", func(t *testing.T) {
		_, err := c.rds.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1")})
		refused(t, err, "InvalidDBClusterStateFault")
	})
	t.Run("8.10 delete a stopped cluster", func(t *testing.T) {
		_, err := c.rds.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: id, SkipFinalSnapshot: aws.Bool(true)})
		refused(t, err, "InvalidDBClusterStateFault")
	})
	t.Run("15.2 stop twice", func(t *testing.T) {
		_, err := c.rds.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: id})
		if got, want := refused(t, err, "InvalidDBClusterStateFault"), "DbCluster orders is in stopped state but expected it to be one of available."; got != want {
			t.Errorf("message\n got: %s\nwant: %s", got, want)
		}
	})
	t.Run("15.6 a full copy of a stopped cluster is legal", func(t *testing.T) {
		c.clone(t, "full", func(in *restoreInput) { in.RestoreType = nil })
		c.instance(t, "full", "full-1")
		if n := count(t, c.cluster(t, "full"), sandboxtest.Password); n != 1000 {
			t.Errorf("the copy has %d orders, want 1000", n)
		}
	})

	if _, err := c.rds.StartDBCluster(t.Context(), &rds.StartDBClusterInput{DBClusterIdentifier: id}); err != nil {
		t.Fatal(err)
	}
	if n := count(t, c.cluster(t, "orders"), sandboxtest.Password); n != 1000 {
		t.Errorf("the started cluster has %d orders, want 1000", n)
	}
	if want := []string{"DB cluster stopped", "DB cluster started"}; !containsInOrder(c.events(t, "orders"), want) {
		t.Errorf("10.7: the events %v lack %v", c.events(t, "orders"), want)
	}
}

func TestBusyClusterRefuses(t *testing.T) {
	t.Parallel()
	// With AWS's timing a new cluster stays `creating` for as long as this takes.
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);"),
		sandboxtest.WithConfig(func(c *sandbox.Config) { c.Timing = sandbox.AWS }))
	c := clientsOf(server)
	if err := restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	t.Run("6.2 instance of a cluster that is creating", func(t *testing.T) {
		refused(t, add(func(in *instanceInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c), "InvalidDBClusterStateFault")
	})
	t.Run("7.3 modify a cluster that is creating", func(t *testing.T) {
		err := modify(func(in *modifyInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c)
		if got, want := refused(t, err, "InvalidDBClusterStateFault"), "DB cluster is not available for modification with status creating"; got != want {
			t.Errorf("message\n got: %s\nwant: %s", got, want)
		}
	})
	t.Run("6.39 delete an instance twice", func(t *testing.T) {
		in := &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1")}
		if _, err := c.rds.DeleteDBInstance(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		_, err := c.rds.DeleteDBInstance(t.Context(), in)
		if got, want := refused(t, err, "InvalidDBInstanceState"), "Instance orders-1 is already being deleted."; got != want {
			t.Errorf("message\n got: %s\nwant: %s", got, want)
		}
	})
	t.Run("8.2 and 8.14 delete a cluster whose members are deleting, twice", func(t *testing.T) {
		in := &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("orders"), SkipFinalSnapshot: aws.Bool(true)}
		if _, err := c.rds.DeleteDBCluster(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		_, err := c.rds.DeleteDBCluster(t.Context(), in)
		refused(t, err, "InvalidDBClusterStateFault")
	})
}

// events returns the messages of a cluster's events.
func (c clients) events(t *testing.T, cluster string) []string {
	t.Helper()
	out, err := c.rds.DescribeEvents(t.Context(), &rds.DescribeEventsInput{SourceType: rdstypes.SourceTypeDbCluster, SourceIdentifier: aws.String(cluster)})
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for _, e := range out.Events {
		messages = append(messages, aws.ToString(e.Message))
	}
	return messages
}

// containsInOrder tells whether all of part come in whole, in their order.
func containsInOrder(whole, part []string) bool {
	for _, one := range whole {
		if len(part) > 0 && one == part[0] {
			part = part[1:]
		}
	}
	return len(part) == 0
}
