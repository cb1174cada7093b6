package sandbox_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// serveVariable names the data folder of a sandbox that this program is to be,
// instead of a test.
const serveVariable = "SANDBOX_TEST_SERVE"

func TestMain(m *testing.M) {
	folder := os.Getenv(serveVariable)
	if folder == "" {
		os.Exit(m.Run())
	}
	s, err := sandbox.Start(context.Background(), sandbox.Config{
		Data: folder, Timing: sandbox.Fast, Seeds: []sandbox.Seed{{Identifier: "bank", File: folder + ".sql"}},
	})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(s.URL())
	<-s.Done() // until it is killed
}

// startProcess starts a sandbox as a process of its own.
func startProcess(t *testing.T, folder string) (clients, *exec.Cmd) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), serveVariable+"="+folder)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line, err := bufio.NewReader(out).ReadString('\n')
	url := strings.TrimSpace(line)
	if err != nil || !strings.HasPrefix(url, "http://") {
		t.Fatalf("the sandbox says %q, %v", line, err)
	}
	return clients{sandboxtest.ClientsAt(url)}, cmd
}

// acknowledged is what a sandbox has said that it did, or was going to do.
type acknowledged struct {
	clones map[string]bool // true: made, false: deleted
	rows   int             // in the table ledger
}

// work has a sandbox make and delete clones, and a source take rows, until ctx
// ends; it notes what was acknowledged.
func (a *acknowledged) work(ctx context.Context, c clients, round int) {
	rows := make(chan int)
	go func() {
		n := 0
		defer func() { rows <- n }()
		out, err := c.RDS.DescribeDBClusters(ctx, &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("bank")})
		if err != nil {
			return
		}
		conn, err := sandboxtest.Connect(ctx, out.DBClusters[0], sandboxtest.Password)
		if err != nil {
			return
		}
		defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
		for {
			if _, err := conn.Exec(ctx, "INSERT INTO ledger (amount, running) VALUES (1, 1)"); err != nil {
				return
			}
			n++
		}
	}()
	for i := 0; ctx.Err() == nil; i++ {
		id := fmt.Sprintf("copy-%d-%d", round, i)
		_, err := c.RDS.RestoreDBClusterToPointInTime(ctx, &rds.RestoreDBClusterToPointInTimeInput{
			SourceDBClusterIdentifier: aws.String("bank"), DBClusterIdentifier: aws.String(id),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
		})
		if err != nil {
			break
		}
		a.clones[id] = true
		for old, there := range a.clones {
			if !there || old == id {
				continue
			}
			in := &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(old), SkipFinalSnapshot: aws.Bool(true)}
			if _, err := c.RDS.DeleteDBCluster(ctx, in); err == nil {
				a.clones[old] = false
			} else if !strings.Contains(err.Error(), "InvalidDBClusterState") {
				delete(a.clones, old) // the answer was lost: either may be
			}
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(150 * time.Millisecond):
		}
	}
	a.rows += <-rows
}

// noneLeft waits until no database server works in a folder.
func noneLeft(t *testing.T, folder string) {
	t.Helper()
	deadline := time.Now().Add(20 * time.Second)
	for {
		var left []string
		links, err := filepath.Glob("/proc/[0-9]*/cwd")
		if err != nil || len(links) == 0 {
			t.Skip("needs /proc to see processes")
		}
		for _, link := range links {
			if at, err := os.Readlink(link); err == nil && strings.HasPrefix(at, folder+"/") {
				left = append(left, link)
			}
		}
		if len(left) == 0 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("servers outlive their sandbox: %v", left)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func TestKilledAtAnyMomentItServesWhatItAcknowledged(t *testing.T) {
	t.Parallel()
	enginetest.Postgres(t)
	folder := filepath.Join(enginetest.Dir(t), "data")
	if err := os.WriteFile(folder+".sql", []byte(bankSQL), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &acknowledged{clones: map[string]bool{}}
	for round := range 4 {
		c, process := startProcess(t, folder)
		a.check(t, c)
		after := time.Duration(rand.Int64N(int64(1500 * time.Millisecond)))
		ctx, cancel := context.WithCancel(t.Context())
		kill := time.AfterFunc(after, func() {
			_ = process.Process.Kill()
			cancel()
		})
		a.work(ctx, c, round)
		kill.Stop()
		cancel()
		_ = process.Process.Kill()
		_ = process.Wait()
		noneLeft(t, folder)
		t.Logf("killed after %s: %d clones and %d rows acknowledged by now", after, len(a.clones), a.rows)
	}
	c, _ := startProcess(t, folder)
	a.check(t, c)
}

// check compares a sandbox with what it has acknowledged.
func (a *acknowledged) check(t *testing.T, c clients) {
	t.Helper()
	for id, there := range a.clones {
		if there {
			c.AwaitCluster(t, id)
			continue
		}
		waiter := rds.NewDBClusterDeletedWaiter(c.RDS, func(o *rds.DBClusterDeletedWaiterOptions) {
			o.MinDelay, o.MaxDelay = sandboxtest.Pace, sandboxtest.Pace
		})
		if err := waiter.Wait(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(id)}, sandboxtest.Patience); err != nil {
			t.Errorf("%s was deleted: %v", id, err)
		}
	}
	conn, err := sandboxtest.Connect(t.Context(), c.Cluster(t, "bank"), sandboxtest.Password)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var rows int
	if err := conn.QueryRow(t.Context(), "SELECT count(*) FROM ledger").Scan(&rows); err != nil {
		t.Fatal(err)
	}
	if rows < a.rows {
		t.Errorf("%d rows are there of %d that were committed", rows, a.rows)
	}
}
