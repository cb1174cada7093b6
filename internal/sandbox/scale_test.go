package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/fleet"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// startAlone starts a control plane without servers, with room for n clusters.
func startAlone(tb testing.TB, n int) clients {
	tb.Helper()
	s, err := sandbox.Start(context.WithoutCancel(tb.Context()), sandbox.Config{
		Engines: sandbox.NoEngines, Quotas: map[string]int{"DBClusters": n, "DBInstances": n},
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(context.WithoutCancel(tb.Context())); err != nil {
			tb.Error(err)
		}
	})
	return clientsOf(s)
}

// fill makes a source and clones it until there are n clusters.
func fill(ctx context.Context, c clients, n int) error {
	_, err := c.RDS.CreateDBCluster(ctx, &rds.CreateDBClusterInput{
		DBClusterIdentifier: aws.String("c0"), Engine: aws.String("aurora-mysql"), MasterUsername: aws.String("dbadmin"),
		MasterUserPassword: aws.String("some-Password1"),
	})
	if err != nil {
		return err
	}
	// The next Describe shows what was asked for as done.
	if _, err := c.RDS.DescribeDBClusters(ctx, &rds.DescribeDBClustersInput{}); err != nil {
		return err
	}
	if _, err := c.RDS.CreateDBInstance(ctx, &rds.CreateDBInstanceInput{
		DBClusterIdentifier: aws.String("c0"), DBInstanceIdentifier: aws.String("c0-1"), DBInstanceClass: aws.String("db.r6g.large"),
		Engine: aws.String("aurora-mysql"),
	}); err != nil {
		return err
	}
	if _, err := c.RDS.DescribeDBInstances(ctx, &rds.DescribeDBInstancesInput{}); err != nil {
		return err
	}
	for i := 1; i < n; i++ {
		if _, err := c.RDS.RestoreDBClusterToPointInTime(ctx, &rds.RestoreDBClusterToPointInTimeInput{
			SourceDBClusterIdentifier: aws.String("c0"), DBClusterIdentifier: aws.String(fmt.Sprintf("c%d", i)),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
		}); err != nil {
			return fmt.Errorf("clone %d: %w", i, err)
		}
	}
	return nil
}

// available counts the clusters that show this status, page by page.
func available(ctx context.Context, c clients) (n int, err error) {
	pages := rds.NewDescribeDBClustersPaginator(c.RDS, &rds.DescribeDBClustersInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return n, err
		}
		for _, cl := range page.DBClusters {
			if aws.ToString(cl.Status) == "available" {
				n++
			}
		}
	}
	return n, nil
}

// TestHundredsOfClustersWithoutServers keeps the suite short; the benchmark has
// the thousand.
func TestHundredsOfClustersWithoutServers(t *testing.T) {
	t.Parallel()
	const many = 250
	c := startAlone(t, many)
	began := time.Now()
	if err := fill(t.Context(), c, many); err != nil {
		t.Fatal(err)
	}
	if n, err := available(t.Context(), c); err != nil || n != many {
		t.Errorf("%d clusters are available, %v, want %d", n, err, many)
	}
	t.Logf("%d clusters in %s", many, time.Since(began))
	_, err := c.RDS.RestoreDBClusterToPointInTime(t.Context(), &rds.RestoreDBClusterToPointInTimeInput{
		SourceDBClusterIdentifier: aws.String("c0"), DBClusterIdentifier: aws.String("more"),
		RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
	})
	sandboxtest.Refused(t, err, "DBClusterQuotaExceededFault")
}

func TestNoServersMeansNoSeeds(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Start(t.Context(), sandbox.Config{Engines: sandbox.NoEngines, Seeds: []sandbox.Seed{{Identifier: "orders", File: "orders.sql"}}})
	if !errors.Is(err, fleet.ErrNoServers) {
		if err == nil {
			_ = s.Close(t.Context())
		}
		t.Errorf("got %v, want that there are no servers", err)
	}
	if _, err := sandbox.Start(t.Context(), sandbox.Config{Engines: "oracle"}); err == nil || !strings.Contains(err.Error(), "oracle") {
		t.Errorf("got %v, want the engine refused by name", err)
	}
}
