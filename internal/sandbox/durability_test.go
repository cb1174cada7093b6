package sandbox_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// dataIn has a sandbox keep its data in a folder.
func dataIn(folder string) sandboxtest.Option {
	return sandboxtest.WithConfig(func(c *sandbox.Config) { c.Data = folder })
}

func TestStartedAgainOnTheSameFolder(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(enginetest.Dir(t), "data")
	seed := sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL)
	first := sandboxtest.Start(t, seed, dataIn(folder))
	c := clientsOf(first)
	c.Clone(t, "copy")
	c.setPassword(t, "copy", "another-Password1")
	c.AddInstance(t, "copy", "copy-1")
	c.Clone(t, "idle")
	before := c.Cluster(t, "copy")
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if left := serversIn(t, folder); len(left) != 0 {
		t.Fatalf("closing left the servers %v", left)
	}
	if conn, err := sandboxtest.Connect(t.Context(), before, "another-Password1"); err == nil {
		_ = conn.Close(t.Context())
		t.Fatal("a closed sandbox's cluster answers SQL")
	}

	// The seed is there already: were its SQL run again, it would fail.
	c = clientsOf(sandboxtest.Start(t, seed, dataIn(folder)))
	after := c.Cluster(t, "copy")
	if aws.ToString(after.DbClusterResourceId) != aws.ToString(before.DbClusterResourceId) || aws.ToString(after.Endpoint) != aws.ToString(before.Endpoint) {
		t.Errorf("the clone was %s at %s and is %s at %s", aws.ToString(before.DbClusterResourceId), aws.ToString(before.Endpoint),
			aws.ToString(after.DbClusterResourceId), aws.ToString(after.Endpoint))
	}
	if n := sandboxtest.CountOrders(t, after, "another-Password1"); n != 1000 {
		t.Errorf("the clone has %d orders, want 1000", n)
	}
	if n := sandboxtest.CountOrders(t, c.Cluster(t, "orders"), sandboxtest.Password); n != 1000 {
		t.Errorf("the source has %d orders, want 1000", n)
	}
	c.AddInstance(t, "idle", "idle-1")
	if n := sandboxtest.CountOrders(t, c.Cluster(t, "idle"), sandboxtest.Password); n != 1000 {
		t.Errorf("the clone without instances has %d orders, want 1000", n)
	}
}

func TestInterruptedWorkIsFinishedAtTheNextStart(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(enginetest.Dir(t), "data")
	first := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL), dataIn(folder))
	c := clientsOf(first)
	c.Clone(t, "reset")
	if err := modify(func(in *modifyInput) {
		in.DBClusterIdentifier, in.MasterUserPassword = aws.String("reset"), aws.String("another-Password1")
	})(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(t.Context()); err != nil { // both calls were acknowledged, neither is done
		t.Fatal(err)
	}
	c = clientsOf(sandboxtest.Start(t, dataIn(folder)))
	for id, password := range map[string]string{"copy": sandboxtest.Password, "reset": "another-Password1"} {
		c.AwaitCluster(t, id)
		c.AddInstance(t, id, id+"-1")
		if n := sandboxtest.CountOrders(t, c.Cluster(t, id), password); n != 1000 {
			t.Errorf("%s has %d orders, want 1000", id, n)
		}
	}
}

func TestOneSandboxPerFolder(t *testing.T) {
	t.Parallel()
	folder := enginetest.Dir(t)
	sandboxtest.Start(t, dataIn(folder))
	second, err := sandbox.Start(t.Context(), sandbox.Config{Data: folder})
	if !errors.Is(err, sandbox.ErrInUse) {
		if err == nil {
			_ = second.Close(t.Context())
		}
		t.Errorf("got %v, want ErrInUse", err)
	}
}

func TestTwoSandboxesAtOnce(t *testing.T) {
	t.Parallel()
	one := clientsOf(sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL)))
	two := clientsOf(sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);")))
	first, second := one.Cluster(t, "orders"), two.Cluster(t, "orders")
	if aws.ToInt32(first.Port) != aws.ToInt32(second.Port) && strings.HasPrefix(aws.ToString(first.Endpoint), "127.6") {
		t.Errorf("the ports are %d and %d, want the engine's own for both", aws.ToInt32(first.Port), aws.ToInt32(second.Port))
	}
	if a, b := sandboxtest.CountOrders(t, first, sandboxtest.Password), sandboxtest.CountOrders(t, second, sandboxtest.Password); a != 1000 || b != 0 {
		t.Errorf("the clusters have %d and %d orders, want 1000 and 0", a, b)
	}
}

func TestTheEndLeavesNothing(t *testing.T) {
	ends := map[string]func(s *sandbox.Server, cancel context.CancelFunc) error{
		"by Close": func(s *sandbox.Server, _ context.CancelFunc) error { return s.Close(t.Context()) },
		"by the end of its context": func(s *sandbox.Server, cancel context.CancelFunc) error {
			cancel()
			<-s.Done()
			return s.Close(t.Context())
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			enginetest.Postgres(t)
			folder := enginetest.Dir(t)
			t.Setenv("TMPDIR", folder)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			server, err := sandbox.Start(ctx, sandbox.Config{Timing: sandbox.Fast, Seeds: []sandbox.Seed{{Identifier: "orders"}}})
			if err != nil {
				t.Fatal(err)
			}
			if len(serversIn(t, folder)) == 0 {
				t.Error("no server runs in the temporary folder")
			}
			// In the midst of making a clone.
			if err := restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), clientsOf(server)); err != nil {
				t.Error(err)
			}
			if err := end(server, cancel); err != nil {
				t.Error(err)
			}
			if left := serversIn(t, folder); len(left) != 0 {
				t.Errorf("the processes %v are left", left)
			}
			if left, err := filepath.Glob(filepath.Join(folder, "dbartifact-*")); err != nil || len(left) != 0 {
				t.Errorf("the folders %v are left, %v", left, err)
			}
		})
	}
}

// serversIn returns the ids of the processes that were started on a folder's data.
func serversIn(t *testing.T, folder string) []string {
	t.Helper()
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil || len(lines) == 0 {
		t.Skip("needs /proc to see processes")
	}
	var found []string
	for _, file := range lines {
		text, err := os.ReadFile(file)
		if err == nil && slices.ContainsFunc(strings.Split(string(text), "\x00"), func(arg string) bool { return strings.Contains(arg, folder) }) &&
			!strings.Contains(string(text), ".test") {
			found = append(found, filepath.Base(filepath.Dir(file)))
		}
	}
	return found
}
