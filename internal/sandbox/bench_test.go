package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"golang.org/x/sync/errgroup"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// usage is what a sandbox takes of the machine.
type usage struct {
	processes, ports int
	disk, memory     int64 // bytes; memory is what its servers have for themselves
}

// usageOf measures the servers that work below a folder, and the folder (Linux).
func usageOf(tb testing.TB, folder string) (u usage) {
	tb.Helper()
	inodes := map[string]bool{}
	links, err := filepath.Glob("/proc/[0-9]*/cwd")
	if err != nil || len(links) == 0 {
		tb.Skip("needs /proc to see processes")
	}
	for _, link := range links {
		at, err := os.Readlink(link)
		if err != nil || !strings.HasPrefix(at, folder+"/") {
			continue
		}
		u.processes++
		process := filepath.Dir(link)
		if content, err := os.ReadFile(filepath.Join(process, "smaps_rollup")); err == nil {
			u.memory += private(string(content))
		}
		open, _ := filepath.Glob(filepath.Join(process, "fd", "*"))
		for _, fd := range open {
			if target, err := os.Readlink(fd); err == nil && strings.HasPrefix(target, "socket:[") {
				inodes[strings.TrimSuffix(strings.TrimPrefix(target, "socket:["), "]")] = true
			}
		}
	}
	table, err := os.ReadFile("/proc/net/tcp")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(table)) {
		fields := strings.Fields(line)
		if len(fields) > 9 && fields[3] == "0A" && inodes[fields[9]] { // listening
			u.ports++
		}
	}
	err = filepath.Walk(folder, func(_ string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() {
			u.disk += info.Size()
		}
		return nil // files come and go
	})
	if err != nil {
		tb.Fatal(err)
	}
	return u
}

// private adds up what a process shares with nobody, from its smaps_rollup.
func private(rollup string) (bytes int64) {
	for line := range strings.Lines(rollup) {
		fields := strings.Fields(line)
		if len(fields) > 1 && strings.HasPrefix(fields[0], "Private_") {
			if kb, err := strconv.ParseInt(fields[1], 10, 64); err == nil {
				bytes += kb << 10
			}
		}
	}
	return bytes
}

// BenchmarkFortyClusters makes 39 clones of one source, each with its server, and
// deletes them: AWS's quota of clusters, on one machine.
func BenchmarkFortyClusters(b *testing.B) {
	const clones = 39
	for b.Loop() {
		folder := filepath.Join(enginetest.Dir(b), "data")
		began := time.Now()
		c := clientsOf(sandboxtest.Start(b, sandboxtest.WithSeed("bank", bankSQL), sandboxtest.WithConfig(func(cfg *sandbox.Config) { cfg.Data = folder })))
		b.ReportMetric(time.Since(began).Seconds(), "s/start")
		before := usageOf(b, folder)

		began = time.Now()
		each(b, clones, func(ctx context.Context, id string) error {
			_, err := c.cloneOf(ctx, id)
			return err
		})
		b.ReportMetric(time.Since(began).Seconds(), "s/clones")
		full := usageOf(b, folder)

		began = time.Now()
		each(b, clones, c.drop)
		b.ReportMetric(time.Since(began).Seconds(), "s/deletes")
		after := usageOf(b, folder)

		b.Logf("before %+v, with %d clusters %+v, after %+v", before, clones+1, full, after)
		if full.ports != clones+1 {
			b.Errorf("%d ports are listened on, want one per cluster, %d", full.ports, clones+1)
		}
		// The source's own processes come and go; a server has five of them at least.
		if after.ports != before.ports || after.processes > before.processes+3 || after.disk > before.disk+64<<20 {
			b.Errorf("something is left: %+v before, %+v after", before, after)
		}
		b.ReportMetric(float64(full.processes), "processes")
		b.ReportMetric(float64(full.ports), "ports")
		b.ReportMetric(float64(full.disk)/(1<<20), "MB-disk")
		b.ReportMetric(float64(full.memory)/(1<<20), "MB-memory")
		b.ReportMetric(float64(after.processes-before.processes), "processes-left")
		b.ReportMetric(float64(after.disk-before.disk)/(1<<20), "MB-disk-left")
		b.ReportMetric(float64(after.memory-before.memory)/(1<<20), "MB-memory-left")
	}
}

// each runs do for n identifiers, four at a time.
func each(b *testing.B, n int, do func(ctx context.Context, id string) error) {
	b.Helper()
	group, ctx := errgroup.WithContext(b.Context())
	group.SetLimit(4)
	for i := range n {
		group.Go(func() error { return do(ctx, fmt.Sprintf("copy%d", i)) })
	}
	if err := group.Wait(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkThousandClustersWithoutServers makes a thousand clusters, lists them
// and deletes them.
func BenchmarkThousandClustersWithoutServers(b *testing.B) {
	const many = 1000
	for b.Loop() {
		c := startAlone(b, many)
		began := time.Now()
		if err := fill(b.Context(), c, many); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/create")
		began = time.Now()
		if n, err := available(b.Context(), c); err != nil || n != many {
			b.Fatalf("%d clusters are available, %v", n, err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/list")
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapAlloc)/(1<<20), "MB-heap")
		began = time.Now()
		var errs []error
		for i := 1; i < many; i++ {
			_, err := c.RDS.DeleteDBCluster(b.Context(), &rds.DeleteDBClusterInput{
				DBClusterIdentifier: aws.String(fmt.Sprintf("c%d", i)), SkipFinalSnapshot: aws.Bool(true),
			})
			errs = append(errs, err)
		}
		if err := errors.Join(errs...); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(began).Seconds(), "s/delete")
		if n, err := available(b.Context(), c); err != nil || n != 1 {
			b.Errorf("%d clusters are left, %v, want the source", n, err)
		}
	}
}
