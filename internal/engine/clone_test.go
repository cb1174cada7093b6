package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestCloneIsIndependentOfItsSource(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	source := session(t, at)
	execute(t, source, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)")
	clone := filepath.Join(filepath.Dir(dir), "clone")
	if _, err := s.CloneTo(t.Context(), clone); err != nil {
		t.Fatal(err)
	}
	cs, cat := start(t, p, clone)
	cloned := session(t, cat) // with the source's password
	execute(t, source, "INSERT INTO t VALUES (2)", "INSERT INTO t VALUES (3)")
	execute(t, cloned, "DELETE FROM t", "CREATE TABLE mine ()")
	if got := value[int](t, source, "SELECT count(*) FROM t"); got != 3 {
		t.Errorf("the source has %d rows, want 3", got)
	}
	if got := value[int](t, cloned, "SELECT count(*) FROM t"); got != 0 {
		t.Errorf("the clone has %d rows, want 0", got)
	}
	if err := cs.SetPassword(t.Context(), master, "of the clone"); err != nil {
		t.Fatal(err)
	}
	session(t, at)
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := cs.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, cat = start(t, p, clone)
	conn, err := login(t.Context(), cat, master, "of the clone")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if got := value[int](t, conn, "SELECT count(*) FROM t"); got != 0 {
		t.Errorf("the clone has %d rows without its source, want 0", got)
	}
}

// interrupted is a context that is cancelled once a file exists: in the middle
// of whatever made it.
type interrupted struct {
	context.Context
	cancel context.CancelFunc
	once   string
}

func (c *interrupted) Err() error {
	if _, err := os.Stat(c.once); err == nil {
		c.cancel()
	}
	return c.Context.Err()
}

func TestInterruptedCloneLeavesNothing(t *testing.T) {
	p := enginetest.Postgres(t)
	s, at, dir := newMaster(t, p)
	clone := filepath.Join(filepath.Dir(dir), "clone")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	half := filepath.Join(clone+".partial", "data", "base", "1", "1259")
	if _, err := s.CloneTo(&interrupted{ctx, cancel, half}, clone); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, want the cancellation", err)
	}
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
	if got := value[int](t, session(t, at), "SELECT count(*) FROM pg_replication_slots"); got != 0 {
		t.Errorf("%d replication slots left behind", got)
	}

	// What a killed process cannot remove is no obstacle to the next one.
	if err := os.MkdirAll(filepath.Dir(half), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloneTo(t.Context(), clone); err != nil {
		t.Fatal(err)
	}
	start(t, p, clone)
}

func TestCloneRefusesOccupiedFolder(t *testing.T) {
	p := enginetest.Postgres(t)
	s, _, dir := newMaster(t, p)
	if _, err := s.CloneTo(t.Context(), dir); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v, want ErrExist", err)
	}
	empty := filepath.Join(filepath.Dir(dir), "empty")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	copied, err := s.CloneTo(t.Context(), empty)
	if err != nil {
		t.Fatal(err)
	}
	if copied.Bytes < 10<<20 {
		t.Errorf("a clone of %d bytes is too small to be true", copied.Bytes)
	}
	for _, gone := range []string{"postmaster.pid", "postmaster.opts"} {
		if _, err := os.Stat(filepath.Join(empty, "data", gone)); err == nil {
			t.Errorf("the clone has the source's %s", gone)
		}
	}
}

func TestCloneOfStoppedServerFails(t *testing.T) {
	p := enginetest.Postgres(t)
	s, _, dir := newMaster(t, p)
	if err := s.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	clone := filepath.Join(filepath.Dir(dir), "clone")
	_, err := s.CloneTo(t.Context(), clone)
	if err == nil || !strings.Contains(err.Error(), "connecting as "+engine.Superuser) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(clone); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("left behind: %v", err)
	}
}

func BenchmarkClone(b *testing.B) {
	p := enginetest.Postgres(b)
	s, at, dir := newMaster(b, p)
	execute(b, session(b, at), "CREATE TABLE t AS SELECT n, repeat('x', 1000) FROM generate_series(1, 100000) n", "CHECKPOINT")
	var copied engine.Copied
	n := 0
	for b.Loop() {
		clone := filepath.Join(filepath.Dir(dir), fmt.Sprintf("clone%d", n))
		n++
		var err error
		if copied, err = s.CloneTo(b.Context(), clone); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		if err := os.RemoveAll(clone); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.SetBytes(copied.Bytes)
	b.ReportMetric(float64(copied.Bytes), string(copied.Method)+"-bytes/op")
}
