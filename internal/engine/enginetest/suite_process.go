package enginetest

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

func (s suite) servesUntilStopped(t *testing.T) {
	t.Helper()
	server, at, dir := s.master(t)
	if n := number(t, s.session(t, at), "SELECT 1"); n != 1 {
		t.Error("it counts wrong")
	}
	if _, err := s.engine.Start(t.Context(), dir, s.place(t)); !errors.Is(err, engine.ErrInUse) {
		t.Errorf("served twice: got %v, want ErrInUse", err)
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-server.Exited():
	default:
		t.Error("Stop returned before the process was gone")
	}
	address := net.JoinHostPort(at.Address, strconv.Itoa(at.Port))
	if conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address); err == nil {
		_ = conn.Close()
		t.Error("something still listens")
	}
	if err := server.Stop(t.Context()); err != nil {
		t.Errorf("stopping twice: %v", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, "socket")); err == nil {
		t.Error("the link to the socket's folder is still there")
	}
}

func (s suite) startSaysWhyItCannot(t *testing.T) {
	t.Helper()
	dir := s.dir(t)
	at := s.place(t)
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", net.JoinHostPort(at.Address, strconv.Itoa(at.Port)))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	for name, tc := range map[string]struct {
		dir, want string
		at        engine.Listen
	}{
		"port taken":     {dir, "ddress already in use", at},
		"not loopback":   {dir, "not a loopback address", engine.Listen{Address: "192.0.2.1", Port: 5432}},
		"a name":         {dir, "reading the address", engine.Listen{Address: "localhost", Port: 5432}},
		"no port":        {dir, "not between 1 and 65535", engine.Listen{Address: "127.0.0.1"}},
		"no such folder": {dir + "x", "no such file", at},
	} {
		server, err := s.engine.Start(t.Context(), tc.dir, tc.at)
		if err == nil {
			_ = server.Stop(t.Context())
			t.Errorf("%s: it started", name)
		} else if !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: got %v, want %q in it", name, err, tc.want)
		}
	}
	s.serve(t, dir) // none of these failures keeps the folder from being served
}

func (s suite) failedInitLeavesNothing(t *testing.T) {
	t.Helper()
	parent := Dir(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if err := s.engine.Init(ctx, filepath.Join(parent, "source")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want the deadline", err)
	}
	if entries, err := os.ReadDir(parent); err != nil || len(entries) > 0 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	full := s.dir(t)
	if err := s.engine.Init(t.Context(), full); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v for a folder in use, want ErrExist", err)
	}
}
