// Package imagetest gives tests what an image needs: a small static executable
// to put inside.
package imagetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// program answers with its arguments and its user, so that a test that runs the
// image can see both.
const program = `package main

import (
	"fmt"
	"os"
)

func main() { fmt.Println("runtime", os.Getuid(), os.Args) }
`

// built remembers the executables by platform: a test binary needs the same few
// again and again.
var built sync.Map

// Runtime builds a static Linux executable for a platform such as linux/amd64
// and returns the path of a copy, which is gone when the test ends. It skips the
// test without a Go toolchain, and fails it with CI=true.
func Runtime(tb testing.TB, platform string) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), "runtime")
	content, known := built.Load(platform)
	if !known {
		compile(tb, platform, path)
		content, err := os.ReadFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		built.Store(platform, content)
		return path
	}
	if content, ok := content.([]byte); !ok || os.WriteFile(path, content, 0o700) != nil { //nolint:gosec // a program is executable
		tb.Fatalf("writing a runtime for %s to %s", platform, path)
	}
	return path
}

func compile(tb testing.TB, platform, path string) {
	tb.Helper()
	tool, err := exec.LookPath("go")
	if err != nil {
		if ci, _ := os.LookupEnv("CI"); ci == "true" {
			tb.Fatalf("looking for a Go toolchain: %v", err)
		}
		tb.Skipf("looking for a Go toolchain: %v", err)
	}
	system, machine, _ := strings.Cut(platform, "/")
	source := filepath.Join(tb.TempDir(), "main.go")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(tb.Context(), tool, "build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", path, source)
	cmd.Env = append(cmd.Environ(), "GOOS="+system, "GOARCH="+machine, "GOFLAGS=", "GO111MODULE=off", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("building a runtime for %s: %v\n%s", platform, err, out)
	}
}
