package sandbox_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestClone(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL))
	c := clientsOf(server)

	source := c.Cluster(t, "orders")
	if n := sandboxtest.CountOrders(t, source, sandboxtest.Password); n != 1000 {
		t.Fatalf("the source has %d orders, want 1000", n)
	}
	if source.CloneGroupId != nil {
		t.Errorf("2.9: the source has the clone group %s before its first clone", *source.CloneGroupId)
	}

	c.Clone(t, "copy")
	if status := aws.ToString(c.Cluster(t, "copy").Status); status != "available" {
		t.Fatalf("the clone's status is %s after the waiter", status)
	}
	if conn, err := sandboxtest.Connect(t.Context(), c.Cluster(t, "copy"), sandboxtest.Password); err == nil {
		_ = conn.Close(t.Context())
		t.Error("the clone answers SQL before it has an instance")
	}
	c.AddInstance(t, "copy", "copy-1")
	clone := c.Cluster(t, "copy")

	t.Run("has the source's rows, users and passwords", func(t *testing.T) {
		if n := sandboxtest.CountOrders(t, clone, sandboxtest.Password); n != 1000 {
			t.Errorf("the clone has %d orders, want 1000", n)
		}
	})
	t.Run("shares a clone group with its source", func(t *testing.T) {
		now := c.Cluster(t, "orders")
		if aws.ToString(now.CloneGroupId) == "" || aws.ToString(now.CloneGroupId) != aws.ToString(clone.CloneGroupId) {
			t.Errorf("clone groups: source %q, clone %q", aws.ToString(now.CloneGroupId), aws.ToString(clone.CloneGroupId))
		}
	})
	t.Run("writes to it leave the source alone", func(t *testing.T) {
		conn, err := sandboxtest.Connect(t.Context(), clone, sandboxtest.Password)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
		if _, err := conn.Exec(t.Context(), "DELETE FROM orders WHERE id <= 400"); err != nil {
			t.Fatal(err)
		}
		if n := sandboxtest.CountOrders(t, clone, sandboxtest.Password); n != 600 {
			t.Errorf("the clone has %d orders after the delete, want 600", n)
		}
		if n := sandboxtest.CountOrders(t, source, sandboxtest.Password); n != 1000 {
			t.Errorf("the source has %d orders, want 1000 still", n)
		}
	})
	t.Run("takes a new password, the source keeps its own", func(t *testing.T) {
		c.setPassword(t, "copy", "a-second-Password1")
		if n := sandboxtest.CountOrders(t, clone, "a-second-Password1"); n != 600 {
			t.Errorf("the clone has %d orders, want 600", n)
		}
		if _, err := sandboxtest.Connect(t.Context(), clone, sandboxtest.Password); err == nil {
			t.Error("the source's password still opens the clone")
		}
		if n := sandboxtest.CountOrders(t, source, sandboxtest.Password); n != 1000 {
			t.Errorf("the source has %d orders, want 1000", n)
		}
	})
	t.Run("is deleted with its member, and the source stays", func(t *testing.T) {
		c.remove(t, "copy", "copy-1")
		_, err := c.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("copy")})
		sandboxtest.Refused(t, err, "DBClusterNotFoundFault")
		if _, err := sandboxtest.Connect(t.Context(), clone, "a-second-Password1"); err == nil {
			t.Error("the deleted clone still answers SQL")
		}
		if n := sandboxtest.CountOrders(t, source, sandboxtest.Password); n != 1000 {
			t.Errorf("the source has %d orders, want 1000", n)
		}
	})
}

// remove deletes an instance and its cluster in AWS's order and waits for both.
func (c clients) remove(t *testing.T, cluster string, instances ...string) {
	t.Helper()
	for _, id := range instances {
		if _, err := c.RDS.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String(id)}); err != nil {
			t.Fatal(err)
		}
	}
	out, err := c.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(cluster), SkipFinalSnapshot: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	if status := aws.ToString(out.DBCluster.Status); status != "available" {
		t.Errorf("8.2: DeleteDBCluster answers the status %s, want available", status)
	}
	waiter := rds.NewDBClusterDeletedWaiter(c.RDS, func(o *rds.DBClusterDeletedWaiterOptions) {
		o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
	})
	if err := waiter.Wait(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(cluster)}, sandboxtest.Patience); err != nil {
		t.Fatal(err)
	}
}

func TestManagedSecret(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL))
	c := clientsOf(server)
	c.Clone(t, "copy")

	out, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("copy"), ManageMasterUserPassword: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	if s := out.DBCluster.MasterUserSecret; s == nil || aws.ToString(s.SecretStatus) != "creating" {
		t.Fatalf("7.8: the answer's secret is %+v, want one that is creating", s)
	}
	managed := c.Cluster(t, "copy").MasterUserSecret
	if managed == nil || aws.ToString(managed.SecretStatus) != "active" {
		t.Fatalf("7.8: the secret is %+v, want it active", managed)
	}
	c.AddInstance(t, "copy", "copy-1")

	value, err := c.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: managed.SecretArn})
	if err != nil {
		t.Fatal(err)
	}
	var login struct{ Username, Password string }
	if err := json.Unmarshal([]byte(aws.ToString(value.SecretString)), &login); err != nil {
		t.Fatal(err)
	}
	if login.Username != "dbadmin" || len(login.Password) != 28 {
		t.Errorf("the secret has the user %q and a password of %d characters, want dbadmin and 28", login.Username, len(login.Password))
	}
	if n := sandboxtest.CountOrders(t, c.Cluster(t, "copy"), login.Password); n != 1000 {
		t.Errorf("the clone has %d orders, want 1000", n)
	}

	described, err := c.Secrets.DescribeSecret(t.Context(), &secretsmanager.DescribeSecretInput{SecretId: value.Name})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(described.OwningService) != "rds" {
		t.Errorf("the secret's owner is %q, want rds", aws.ToString(described.OwningService))
	}
	_, err = c.Secrets.DeleteSecret(t.Context(), &secretsmanager.DeleteSecretInput{SecretId: value.Name})
	sandboxtest.Refused(t, err, "InvalidRequestException")

	c.remove(t, "copy", "copy-1")
	left, err := c.Secrets.ListSecrets(t.Context(), &secretsmanager.ListSecretsInput{})
	if err != nil {
		t.Fatal(err)
	}
	if len(left.SecretList) != 0 {
		t.Errorf("8.15: %d secrets are left after the cluster was deleted", len(left.SecretList))
	}
}
