package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
)

// execCommand is "sandbox exec" with flags and a command, as a process.
func execCommand(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	enginetest.Postgres(t)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, program, append([]string{"sandbox", "exec"}, args...)...)
	cmd.Env = append(os.Environ(), "AWS_PROFILE=production", "AWS_SESSION_TOKEN=real", "AWS_ACCESS_KEY_ID=real", "TMPDIR="+enginetest.Dir(t))
	return cmd
}

func TestExecLeadsToTheSandboxAlone(t *testing.T) {
	t.Parallel()
	cmd := execCommand(t, "--region", "eu-west-1", "--credentials", "AKIDEXEC:secret-of-exec", "--",
		"sh", "-c", `env | grep ^AWS_ | sort; grep -q 'BEGIN CERTIFICATE' "$DBARTIFACT_DATABASE_CA_BUNDLE" || exit 1; echo "$1" >&2; exit 7`, "sh", "--seed")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err == nil || cmd.ProcessState.ExitCode() != 7 {
		t.Fatalf("exit code %d, want the command's 7: %s", cmd.ProcessState.ExitCode(), stderr.String())
	}
	got := strings.Split(strings.TrimSpace(stdout.String()), "\n")
	url := ""
	for i, line := range got {
		if value, is := strings.CutPrefix(line, "AWS_ENDPOINT_URL="); is {
			url, got[i] = value, "AWS_ENDPOINT_URL="
		}
	}
	want := []string{
		"AWS_ACCESS_KEY_ID=AKIDEXEC", "AWS_CONFIG_FILE=/dev/null", "AWS_DEFAULT_REGION=eu-west-1", "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ENDPOINT_URL=", "AWS_REGION=eu-west-1", "AWS_SECRET_ACCESS_KEY=secret-of-exec", "AWS_SHARED_CREDENTIALS_FILE=/dev/null",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the command's AWS environment (-want +got):\n%s", diff)
	}
	if strings.TrimSpace(stderr.String()) != "--seed" {
		t.Errorf("stderr holds %q, want the command's own alone", stderr.String())
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/_sandbox/health", nil)
	if err != nil {
		t.Fatal(err)
	}
	if response, err := http.DefaultClient.Do(request); err == nil {
		_ = response.Body.Close()
		t.Errorf("the sandbox at %q still answers", url)
	}
}

func TestExecWithStatusAndRequestLog(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	seed, log := filepath.Join(dir, "orders.sql"), filepath.Join(dir, "requests.jsonl")
	if err := os.WriteFile(seed, []byte("CREATE TABLE orders (id int);"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := execCommand(t, "--seed", "orders="+seed, "--request-log", log, "--",
		"sh", "-c", `"$0" sandbox status && "$0" sandbox status --json >"$1"`, program, filepath.Join(dir, "status.json"))
	cmd.Stderr = os.Stderr
	table, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, table)
	}
	for _, want := range []string{"CLUSTER", "orders ", "orders-1 available", "timing instant"} {
		if !strings.Contains(string(table), want) {
			t.Errorf("the status lacks %q:\n%s", want, table)
		}
	}
	text, err := os.ReadFile(filepath.Join(dir, "status.json"))
	if err != nil {
		t.Fatal(err)
	}
	var status admin.Status
	if err := json.Unmarshal(text, &status); err != nil || len(status.Clusters) != 1 || status.Clusters[0].DiskBytes == 0 {
		t.Errorf("%v: the status is %s", err, text)
	}
}

func TestRequestLogHoldsNoSecrets(t *testing.T) {
	t.Parallel()
	log := filepath.Join(t.TempDir(), "requests.jsonl")
	r := startSandbox(t, "--request-log", log, "--fault", "DescribeDBClusters=throttling")
	if got := callAs(t, r.url, "AKIDLOG", "secret"); got != "Throttling" {
		t.Errorf("answered %q", got)
	}
	setPassword(t, r.url, "not-to-be-Logged1")
	if code := r.end(); code != 0 {
		t.Fatalf("exit code %d", code)
	}
	file, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var calls []sandbox.Request
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var call sandbox.Request
		if err := json.Unmarshal(lines.Bytes(), &call); err != nil {
			t.Fatalf("%v: %s", err, lines.Text())
		}
		calls = append(calls, call)
	}
	if len(calls) != 2 {
		t.Fatalf("the log has %d calls, want 2: %+v", len(calls), calls)
	}
	first, second := calls[0], calls[1]
	if first.Action != "DescribeDBClusters" || first.Status != 400 || first.Code != "Throttling" || first.AccessKey != "AKIDLOG" ||
		len(first.Faults) != 1 || first.At.IsZero() || first.Took <= 0 {
		t.Errorf("the first call is logged as %+v", first)
	}
	if second.Params["MasterUserPassword"] != sandbox.Redacted || second.Code != "DBClusterNotFoundFault" {
		t.Errorf("the second call is logged as %+v", second)
	}
}

func TestExecPassesSignalsOn(t *testing.T) {
	t.Parallel()
	for name, signal := range map[string]syscall.Signal{"TERM": syscall.SIGTERM, "INT": syscall.SIGINT, "HUP": syscall.SIGHUP} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// What the command does on its way out still finds the sandbox.
			cmd := execCommand(t, "--", "sh", "-c",
				`trap '"$0" sandbox status >/dev/null && echo ended; exit 3' `+name+`; echo ready; while :; do sleep 0.05; done`, program)
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			var stderr bytes.Buffer
			cmd.Stderr = &stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			if !lines.Scan() || lines.Text() != "ready" {
				t.Fatalf("the command says %q: %s", lines.Text(), stderr.String())
			}
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if !lines.Scan() || lines.Text() != "ended" {
				t.Errorf("the command says %q", lines.Text())
			}
			if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() != 3 {
				t.Errorf("exit code %d, want the command's 3: %s", cmd.ProcessState.ExitCode(), stderr.String())
			}
		})
	}
}

func TestExecOfCommandsThatEndBadly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		command []string
		code    int
	}{
		"killed":       {[]string{"--", "sh", "-c", "kill -KILL $$"}, 137},
		"there is not": {[]string{"--", "no-such-program"}, 127},
		"none given":   {[]string{"--"}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := execCommand(t, c.command...)
			if out, _ := cmd.CombinedOutput(); cmd.ProcessState.ExitCode() != c.code {
				t.Errorf("exit code %d, want %d: %s", cmd.ProcessState.ExitCode(), c.code, out)
			}
		})
	}
}
