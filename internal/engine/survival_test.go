package engine_test

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// forBoth runs a test for each kind of server, in a folder that is initialised;
// pid tells the process id of the server in it.
func forBoth(t *testing.T, test func(t *testing.T, e engine.Engine, dir string, pid func() int)) {
	t.Helper()
	for name, kind := range map[string]struct {
		engine  func(testing.TB) engine.Engine
		pidFile string
	}{
		"PostgreSQL": {func(tb testing.TB) engine.Engine { tb.Helper(); return enginetest.Postgres(tb) }, "postmaster.pid"},
		"MariaDB":    {func(tb testing.TB) engine.Engine { tb.Helper(); return enginetest.MariaDB(tb) }, "mariadbd.pid"},
	} {
		t.Run(name, func(t *testing.T) {
			e := kind.engine(t)
			dir := filepath.Join(enginetest.Dir(t), "source")
			if err := e.Init(t.Context(), dir); err != nil {
				t.Fatal(err)
			}
			test(t, e, dir, func() int { return processID(t, filepath.Join(dir, "data", kind.pidFile)) })
		})
	}
}

// goneSoon fails the test when a process does not end.
func goneSoon(t *testing.T, pid int) {
	t.Helper()
	deadline := time.After(30 * time.Second)
	for syscall.Kill(pid, 0) == nil {
		select {
		case <-deadline:
			t.Fatalf("server %d outlives its killed parent", pid)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestDataSurvivesKilledServer(t *testing.T) {
	forBoth(t, func(t *testing.T, e engine.Engine, dir string, pid func() int) {
		t.Helper()
		s := enginetest.Serve(t, e, dir, enginetest.Listen(t))
		if err := s.CreateMaster(t.Context(), master, password, database); err != nil {
			t.Fatal(err)
		}
		if err := s.Load(t.Context(), database, master, writeScript(t, "CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2), (3);")); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid(), syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		select {
		case <-s.Exited():
		case <-time.After(30 * time.Second):
			t.Fatal("a killed server is not reported")
		}
		again := enginetest.Serve(t, e, dir, enginetest.Listen(t))
		// The key exists already, unless the row is lost.
		check := "CREATE TABLE seen (n int PRIMARY KEY); INSERT INTO seen SELECT count(*) FROM t; INSERT INTO seen VALUES (3);"
		if err := again.Load(t.Context(), database, master, writeScript(t, check)); err == nil || !strings.Contains(strings.ToLower(err.Error()), "duplicate") {
			t.Errorf("rows were lost, or more than that: %v", err)
		}
	})
}

func TestServerEndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child that its parent died")
	}
	forBoth(t, func(t *testing.T, e engine.Engine, dir string, pid func() int) {
		t.Helper()
		parent := child(t, e, dir, enginetest.Listen(t))
		server := pid()
		if err := parent.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		goneSoon(t, server)
		enginetest.Serve(t, e, dir, enginetest.Listen(t))
	})
}

func TestFolderOfLivingParentIsLeftAlone(t *testing.T) {
	forBoth(t, func(t *testing.T, e engine.Engine, dir string, pid func() int) {
		t.Helper()
		child(t, e, dir, enginetest.Listen(t))
		if _, err := e.Start(t.Context(), dir, enginetest.Listen(t)); !errors.Is(err, engine.ErrInUse) {
			t.Errorf("got %v, want ErrInUse", err)
		}
		if err := syscall.Kill(pid(), 0); err != nil {
			t.Errorf("the other process's server: %v", err)
		}
	})
}

// TestStoppedServerOfAKilledParentEnds kills the parent at the worst moment: while
// the server's process is stopped for a clone.
func TestStoppedServerOfAKilledParentEnds(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child that its parent died")
	}
	e := enginetest.MariaDB(t)
	dir := filepath.Join(enginetest.Dir(t), "source")
	if err := e.Init(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	parent := child(t, e, dir, enginetest.Listen(t))
	pid := processID(t, filepath.Join(dir, "data", "mariadbd.pid"))
	if err := errors.Join(syscall.Kill(pid, syscall.SIGSTOP), parent.Process.Kill()); err != nil {
		t.Fatal(err)
	}
	goneSoon(t, pid)
	s := enginetest.Serve(t, e, dir, enginetest.Listen(t))
	if err := s.Stop(context.WithoutCancel(t.Context())); err != nil {
		t.Error(err)
	}
}
