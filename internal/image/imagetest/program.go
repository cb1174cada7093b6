package imagetest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// modulePath is what go build takes from any folder of the module.
const modulePath = "github.com/dbartifact/terraform-provider-dbartifact"

// RunWithProgram builds this project's own program, static and for Linux, lets
// use have its path, runs the tests, removes it, and returns the exit code. It
// is for TestMain: the program takes too long to build for each test.
func RunWithProgram(m *testing.M, use func(path string)) int {
	folder, err := os.MkdirTemp("", "dbartifact-program-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "building the program:", err)
		return 1
	}
	defer func() { _ = os.RemoveAll(folder) }()
	path, err := buildProgram(folder)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	use(path)
	return m.Run()
}

// Program builds this project's own program as RunWithProgram does, for one test
// or benchmark.
func Program(tb testing.TB) string {
	tb.Helper()
	path, err := buildProgram(tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

func buildProgram(folder string) (string, error) {
	path := filepath.Join(folder, "terraform-provider-dbartifact")
	build := exec.Command("go", "build", "-ldflags=-s -w", "-o", path, modulePath) //nolint:noctx // TestMain has no context
	build.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return path, nil
}
