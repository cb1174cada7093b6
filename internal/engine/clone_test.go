package engine_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

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
