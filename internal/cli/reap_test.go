package cli_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// fleetOf makes clones with the given lifetimes of a source, in a sandbox
// without database servers, and returns its folder and URL.
func fleetOf(t *testing.T, lifetimes map[string]string) (dir, url string, client *rds.Client) {
	t.Helper()
	url = sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Engines, c.Seeds = sandbox.NoEngines, []sandbox.Seed{{Identifier: "orders"}}
	})).URL()
	dir = t.TempDir()
	writeINI(t, dir, ini)
	built := run(t, dir, url, "build", "config.ini", "--store", "archive", "--archive-path", "orders.tar")
	built.expect(t, 0, "")
	for name, lifetime := range lifetimes {
		args := []string{"converge", strings.TrimSpace(built.stdout), "--cluster-identifier", name, "--inherit-password"}
		if lifetime != "" {
			args = append(args, "--ttl", lifetime)
		}
		run(t, dir, url, args...).expect(t, 0, "")
	}
	return dir, url, rds.New(rds.Options{
		BaseEndpoint: &url, Region: "us-east-1", Credentials: credentials.NewStaticCredentialsProvider("any", "any", ""),
	})
}

func TestReapDeletesOnlyWhatIsOursAndExpired(t *testing.T) {
	dir, url, client := fleetOf(t, map[string]string{"old": "1s", "young": "1h", "lasting": "", "spared": "1s"})
	copyWithTags(t, client, "old", "restored")
	if _, err := client.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("old")}); err != nil {
		t.Fatal(err)
	}

	listed := run(t, dir, url, "clusters", "--json", "--source", "orders")
	listed.expect(t, 0, "")
	var members []struct {
		ID        string     `json:"cluster_identifier"`
		Source    string     `json:"source_arn"`
		Digest    string     `json:"artifact_digest"`
		ExpiresAt *time.Time `json:"expires_at"`
	}
	if err := json.Unmarshal([]byte(listed.stdout), &members); err != nil || len(members) != 4 {
		t.Fatalf("clusters printed %s (%v)", listed.stdout, err)
	}
	for _, m := range members {
		if (m.ExpiresAt == nil) != (m.ID == "lasting") || !strings.HasSuffix(m.Source, ":cluster:orders") || !strings.HasPrefix(m.Digest, "sha256:") {
			t.Errorf("got %+v", m)
		}
	}

	dry := run(t, dir, url, "reap")
	for !matches(`old .*would be deleted`, dry.stdout) || !matches(`spared .*would be deleted`, dry.stdout) {
		dry.expect(t, 0, "") // the second that they live is not over
		dry = run(t, dir, url, "reap")
	}
	for _, want := range []string{`old .*would be deleted`, `young .*kept: it has not expired`, `restored .*kept: its tags are another cluster's`} {
		if !matches(want, dry.stdout) {
			t.Errorf("reap does not say %s:\n%s", want, dry.stdout)
		}
	}
	run(t, dir, url, "reap", "--yes", "--name-prefix", "elsewhere-").expect(t, 0, "")
	if got := identifiers(t, client); len(got) != 6 {
		t.Fatalf("there are %v", got)
	}

	done := run(t, dir, url, "reap", "--yes", "--never", "spared")
	done.expect(t, 0, `starting a stopped cluster`)
	if !matches(`old .*deleted`, done.stdout) || !matches(`spared .*never deleted`, done.stdout) {
		t.Errorf("reap printed\n%s", done.stdout)
	}
	if got := identifiers(t, client); !slices.Equal(got, []string{"lasting", "orders", "restored", "spared", "young"}) {
		t.Errorf("there are %v", got)
	}
}

func TestReapRefusesWhatCannotBe(t *testing.T) {
	dir := t.TempDir()
	run(t, dir, "http://127.0.0.1:1", "reap", "--limit", "0").expect(t, 2, `--limit`)
	run(t, dir, "http://127.0.0.1:1", "converge", "x", "--ttl", "soon").expect(t, 2, `no lifetime`)
	run(t, dir, "http://127.0.0.1:1", "converge", "x", "--ttl", "1d", "--deletion-protection").expect(t, 2, `ttl|protection`)
}

// copyWithTags restores a cluster from a snapshot of another one, whose tags it
// then has.
func copyWithTags(t *testing.T, client *rds.Client, from, to string) {
	t.Helper()
	source, err := client.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &from})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.CreateDBClusterSnapshot(t.Context(), &rds.CreateDBClusterSnapshotInput{
		DBClusterIdentifier: &from, DBClusterSnapshotIdentifier: aws.String("snapshot"),
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.RestoreDBClusterFromSnapshot(t.Context(), &rds.RestoreDBClusterFromSnapshotInput{
		DBClusterIdentifier: &to, SnapshotIdentifier: aws.String("snapshot"), Engine: aws.String("aurora-postgresql"),
		Tags: source.DBClusters[0].TagList,
	}); err != nil {
		t.Fatal(err)
	}
}

func matches(pattern, text string) bool { return regexp.MustCompile(pattern).MatchString(text) }

func identifiers(t *testing.T, client *rds.Client) (ids []string) {
	t.Helper()
	all, err := client.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all.DBClusters {
		ids = append(ids, aws.ToString(c.DBClusterIdentifier))
	}
	return ids
}
