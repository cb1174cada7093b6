package engine_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestServerIsWhatTheProgramSays(t *testing.T) {
	p := enginetest.Postgres(t)
	_, at, _ := newMaster(t, p)
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
}

func TestLeftoverServerIsStoppedFirst(t *testing.T) {
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	s, at := start(t, p, dir)
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A server without a parent that cares.
	data := filepath.Join(dir, "data")
	info, err := os.Stat(data)
	if err != nil {
		t.Fatal(err)
	}
	uid, gid, err := engine.Owner(info)
	if err != nil {
		t.Fatal(err)
	}
	left := exec.Command(p.Path("postgres"), "-D", data, "-k", "", "-h", at.Address, "-p", strconv.Itoa(at.Port))
	if os.Geteuid() == 0 {
		left.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uid, Gid: gid}}
	}
	if err := left.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- left.Wait() }()
	t.Cleanup(func() { _ = left.Process.Kill() })
	for answers := false; !answers; {
		conn, err := net.Dial("tcp", net.JoinHostPort(at.Address, strconv.Itoa(at.Port)))
		if answers = err == nil; answers {
			_ = conn.Close()
		}
		select {
		case err := <-done:
			t.Fatalf("the left-over server does not start: %v", err)
		case <-time.After(20 * time.Millisecond):
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
