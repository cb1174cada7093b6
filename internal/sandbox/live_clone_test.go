package sandbox_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// bankSQL holds accounts whose balances add up to bankTotal, whatever is moved
// between them.
const (
	bankSQL = `
CREATE TABLE account (id int PRIMARY KEY, balance int NOT NULL, filler text);
INSERT INTO account SELECT n, 100, repeat('x', 300) FROM generate_series(1, 1000) n;
CREATE INDEX ON account (balance);
CREATE TABLE ledger (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount int NOT NULL, running bigint NOT NULL);
`
	bankTotal = 1000 * 100
)

// cloneOf makes a copy-on-write clone of "bank" with one instance, named id and
// id-1, and waits for it.
func (c clients) cloneOf(ctx context.Context, id string) (rdstypes.DBCluster, error) {
	if _, err := c.RDS.RestoreDBClusterToPointInTime(ctx, &rds.RestoreDBClusterToPointInTimeInput{
		SourceDBClusterIdentifier: aws.String("bank"), DBClusterIdentifier: aws.String(id),
		RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
	}); err != nil {
		return rdstypes.DBCluster{}, err
	}
	clusters := rds.NewDBClusterAvailableWaiter(c.RDS, func(o *rds.DBClusterAvailableWaiterOptions) {
		o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
	})
	if err := clusters.Wait(ctx, &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(id)}, sandboxtest.Patience); err != nil {
		return rdstypes.DBCluster{}, err
	}
	if _, err := c.RDS.CreateDBInstance(ctx, &rds.CreateDBInstanceInput{
		DBClusterIdentifier: aws.String(id), DBInstanceIdentifier: aws.String(id + "-1"),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	}); err != nil {
		return rdstypes.DBCluster{}, err
	}
	instances := rds.NewDBInstanceAvailableWaiter(c.RDS, func(o *rds.DBInstanceAvailableWaiterOptions) {
		o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
	})
	if err := instances.Wait(ctx, &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(id + "-1")}, sandboxtest.Patience); err != nil {
		return rdstypes.DBCluster{}, err
	}
	out, err := c.RDS.DescribeDBClusters(ctx, &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(id)})
	if err != nil {
		return rdstypes.DBCluster{}, err
	}
	return out.DBClusters[0], nil
}

// drop deletes a clone that cloneOf made.
func (c clients) drop(ctx context.Context, id string) error {
	if _, err := c.RDS.DeleteDBInstance(ctx, &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String(id + "-1")}); err != nil {
		return err
	}
	if _, err := c.RDS.DeleteDBCluster(ctx, &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(id), SkipFinalSnapshot: aws.Bool(true)}); err != nil {
		return err
	}
	waiter := rds.NewDBClusterDeletedWaiter(c.RDS, func(o *rds.DBClusterDeletedWaiterOptions) {
		o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
	})
	return waiter.Wait(ctx, &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(id)}, sandboxtest.Patience)
}

// keepMoving moves money between accounts, and writes what was moved into a
// ledger with a running sum, in two sessions until stop is called.
func keepMoving(tb testing.TB, source rdstypes.DBCluster) (moved *atomic.Int64, stop func()) {
	tb.Helper()
	moved = &atomic.Int64{}
	ctx, cancel := context.WithCancel(tb.Context())
	var writers sync.WaitGroup
	for n := range 2 {
		conn, err := sandboxtest.Connect(ctx, source, sandboxtest.Password)
		if err != nil {
			tb.Fatal(err)
		}
		writers.Go(func() {
			defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
			for i := n; ctx.Err() == nil; i += 7 {
				_, err := conn.Exec(ctx, fmt.Sprintf(`BEGIN; LOCK TABLE ledger IN EXCLUSIVE MODE;
					UPDATE account SET balance = balance - %[1]d WHERE id = %[2]d; UPDATE account SET balance = balance + %[1]d WHERE id = %[3]d;
					INSERT INTO ledger (amount, running) SELECT %[1]d, %[1]d + COALESCE((SELECT running FROM ledger ORDER BY id DESC LIMIT 1), 0); COMMIT`,
					1+i%9, 1+i%1000, 1+(i*31+1)%1000))
				if err != nil && ctx.Err() == nil {
					tb.Errorf("moving money: %v", err)
					return
				}
				moved.Add(1)
			}
		})
	}
	stop = func() { cancel(); writers.Wait() }
	tb.Cleanup(stop)
	return moved, stop
}

// checkBank makes sure that a clone is as of one moment: nothing half moved, and
// no hole in the running sum.
func checkBank(ctx context.Context, tb testing.TB, c rdstypes.DBCluster) {
	tb.Helper()
	conn, err := sandboxtest.Connect(ctx, c, sandboxtest.Password)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	var total, rows, wrong int
	if err := conn.QueryRow(ctx, "SELECT sum(balance) FROM account").Scan(&total); err != nil {
		tb.Fatal(err)
	}
	err = conn.QueryRow(ctx, `SELECT count(*), count(*) FILTER (WHERE running <> soll)
		FROM (SELECT running, sum(amount) OVER (ORDER BY id) AS soll FROM ledger) l`).Scan(&rows, &wrong)
	if err != nil {
		tb.Fatal(err)
	}
	if total != bankTotal || wrong != 0 || rows == 0 {
		tb.Errorf("%s: the balances add up to %d, want %d; %d of %d running sums are wrong", aws.ToString(c.DBClusterIdentifier), total, bankTotal, wrong, rows)
	}
}

// checkPages lets pg_amcheck look at every page of a cluster's database.
func checkPages(ctx context.Context, tb testing.TB, folder string, c rdstypes.DBCluster) {
	tb.Helper()
	programs, err := filepath.Glob("/usr/lib/postgresql/*/bin/pg_amcheck")
	if err != nil || len(programs) == 0 {
		tb.Fatalf("pg_amcheck is not where Debian has it: %v", err)
	}
	socket, err := os.Readlink(filepath.Join(folder, "clusters", aws.ToString(c.DbClusterResourceId), "data", "socket"))
	if err != nil {
		tb.Fatal(err)
	}
	out, err := exec.CommandContext(ctx, programs[len(programs)-1], "--host="+socket, "--port="+strconv.Itoa(int(aws.ToInt32(c.Port))),
		"--username="+engine.Superuser, "--install-missing", "--heapallindexed", "--database=app").CombinedOutput()
	if err != nil {
		tb.Errorf("pg_amcheck of %s: %v\n%s", aws.ToString(c.DBClusterIdentifier), err, out)
	}
}

// cloneWhileWriting clones a source n times while it is written to, and checks
// and drops each clone.
func cloneWhileWriting(tb testing.TB, n int) {
	tb.Helper()
	folder := filepath.Join(enginetest.Dir(tb), "data")
	c := clientsOf(sandboxtest.Start(tb, sandboxtest.WithSeed("bank", bankSQL), sandboxtest.WithConfig(func(cfg *sandbox.Config) { cfg.Data = folder })))
	out, err := c.RDS.DescribeDBClusters(tb.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("bank")})
	if err != nil {
		tb.Fatal(err)
	}
	moved, stop := keepMoving(tb, out.DBClusters[0])
	began := time.Now()
	for i := range n {
		before := moved.Load()
		clone, err := c.cloneOf(tb.Context(), fmt.Sprintf("copy%d", i))
		if err != nil {
			tb.Fatal(err)
		}
		if moved.Load() == before {
			tb.Error("nothing was written meanwhile, so the clone proves nothing")
		}
		checkBank(tb.Context(), tb, clone)
		checkPages(tb.Context(), tb, folder, clone)
		if err := c.drop(tb.Context(), aws.ToString(clone.DBClusterIdentifier)); err != nil {
			tb.Fatal(err)
		}
	}
	took := time.Since(began)
	stop()
	tb.Logf("%d clones in %s under %d transfers", n, took, moved.Load())
	if b, ok := tb.(*testing.B); ok {
		b.ReportMetric(took.Seconds()/float64(n), "s/clone")
		b.ReportMetric(float64(moved.Load())/took.Seconds(), "transfers/s")
	}
}

// TestClonesOfASourceThatIsWrittenTo keeps the suite short; the benchmark makes
// twenty.
func TestClonesOfASourceThatIsWrittenTo(t *testing.T) {
	t.Parallel()
	cloneWhileWriting(t, 3)
}

func BenchmarkTwentyClonesOfASourceThatIsWrittenTo(b *testing.B) {
	for b.Loop() {
		cloneWhileWriting(b, 20)
	}
}
