package engine_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestServerAnswersUntilStopped(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	conn := session(t, at)
	version, err := p.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got := value[string](t, conn, "SHOW server_version"); !strings.HasPrefix(got, version) {
		t.Errorf("the server is %s, the program says %s", got, version)
	}
	if got := value[string](t, conn, "SHOW fsync"); got != "on" {
		t.Errorf("fsync is %s", got)
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Exited():
	default:
		t.Error("Stop returned before the process was gone")
	}
	if _, err := net.Dial("tcp", tcp(at)); err == nil {
		t.Error("something still listens")
	}
	if err := s.Stop(t.Context()); err != nil {
		t.Errorf("stopping twice: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "socket")); err == nil {
		t.Error("the link to the socket's folder is still there")
	}
}

func TestDataSurvivesKilledServer(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	conn := session(t, at)
	execute(t, conn, "CREATE TABLE t (n int)", "INSERT INTO t SELECT generate_series(1, 1000)")
	if err := syscall.Kill(postmaster(t, dir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case <-s.Exited():
	case <-time.After(30 * time.Second):
		t.Fatal("a killed server is not reported")
	}
	_, again := start(t, p, dir)
	if got := value[int](t, session(t, again), "SELECT count(*) FROM t"); got != 1000 {
		t.Errorf("%d rows survived of 1000", got)
	}
}

func TestServerEndsWithItsParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux tells a child that its parent died")
	}
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	parent := child(t, dir, enginetest.Listen(t))
	pid := postmaster(t, dir)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	deadline := time.After(30 * time.Second)
	for syscall.Kill(pid, 0) == nil {
		select {
		case <-deadline:
			t.Fatalf("server %d outlives its killed parent", pid)
		case <-time.After(20 * time.Millisecond):
		}
	}
	start(t, p, dir)
}

func TestFolderOfLivingParentIsLeftAlone(t *testing.T) {
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	child(t, dir, enginetest.Listen(t))
	if _, err := p.Start(t.Context(), dir, enginetest.Listen(t)); !errors.Is(err, engine.ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	if err := syscall.Kill(postmaster(t, dir), 0); err != nil {
		t.Errorf("the other process's server: %v", err)
	}
}

func TestLeftoverServerIsStoppedFirst(t *testing.T) {
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	s, at := start(t, p, dir)
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A server without a parent that cares: its socket is where the data is.
	data := filepath.Join(dir, "data")
	info, err := os.Stat(data)
	if err != nil {
		t.Fatal(err)
	}
	uid, gid, err := engine.Owner(info)
	if err != nil {
		t.Fatal(err)
	}
	left := exec.Command(p.Program("postgres"), "-D", data, "-k", data, "-h", "")
	if os.Geteuid() == 0 {
		left.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
	}
	if err := left.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- left.Wait() }()
	t.Cleanup(func() { _ = left.Process.Kill() })
	for socket := filepath.Join(data, ".s.PGSQL.5432"); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		if t.Context().Err() != nil {
			t.Fatal("the left-over server does not start")
		}
	}
	s, err = p.Start(t.Context(), dir, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Stop(context.WithoutCancel(t.Context())) })
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("the left-over server did not shut down in peace: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the left-over server still runs")
	}
}
