package image_test

import (
	"compress/gzip"
	"crypto/sha256"
	"io"
	"os"
	"runtime"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// BenchmarkImage builds images of the real program, as a new process each time, and
// measures them against what no image of it can go below: reading and hashing the
// program once, packing it once, and its packed size.
//
// "planned" is what a plan spends on an image whose program it has packed before;
// "rebuilt" is one whose specification has changed; "published" also reads all that
// a store is sent; "first" is an image of a program that was never packed.
func BenchmarkImage(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("the program is for Linux")
	}
	path := imagetest.Program(b)
	hashing, packing, packedSize := floors(b, path)
	remembers := usercache.At(b.TempDir(), image.MaxLayerCache)
	plan(b, 0, openRuntime(b, path, "linux/"+runtime.GOARCH, remembers))
	for _, bc := range []struct {
		name  string
		cache usercache.Folder
		floor time.Duration
		use   func(b *testing.B, n int, r *image.Runtime)
	}{
		{"first", usercache.Folder{}, packing, plan},
		{"planned", remembers, hashing, plan},
		{"rebuilt", remembers, hashing, replan},
		{"published", remembers, hashing, publish},
	} {
		b.Run(bc.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				image.ForgetRuntimes()
				bc.use(b, n, openRuntime(b, path, "linux/"+runtime.GOARCH, bc.cache))
				n++
			}
			b.ReportMetric(float64(b.Elapsed().Milliseconds())/float64(n), "ms/image")
			b.ReportMetric(float64(b.Elapsed())/float64(n)/float64(bc.floor), "x-floor")
		})
	}
	b.Run("size", func(b *testing.B) {
		var size int64
		for b.Loop() {
			size = sizeOf(b, imageOf(b, 0, openRuntime(b, path, "linux/"+runtime.GOARCH, remembers)))
		}
		b.ReportMetric(float64(size)/(1<<20), "MB")
		b.ReportMetric(float64(size)/float64(packedSize), "x-floor")
	})
}

// imageOf is the image of the nth specification.
func imageOf(b *testing.B, n int, r *image.Runtime) v1.Image {
	b.Helper()
	s := spec()
	s.Target.Port = 5432 + n%1000
	return build(b, image.Input{Spec: s, Files: image.Contents{Changelog: contents()}.Files(), Runtimes: []*image.Runtime{r}})
}

func plan(b *testing.B, _ int, r *image.Runtime) {
	b.Helper()
	digest(b, imageOf(b, 0, r))
}

func replan(b *testing.B, n int, r *image.Runtime) {
	b.Helper()
	digest(b, imageOf(b, n, r))
}

func publish(b *testing.B, n int, r *image.Runtime) {
	b.Helper()
	all, err := imageOf(b, n, r).Layers()
	if err != nil {
		b.Fatal(err)
	}
	for _, layer := range all {
		content, err := layer.Compressed()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, content); err != nil {
			b.Fatal(err)
		}
		if err := content.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// floors measures the least that an image of the file takes.
func floors(b *testing.B, path string) (hashing, packing time.Duration, packedSize int64) {
	b.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	f, err := os.Open(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := io.Copy(sha256.New(), f); err != nil {
		b.Fatal(err)
	}
	hashing, start = time.Since(start), time.Now()
	counted := &counter{}
	zw, err := gzip.NewWriterLevel(counted, gzip.BestSpeed)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := zw.Write(content); err != nil {
		b.Fatal(err)
	}
	if err := zw.Close(); err != nil {
		b.Fatal(err)
	}
	return hashing, time.Since(start), counted.n
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

// sizeOf is what a registry keeps of an image, in bytes.
func sizeOf(b *testing.B, img v1.Image) int64 {
	b.Helper()
	manifest, err := img.Manifest()
	if err != nil {
		b.Fatal(err)
	}
	size, err := img.Size()
	if err != nil {
		b.Fatal(err)
	}
	size += manifest.Config.Size
	for _, layer := range manifest.Layers {
		size += layer.Size
	}
	return size
}
