package aurora

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func source(id string) artifact.Config {
	return artifact.Config{SourceDB: artifact.SourceDB{ClusterID: id}}
}

func TestDiscoverInTheSandbox(t *testing.T) {
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", ""), sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Seeds = append(c.Seeds, sandbox.Seed{Identifier: "lent", Sharing: sandbox.Sharing{Owner: lender, KMSKey: "alias/lent"}})
	}))
	client := connectTo(t, server.URL(), nil)
	t.Run("finds the facts of a clone", func(t *testing.T) { discoversFacts(t, client) })
	t.Run("finds the little that is told of another account's cluster", func(t *testing.T) { discoversShared(t, client) })
	t.Run("finds the target network", func(t *testing.T) { discoversNetworks(t, client) })
	t.Run("refuses what cannot be", func(t *testing.T) { refusesSources(t, client) })
}

func discoversFacts(t *testing.T, client *Client) {
	t.Helper()
	byName, err := client.Discover(t.Context(), source("orders"))
	if err != nil {
		t.Fatal(err)
	}
	s := byName.Source
	if s.Engine != "aurora-postgresql" || s.EngineVersion == "" || s.MasterUsername != "dbadmin" || s.DatabaseName != "app" || s.Port == 0 ||
		s.InstanceClass != "db.r6g.large" || s.VPCID == "" || len(s.SubnetIDs) < 2 || len(s.AvailabilityZones) != 3 ||
		s.DBClusterParameterGroup == "" || !strings.HasPrefix(s.ClusterResourceID, "cluster-") || s.Region != "eu-central-1" || s.AccountID == "" {
		t.Errorf("the facts are %+v", s)
	}
	if byName.Network != nil {
		t.Errorf("a network that was not asked for: %+v", byName.Network)
	}
	byARN, err := client.Discover(t.Context(), source(s.ClusterARN))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(byName, byARN); diff != "" {
		t.Errorf("by name and by ARN differ: %s", diff)
	}
}

// lender is an account that shares a cluster.
const lender = "210987654321"

func discoversShared(t *testing.T, client *Client) {
	t.Helper()
	config := source("arn:aws:rds:eu-central-1:" + lender + ":cluster:lent")
	found, err := client.Discover(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	s := found.Source
	if s.ClusterID != "lent" || s.AccountID != lender || s.Engine != "aurora-postgresql" || s.EngineVersion == "" || !s.StorageEncrypted {
		t.Errorf("the facts are %+v", s)
	}
	_, err = artifact.Resolve(config, found, nil)
	for _, missing := range []string{"instance_type", "port", "db_cluster_parameter_group_name", "subnet_ids"} {
		if err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("%s is not asked for: %v", missing, err)
		}
	}
}

func discoversNetworks(t *testing.T, client *Client) {
	t.Helper()
	bySubnets := source("orders")
	bySubnets.TargetDB.SubnetIDs = []string{"subnet-0b", "subnet-0a"}
	found, err := client.Discover(t.Context(), bySubnets)
	if err != nil {
		t.Fatal(err)
	}
	if n := found.Network; n == nil || n.VPCID != found.Source.VPCID || !cmp.Equal(n.SubnetIDs, []string{"subnet-0a", "subnet-0b"}) || len(n.AvailabilityZones) != 2 {
		t.Errorf("the network is %+v", n)
	}
	byGroup := source("orders")
	byGroup.TargetDB.DBSubnetGroupName = found.Source.DBSubnetGroupName
	found, err = client.Discover(t.Context(), byGroup)
	if err != nil {
		t.Fatal(err)
	}
	if n := found.Network; n == nil || n.DBSubnetGroupName != found.Source.DBSubnetGroupName || !cmp.Equal(n.SubnetIDs, found.Source.SubnetIDs) {
		t.Errorf("the network is %+v", n)
	}
}

func refusesSources(t *testing.T, client *Client) {
	t.Helper()
	empty, stopped := prepareRefusedSources(t, client)
	with := func(change func(*artifact.TargetDB)) artifact.Config {
		c := source("orders")
		change(&c.TargetDB)
		return c
	}
	tests := map[string]struct {
		config     artifact.Config
		says, hint string
	}{
		"unknown source":           {source("nobody"), "DBClusterNotFoundFault", "source_db_cluster_id"},
		"another account's":        {source("arn:aws:rds:eu-central-1:999999999999:cluster:orders"), "not found", "Resource Access Manager"},
		"another Region's":         {source("arn:aws:rds:us-east-1:123456789012:cluster:orders"), "it is in us-east-1", "set the provider's region"},
		"source without instances": {source(empty), "no instances", "at least one DB instance"},
		"stopped source":           {source(stopped), "it is stopped", "start-db-cluster"},
		"unknown subnet":           {with(func(d *artifact.TargetDB) { d.SubnetIDs = []string{"subnet-0a", "subnet-none"} }), "InvalidSubnetID.NotFound", "subnet_ids"},
		"unknown subnet group":     {with(func(d *artifact.TargetDB) { d.DBSubnetGroupName = "nobody" }), "DBSubnetGroupNotFoundFault", "db_subnet_group_name"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := client.Discover(t.Context(), test.config)
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(failure.Hint(err), test.hint) {
				t.Errorf("got %v, hint %q", err, failure.Hint(err))
			}
		})
	}
}

// prepareRefusedSources makes a cluster without instances and one that is
// stopped.
func prepareRefusedSources(t *testing.T, client *Client) (empty, stopped string) {
	t.Helper()
	orders, err := client.FindCluster(t.Context(), "orders")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"empty", "stopped"} {
		_, err := client.RestoreCluster(t.Context(), cluster.CloneRequest{SourceIdentifier: "orders", NewCluster: cluster.NewCluster{
			Identifier: id, DBSubnetGroupName: orders.DBSubnetGroupName,
			SecurityGroupIDs: []string{orders.SecurityGroups[0].ID}, BackupRetentionPeriod: 1,
		}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := client.WaitCluster(t.Context(), id, cluster.Available, nil); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.CreateInstance(t.Context(), cluster.InstanceRequest{Identifier: "stopped-1", ClusterIdentifier: "stopped", Engine: orders.Engine, Class: "db.r6g.large"}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.WaitInstances(t.Context(), "stopped", cluster.WriterAvailable, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := client.rds.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("stopped")}); err != nil {
		t.Fatal(err)
	}
	_, err = client.waitCluster(t.Context(), "stopped", nil, func(_ context.Context, now cluster.Cluster) (bool, error) {
		return now.Status == cluster.StatusStopped, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return "empty", "stopped"
}

func TestLowestTierDoesNotMoveWithTheWriter(t *testing.T) {
	instance := func(id string, tier int32) types.DBInstance {
		return types.DBInstance{DBInstanceIdentifier: aws.String(id), PromotionTier: aws.Int32(tier)}
	}
	got := lowestTier([]types.DBInstance{instance("c", 1), instance("b", 1), instance("a", 15)})
	if aws.ToString(got.DBInstanceIdentifier) != "b" {
		t.Errorf("got %s", aws.ToString(got.DBInstanceIdentifier))
	}
}

func TestNetworkOfSubnetsIsOneVPC(t *testing.T) {
	subnet := func(id, vpc string) ec2types.Subnet {
		return ec2types.Subnet{SubnetId: aws.String(id), VpcId: aws.String(vpc), AvailabilityZone: aws.String("eu-central-1a")}
	}
	_, err := networkOf([]string{"s-1", "s-2"}, []ec2types.Subnet{subnet("s-1", "vpc-1"), subnet("s-2", "vpc-2")})
	if err == nil || !strings.Contains(err.Error(), "s-1 in vpc-1, s-2 in vpc-2") || failure.Hint(err) == "" {
		t.Errorf("subnets of two VPCs: %v", err)
	}
	if _, err := networkOf([]string{"s-1", "s-2"}, []ec2types.Subnet{subnet("s-1", "vpc-1")}); err == nil {
		t.Error("a subnet that AWS does not list went through")
	}
}
