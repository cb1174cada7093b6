package cli_test

import (
	"bufio"
	"encoding/json"
	"io"
	"strings"
	"syscall"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// eventLine is a line of JSON on stderr: an event, or an error.
type eventLine struct {
	Phase, Object, Status string
	Done                  bool
	Error                 string
	Notes                 []string
}

// TestInterruptedConvergeIsCarriedOnWith interrupts a run once its clone exists,
// as machines see it: in JSON.
func TestInterruptedConvergeIsCarriedOnWith(t *testing.T) {
	t.Parallel()
	slow := sandboxtest.WithConfig(func(c *sandbox.Config) { c.Timing = sandbox.Fast })
	url := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "select 1;"), slow).URL()
	dir := t.TempDir()
	writeINI(t, dir, ini)
	run(t, dir, url, "build", "config.ini", "--store", "archive", "--archive-path", "orders.tar").expect(t, 0, "")

	args := []string{"converge", "oci-archive:orders.tar", "--cluster-identifier", "copy", "--inherit-master-password", "--json"}
	first := command(t, dir, url, args...)
	reader, writer := io.Pipe()
	first.Stderr = writer
	ended := make(chan error, 1)
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { ended <- first.Wait(); _ = writer.Close() }()
	var last eventLine
	for lines := bufio.NewScanner(reader); lines.Scan(); {
		last = eventLine{}
		if err := json.Unmarshal(lines.Bytes(), &last); err != nil {
			t.Fatalf("stderr holds %q, want lines of JSON: %v", lines.Text(), err)
		}
		if last.Phase == "restore" && last.Status == "creating" {
			if err := first.Process.Signal(syscall.SIGTERM); err != nil {
				t.Error(err)
			}
		}
	}
	if err := <-ended; err == nil {
		t.Error("it ended well")
	}
	if code, want := first.ProcessState.ExitCode(), 128+int(syscall.SIGTERM); code != want {
		t.Errorf("exit code %d, want %d", code, want)
	}
	if last.Error == "" || len(last.Notes) != 1 || !strings.Contains(last.Notes[0], "copy is left unfinished") {
		t.Errorf("its last words are %+v, want an error and that the cluster is left", last)
	}

	second := run(t, dir, url, args...)
	second.expect(t, 0, `carrying on with an unfinished`)
	var made struct {
		Endpoint string
		Port     int
	}
	if err := json.Unmarshal([]byte(second.stdout), &made); err != nil || made.Endpoint == "" || made.Port == 0 {
		t.Errorf("stdout holds %s (%v)", second.stdout, err)
	}
}
