package engine_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestRootRunsServerUnprivileged(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives up rights")
	}
	p := enginetest.Postgres(t)
	_, at, dir := newMaster(t, p)
	info, err := os.Stat(fmt.Sprintf("/proc/%d", postmaster(t, dir)))
	if err != nil {
		t.Skip(err)
	}
	if uid, _, err := engine.Owner(info); err != nil || uid == 0 {
		t.Errorf("the server runs as user %d, %v", uid, err)
	}
	if got := value[string](t, session(t, at), "SHOW data_directory_mode"); got != "0700" {
		t.Errorf("the data has mode %s", got)
	}
}

func TestUnreachableFolderIsNamed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root's servers run as somebody else")
	}
	p := enginetest.Postgres(t)
	closed := filepath.Join(enginetest.Dir(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	err := p.Init(t.Context(), filepath.Join(closed, "source"))
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), closed) {
		t.Errorf("got %v, want the closed folder named", err)
	}
}

func TestStartSaysWhyItCannot(t *testing.T) {
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	at := enginetest.Listen(t)
	taken, err := net.Listen("tcp", tcp(at))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, tc := range []struct {
		name, dir, want string
		at              engine.Listen
	}{
		{"port taken", dir, "Address already in use", at},
		{"not loopback", dir, "not a loopback address", engine.Listen{Address: "192.0.2.1", Port: 5432}},
		{"a name", dir, "reading the address", engine.Listen{Address: "localhost", Port: 5432}},
		{"no port", dir, "not between 1 and 65535", engine.Listen{Address: "127.0.0.1"}},
		{"no such folder", dir + "x", "no such file", at},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, err := p.Start(t.Context(), tc.dir, tc.at)
			if err == nil {
				_ = s.Stop(t.Context())
				t.Fatal("it started")
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want %q in it", err, tc.want)
			}
		})
	}
	// None of these failures keeps the folder from being served.
	start(t, p, dir)
}

func TestFailedInitLeavesNothing(t *testing.T) {
	p := enginetest.Postgres(t)
	parent := enginetest.Dir(t)
	ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
	defer cancel()
	if err := p.Init(ctx, filepath.Join(parent, "source")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	full := newDir(t, p)
	if err := p.Init(t.Context(), full); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v for a folder in use, want ErrExist", err)
	}
}
