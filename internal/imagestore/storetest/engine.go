package storetest

import (
	"cmp"
	"crypto/rand"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Engine returns the host of a running Docker Engine, DOCKER_HOST's or this
// host's. Without one the test is skipped; with CI=true it fails.
func Engine(t *testing.T) string {
	t.Helper()
	host, _ := os.LookupEnv("DOCKER_HOST")
	host = cmp.Or(host, "unix:///var/run/docker.sock")
	cmd := exec.CommandContext(t.Context(), "docker", "version", "--format={{.Server.Version}}")
	cmd.Env = append(cmd.Environ(), "DOCKER_HOST="+host)
	if out, err := cmd.CombinedOutput(); err != nil {
		missing(t, "a Docker Engine at "+host, err.Error()+": "+strings.TrimSpace(string(out)))
	}
	return host
}

// UniqueName returns an image name that no other test has.
func UniqueName() string { return "dbartifact-test-" + strings.ToLower(rand.Text()) + ":v1" }

// missing skips the test, unless everything has to be there.
func missing(t *testing.T, what, why string) {
	t.Helper()
	if ci, _ := os.LookupEnv("CI"); ci == "true" {
		t.Fatalf("looking for %s: %s", what, why)
	}
	t.Skipf("looking for %s: %s", what, why)
}
