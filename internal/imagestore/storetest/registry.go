package storetest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"
)

// How long a registry may take to answer first, and to end when asked to.
const (
	startTime = 30 * time.Second
	stopTime  = 10 * time.Second
)

// RegistryOption changes how a registry is started.
type RegistryOption func(t *testing.T, dir string, c *registryConfig)

type registryConfig struct {
	deletes bool
	auth    string
}

// WithoutDelete starts a registry that refuses to delete, as many do.
func WithoutDelete() RegistryOption {
	return func(_ *testing.T, _ string, c *registryConfig) { c.deletes = false }
}

// WithLogin starts a registry that knows one user.
func WithLogin(user, password string) RegistryOption {
	return func(t *testing.T, dir string, c *registryConfig) {
		t.Helper()
		hash, err := bcrypt.GenerateFromPassword([]byte(password), bcrypt.MinCost)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "htpasswd")
		if err := os.WriteFile(file, fmt.Appendf(nil, "%s:%s\n", user, hash), 0o600); err != nil {
			t.Fatal(err)
		}
		c.auth = fmt.Sprintf("auth: {htpasswd: {realm: test, path: %q}}\n", file)
	}
}

// Registry starts Debian's docker-registry (Docker Distribution 2.8) on a free
// loopback port, with an empty folder of its own, and returns host:port. It is
// gone when the test ends. Without the program the test is skipped; with CI=true
// it fails.
func Registry(t *testing.T, options ...RegistryOption) string {
	t.Helper()
	program, err := exec.LookPath("docker-registry")
	if err != nil {
		missing(t, "docker-registry", err.Error())
	}
	dir, host := t.TempDir(), freeAddress(t)
	config := registryConfig{deletes: true}
	for _, option := range options {
		option(t, dir, &config)
	}
	text := fmt.Sprintf("version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage: {filesystem: {rootdirectory: %q}, delete: {enabled: %t}}\nhttp: {addr: %q}\n%s",
		filepath.Join(dir, "data"), config.deletes, host, config.auth)
	file := filepath.Join(dir, "config.yml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, host, program, "serve", file)
	return host
}

// start runs a server until the test ends, and waits for its first answer. The
// test's context ends before its clean-up, which may still need the server.
func start(t *testing.T, host, program string, args ...string) {
	t.Helper()
	running, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	cmd := exec.CommandContext(running, program, args...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime
	cmd.SysProcAttr = endWithParent()
	if err := cmd.Start(); err != nil {
		stop()
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = cmd.Wait() // ends by a signal, which is no news
	}()
	t.Cleanup(func() {
		stop()
		<-ended
	})

	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	for !answers(ctx, host) {
		select {
		case <-ended:
			t.Fatalf("%s ended: %s", cmd.Path, output.String())
		case <-ctx.Done():
			t.Fatalf("waiting for %s to answer at %s: %v", cmd.Path, host, ctx.Err())
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func answers(ctx context.Context, host string) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+host+"/v2/", nil)
	if err != nil {
		return false
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	return response.Body.Close() == nil
}

// freeAddress is free now; nobody else on a loopback address is in that much of
// a hurry.
func freeAddress(t *testing.T) string {
	t.Helper()
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
