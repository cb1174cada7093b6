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

	c.Clone(t, "copy")
	_, err := c.RDS.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBClusterIdentifier: aws.String("copy"), DBInstanceIdentifier: aws.String("copy-1"),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{
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
		now := c.Cluster(t, "copy")
		note(&cluster, aws.ToString(now.Status))
		note(&secret, aws.ToString(now.MasterUserSecret.SecretStatus))
		out, err := c.RDS.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String("copy-1")})
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

// events returns the messages of a cluster's events.
func (c clients) events(t *testing.T, cluster string) []string {
	t.Helper()
	out, err := c.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{SourceType: rdstypes.SourceTypeDbCluster, SourceIdentifier: aws.String(cluster)})
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
