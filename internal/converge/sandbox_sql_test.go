package converge_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const newPassword = "a-new-password"

func TestCloneHasTheRowsAndItsOwnPassword(t *testing.T) {
	c := newCloud(t, artifact.TargetDB{})
	verbs := converge.New(c.client, converge.Options{})
	prior := c.request(func(q *converge.Request) {
		q.Credentials = cluster.WithPassword(cluster.NewSecret(newPassword), "1")
	})
	outcome, err := verbs.Create(t.Context(), prior, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := c.count("CreateDBSubnetGroup"); n != 0 {
		t.Errorf("%d subnet groups were made although the source's is there", n)
	}
	source, err := c.client.FindCluster(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	if n, err := rows(t.Context(), outcome.Cluster, newPassword); err != nil || n != 100 {
		t.Errorf("the clone has %d rows, %v", n, err)
	}
	if _, err := rows(t.Context(), outcome.Cluster, sandboxtest.Password); err == nil {
		t.Error("the clone takes the source's password")
	}
	if n, err := rows(t.Context(), source, sandboxtest.Password); err != nil || n != 100 {
		t.Errorf("the source has %d rows, %v", n, err)
	}

	next := prior
	next.Credentials = cluster.WithPassword(cluster.NewSecret("yet-another-one"), "2")
	next.Target.BackupRetentionPeriod, next.Target.InstanceClass = 3, "db.r6g.xlarge"
	updated, err := verbs.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rows(t.Context(), updated.Cluster, "yet-another-one"); err != nil {
		t.Errorf("after the update: %v", err)
	}
	if updated.Cluster.BackupRetentionPeriod != 3 || updated.Instances[0].Class != "db.r6g.xlarge" {
		t.Errorf("the update gives %+v", updated)
	}
	if n := c.count("ModifyDBCluster"); n != 2 {
		t.Errorf("%d calls of ModifyDBCluster, want one for each verb", n)
	}
}

// rows counts the orders of a cluster.
func rows(ctx context.Context, of cluster.Cluster, password string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	url := fmt.Sprintf("postgres://%s:%s@%s:%d/%s?sslmode=prefer", of.MasterUsername, password, of.Endpoint, of.Port, of.DatabaseName)
	connection, err := pgx.Connect(ctx, url)
	if err != nil {
		return 0, err
	}
	defer func() { _ = connection.Close(ctx) }()
	var n int
	err = connection.QueryRow(ctx, "SELECT count(*) FROM orders").Scan(&n)
	return n, err
}

func TestCloneOfASourceThatChangedIsRefused(t *testing.T) {
	c := newCloud(t, artifact.TargetDB{})
	verbs := converge.New(c.client, converge.Options{})
	tests := map[string]func(*converge.Request){
		"made anew since":         func(q *converge.Request) { q.Spec.Source.ClusterResourceID = "cluster-BEFORE" },
		"gone":                    func(q *converge.Request) { q.Spec.Source.ClusterARN += "-gone" },
		"unknown parameter group": func(q *converge.Request) { q.Target.DBClusterParameterGroupName = "nobody" },
		"short password": func(q *converge.Request) {
			q.Credentials = cluster.WithPassword(cluster.NewSecret("short"), "1")
		},
		"bad identifier": func(q *converge.Request) { q.Identifier = "copy--1" },
	}
	for name, change := range tests {
		t.Run(name, func(t *testing.T) {
			q := c.request(change)
			outcome, err := verbs.Create(t.Context(), q, nil)
			if err == nil {
				t.Fatal("it went through")
			}
			t.Log(err)
			if outcome.Cluster.ResourceID != "" {
				t.Errorf("a cluster was made: %+v", outcome)
			}
			c.nothingLeft(t, q)
		})
	}
}

// The source's secret stays the source's: a clone has none until it gets its
// own (aws/aws-cdk#21730).
func TestCloneOfASourceWithAManagedSecretGetsItsOwn(t *testing.T) {
	c := newCloud(t, artifact.TargetDB{})
	managed := cluster.Managed("")
	if _, err := c.client.ModifyCluster(t.Context(), "orders", cluster.Change{Credentials: &managed}); err != nil {
		t.Fatal(err)
	}
	source, err := c.client.WaitCluster(t.Context(), "orders", cluster.SecretActive, nil)
	if err != nil {
		t.Fatal(err)
	}
	verbs := converge.New(c.client, converge.Options{})
	for identifier, tc := range map[string]struct {
		credentials cluster.Credentials
		secret      bool
	}{
		"its-own":   {cluster.Managed(""), true},
		"inherited": {cluster.Inherited(), false},
	} {
		outcome, err := verbs.Create(t.Context(), c.request(func(q *converge.Request) { q.Identifier, q.Credentials = identifier, tc.credentials }), nil)
		if err != nil {
			t.Fatal(err)
		}
		secret := outcome.Cluster.MasterSecret
		if (secret != nil) != tc.secret || (secret != nil && (secret.ARN == source.MasterSecret.ARN || secret.Status != "active")) {
			t.Errorf("%s: the clone's secret is %+v, the source's %+v", identifier, secret, source.MasterSecret)
		}
	}
}
