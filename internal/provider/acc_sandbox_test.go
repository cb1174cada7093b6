package provider_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const sourceCluster = "orders"

// startSandbox starts a sandbox with the source cluster "orders" and points
// this test's AWS clients at it. It returns its URL.
func startSandbox(t *testing.T, options ...sandboxtest.Option) string {
	t.Helper()
	seed, err := os.ReadFile(filepath.Join("testdata", "seed.sql"))
	if err != nil {
		t.Fatal(err)
	}
	server := sandboxtest.Start(t, append(options, sandboxtest.WithSeed(sourceCluster, string(seed)))...)
	useSandbox(t, server.URL())
	t.Setenv("DBARTIFACT_DATABASE_CA_BUNDLE", server.CAFile())
	return server.URL()
}

// awsConfig is the configuration of an ordinary AWS client.
func awsConfig(ctx context.Context) (aws.Config, error) {
	return config.LoadDefaultConfig(ctx)
}

func rdsClient(t *testing.T) *rds.Client {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rds.NewFromConfig(cfg)
}

// sourceCount runs a counting statement on the source.
func sourceCount(t *testing.T, statement string) int64 {
	t.Helper()
	out, err := rdsClient(t).DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(sourceCluster)})
	if err != nil {
		t.Fatal(err)
	}
	source := out.DBClusters[0]
	n, err := query(t.Context(), aws.ToString(source.Endpoint), int64(aws.ToInt32(source.Port)),
		aws.ToString(source.MasterUsername), sandboxtest.Password, statement)
	if err != nil {
		t.Fatalf("asking the source: %v", err)
	}
	return n
}

// addReaderToSource gives the source cluster a second instance.
func addReaderToSource(t *testing.T) {
	t.Helper()
	_, err := rdsClient(t).CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBInstanceIdentifier: aws.String(sourceCluster + "-2"), DBClusterIdentifier: aws.String(sourceCluster),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// changeSourceClass lets the source drift to another instance class.
func changeSourceClass(t *testing.T, class string) {
	t.Helper()
	_, err := rdsClient(t).ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{
		DBInstanceIdentifier: aws.String(sourceCluster + "-1"), DBInstanceClass: aws.String(class), ApplyImmediately: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// describeClone is the clone's resource id.
func describeClone(t *testing.T) string {
	t.Helper()
	out, err := rdsClient(t).DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("clone")})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.DBClusters[0].DbClusterResourceId)
}

// endLease makes the killed run's lease on the clone one that has ended, as it
// would by itself two minutes later.
func endLease(t *testing.T) {
	t.Helper()
	tagClone(t, cluster.TagPhase, "restore 2026-01-01T00:00:00Z")
}

// nothingLeft reports whatever is in the sandbox that was not there at its
// start: the source cluster with its instance, the subnet group and the
// security groups named default, and the clusters named besides.
func nothingLeft(ctx context.Context, besides ...string) error {
	cfg, err := awsConfig(ctx)
	if err != nil {
		return err
	}
	db := rds.NewFromConfig(cfg)
	var left []error
	report := func(kind, name string, expected ...string) {
		if !slices.Contains(expected, name) {
			left = append(left, fmt.Errorf("%s %q is left", kind, name))
		}
	}
	clusters, err := db.DescribeDBClusters(ctx, &rds.DescribeDBClustersInput{})
	if err != nil {
		return err
	}
	for _, c := range clusters.DBClusters {
		report("cluster", aws.ToString(c.DBClusterIdentifier), append(besides, sourceCluster)...)
	}
	instances, err := db.DescribeDBInstances(ctx, &rds.DescribeDBInstancesInput{})
	if err != nil {
		return err
	}
	for _, i := range instances.DBInstances {
		report("instance", aws.ToString(i.DBInstanceIdentifier), sourceCluster+"-1")
	}
	groups, err := db.DescribeDBSubnetGroups(ctx, &rds.DescribeDBSubnetGroupsInput{})
	if err != nil {
		return err
	}
	for _, g := range groups.DBSubnetGroups {
		report("subnet group", aws.ToString(g.DBSubnetGroupName), "default")
	}
	firewalls, err := ec2.NewFromConfig(cfg).DescribeSecurityGroups(ctx, &ec2.DescribeSecurityGroupsInput{})
	if err != nil {
		return err
	}
	for _, g := range firewalls.SecurityGroups {
		report("security group", aws.ToString(g.GroupName), "default")
	}
	secrets, err := secretsmanager.NewFromConfig(cfg).ListSecrets(ctx, &secretsmanager.ListSecretsInput{})
	if err != nil {
		return err
	}
	for _, s := range secrets.SecretList {
		report("secret", aws.ToString(s.Name))
	}
	return errors.Join(left...)
}

// makeParameterGroups makes the groups "orders-cluster" and "orders-instances"
// beside the default ones.
func makeParameterGroups(t *testing.T) {
	t.Helper()
	const family = "aurora-postgresql15"
	client := rdsClient(t)
	_, err := client.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
		DBClusterParameterGroupName: aws.String("orders-cluster"), DBParameterGroupFamily: aws.String(family), Description: aws.String("of a test"),
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateDBParameterGroup(t.Context(), &rds.CreateDBParameterGroupInput{
		DBParameterGroupName: aws.String("orders-instances"), DBParameterGroupFamily: aws.String(family), Description: aws.String("of a test"),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// encryptedSource makes one more source cluster, with encrypted storage.
func encryptedSource(t *testing.T, identifier string) {
	t.Helper()
	client := rdsClient(t)
	_, err := client.CreateDBCluster(t.Context(), &rds.CreateDBClusterInput{
		DBClusterIdentifier: aws.String(identifier), Engine: aws.String("aurora-postgresql"), StorageEncrypted: aws.Bool(true),
		MasterUsername: aws.String("dbadmin"), MasterUserPassword: aws.String(sandboxtest.Password), DatabaseName: aws.String("app"),
	})
	if err != nil {
		t.Fatal(err)
	}
	created := rds.NewDBClusterAvailableWaiter(client, func(o *rds.DBClusterAvailableWaiterOptions) { o.MinDelay, o.MaxDelay = pollInterval, pollInterval })
	if err := created.Wait(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(identifier)}, waitTime); err != nil {
		t.Fatal(err)
	}
	_, err = client.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBInstanceIdentifier: aws.String(identifier + "-1"), DBClusterIdentifier: aws.String(identifier),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	})
	if err != nil {
		t.Fatal(err)
	}
	ready := rds.NewDBInstanceAvailableWaiter(client, func(o *rds.DBInstanceAvailableWaiterOptions) { o.MinDelay, o.MaxDelay = pollInterval, pollInterval })
	if err := ready.Wait(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(identifier + "-1")}, waitTime); err != nil {
		t.Fatal(err)
	}
}
