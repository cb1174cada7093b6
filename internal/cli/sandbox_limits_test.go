package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/smithy-go"
)

// TestSandboxKeepsItsLimits begins with a seed that another account shares, and a
// caller who lacks quotas and permissions.
func TestSandboxKeepsItsLimits(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "ledger.sql")
	if err := os.WriteFile(file, []byte("CREATE TABLE entries (id int);"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := startSandbox(t, "--quota", "DBClusters=1", "--deny", "rds:DeleteDBCluster@cluster:kept", "--deny", "rds:CreateDBClusterSnapshot,scp",
		"--seed", "ledger="+file+",owner=210987654321,parameter_group=theirs")
	client := rds.New(rds.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(r.url), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDLIMITS", "secret", ""),
	})
	versions, err := client.DescribeDBEngineVersions(t.Context(), &rds.DescribeDBEngineVersionsInput{Engine: aws.String("aurora-postgresql")})
	if err != nil || len(versions.DBEngineVersions) == 0 {
		t.Fatalf("%d engine versions, %v", len(versions.DBEngineVersions), err)
	}
	family := aws.ToString(versions.DBEngineVersions[0].DBParameterGroupFamily)
	clone := func(id string) error {
		_, err := client.RestoreDBClusterToPointInTime(t.Context(), &rds.RestoreDBClusterToPointInTimeInput{
			SourceDBClusterIdentifier: aws.String("arn:aws:rds:eu-central-1:210987654321:cluster:ledger"), DBClusterIdentifier: aws.String(id),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true), DBClusterParameterGroupName: aws.String("default." + family),
		})
		return err
	}
	create := func() error {
		_, err := client.CreateDBCluster(t.Context(), &rds.CreateDBClusterInput{
			DBClusterIdentifier: aws.String("more"), Engine: aws.String("aurora-postgresql"), MasterUsername: aws.String("u"), MasterUserPassword: aws.String("long-enough"),
		})
		return err
	}
	remove := func() error {
		_, err := client.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("kept"), SkipFinalSnapshot: aws.Bool(true)})
		return err
	}
	snapshot := func() error {
		_, err := client.CreateDBClusterSnapshot(t.Context(), &rds.CreateDBClusterSnapshotInput{DBClusterIdentifier: aws.String("kept"), DBClusterSnapshotIdentifier: aws.String("s")})
		return err
	}
	for _, c := range []struct {
		name       string
		call       func() error
		code, text string
	}{
		{"a clone of the shared seed", func() error { return clone("kept") }, "", ""},
		{"beyond the quota", create, "DBClusterQuotaExceededFault", ""},
		{"without permission", remove, "AccessDenied", "because no identity-based policy allows"},
		{"against the organization", snapshot, "AccessDenied", "explicit deny in a service control policy"},
	} {
		err := c.call()
		refusal, is := errors.AsType[smithy.APIError](err)
		switch {
		case c.code == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.code != "" && (!is || refusal.ErrorCode() != c.code || !strings.Contains(refusal.ErrorMessage(), c.text)):
			t.Errorf("%s: got %v, want %s: %s", c.name, err, c.code, c.text)
		}
	}
}
