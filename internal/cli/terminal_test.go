package cli_test

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// runOnTerminal runs the program with a terminal of some width as its stderr and
// returns what came to it, and to stdout.
func runOnTerminal(t *testing.T, cmd *exec.Cmd, columns uint16) (screen, stdout string) {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: columns}); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, tty
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = tty.Close()
	// Linux answers EIO once the last one has closed its end.
	text, err := io.ReadAll(master)
	if err != nil && !errors.Is(err, syscall.EIO) {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return string(text), out.String()
}

// TestTerminal builds on terminals: one that can erase a line, and one that
// cannot.
func TestTerminal(t *testing.T) {
	t.Parallel()
	url := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "select 1;")).URL()
	dir := t.TempDir()
	writeINI(t, dir, ini)
	const columns = 30
	build := func(t *testing.T, term string) (screen, stdout string) {
		t.Helper()
		cmd := command(t, dir, url, "build", "config.ini", "--store", "archive", "--archive-path", "orders.tar")
		cmd.Env = append(cmd.Env, "TERM="+term)
		return runOnTerminal(t, cmd, columns)
	}
	t.Run("shows the phase in work on a line that is drawn anew", func(t *testing.T) {
		screen, stdout := build(t, "xterm")
		if strings.Count(stdout, "\n") != 1 || !strings.HasPrefix(stdout, "oci-archive:") {
			t.Errorf("stdout holds %q, want the reference alone", stdout)
		}
		drawn := regexp.MustCompile(`\r\x1b\[K(discover[^\r\n]*)`).FindStringSubmatch(screen)
		if drawn == nil || len(drawn[1]) >= columns || !strings.Contains(drawn[1], "orders started") {
			t.Errorf("drew %q, want a started phase within %d columns: %q", drawn, columns, screen)
		}
		if !regexp.MustCompile(`\x1b\[Kdiscover +orders done \(0:\d\d\)\r\n`).MatchString(screen) {
			t.Errorf("no line was left behind for the phase that ended: %q", screen)
		}
	})
	t.Run("takes lines when it cannot erase", func(t *testing.T) {
		if screen, _ := build(t, "dumb"); strings.Contains(screen, "\x1b") || !strings.Contains(screen, "publish") {
			t.Errorf("a dumb terminal was sent %q", screen)
		}
	})
}
