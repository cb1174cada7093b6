// Package imagetest gives tests what an image needs: a small static executable
// to put inside.
package imagetest

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
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

// Runtime builds a static Linux executable for a platform such as linux/amd64
// and returns its path, which is gone when the test ends. It skips the test
// without a Go toolchain, and fails it with CI=true.
func Runtime(tb testing.TB, platform string) string {
	tb.Helper()
	tool, err := exec.LookPath("go")
	if err != nil {
		if ci, _ := os.LookupEnv("CI"); ci == "true" {
			tb.Fatalf("looking for a Go toolchain: %v", err)
		}
		tb.Skipf("looking for a Go toolchain: %v", err)
	}
	system, machine, _ := strings.Cut(platform, "/")
	dir := tb.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte(program), 0o600); err != nil {
		tb.Fatal(err)
	}
	path := filepath.Join(dir, "runtime")
	cmd := exec.CommandContext(tb.Context(), tool, "build", "-trimpath", "-ldflags=-s -w -buildid=", "-o", path, source)
	cmd.Env = append(cmd.Environ(), "GOOS="+system, "GOARCH="+machine, "GOFLAGS=", "GO111MODULE=off", "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		tb.Fatalf("building a runtime for %s: %v\n%s", platform, err, out)
	}
	return path
}
