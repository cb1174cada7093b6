package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cli"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
)

// output is what a verb writes, while it writes.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes what the verb says.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// running is a verb that goes on until its test ends it.
type running struct {
	url            string
	stdout, stderr *output
	end            func() int // ends it and returns its exit code
}

// startSandbox runs "sandbox" with flags and returns once it is ready.
func startSandbox(t *testing.T, flags ...string) running {
	t.Helper()
	enginetest.Postgres(t)
	ready := filepath.Join(t.TempDir(), "ready")
	ctx, cancel := context.WithCancel(t.Context())
	r := running{stdout: &output{}, stderr: &output{}}
	exited := make(chan int, 1)
	args := append([]string{"sandbox", "--listen", "127.0.0.1:0", "--ready-file", ready}, flags...)
	go func() { exited <- cli.Run(ctx, args, cli.Process{Stdout: r.stdout, Stderr: r.stderr, Version: "test"}) }()
	r.end = sync.OnceValue(func() int { cancel(); return <-exited })
	t.Cleanup(func() { r.end() })
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if url, err := os.ReadFile(ready); err == nil {
			r.url = strings.TrimSpace(string(url))
			return r
		}
		select {
		case code := <-exited:
			exited <- code
			t.Fatalf("the sandbox ended with %d: %s", code, r.stderr)
		case <-tick.C:
		}
	}
}

func TestSandboxAloneRuns(t *testing.T) {
	t.Parallel()
	r := startSandbox(t, "--timing", "aws", "--time-scale", "0.01", "--phase", "create-instance=1s", "--phase", "create-cluster=0s")
	if got := strings.TrimSpace(r.stdout.String()); got != r.url {
		t.Errorf("stdout holds %q, want the URL %s alone", got, r.url)
	}
	if code := r.end(); code != cli.ExitOK {
		t.Errorf("exit code %d, want %d: %s", code, cli.ExitOK, r.stderr)
	}
}

func TestSandboxRefusesFlags(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		flags []string
		code  int
		want  string
	}{
		{"a timing there is not", []string{"--timing", "slow"}, cli.ExitUsage, `"instant","fast","aws"`},
		{"a phase there is not", []string{"--phase", "create-tea=3s"}, cli.ExitFailure, `"create-tea": there are only [add-security-groups`},
		{"a length that is none", []string{"--phase", "create-instance=soon"}, cli.ExitUsage, "--phase"},
		{"time that runs backwards", []string{"--time-scale=-1"}, cli.ExitFailure, "want a number above 0"},
		{"a fault there is not", []string{"--fault", "*=explode"}, cli.ExitUsage, `no fault "explode"`},
		{"faults in no file", []string{"--faults", "nowhere.yml"}, cli.ExitUsage, "nowhere.yml"},
		{"credentials without a secret", []string{"--credentials", "AKID:"}, cli.ExitFailure, "want KEY:SECRET"},
		{"credentials in no file", []string{"--credentials", "nowhere"}, cli.ExitFailure, "reading credentials: open nowhere"},
		{"a permission that is none", []string{"--deny", "everything"}, cli.ExitUsage, "want an action such as rds:CreateDBCluster"},
		{"a denial by nobody", []string{"--deny", "rds:CreateDBCluster,organization"}, cli.ExitUsage, "is not scp"},
		{"a quota there is not", []string{"--quota", "Clusters=1"}, cli.ExitFailure, `"Clusters": there are only`},
		{"an owner who is none", []string{"--engine", "none", "--seed", "a=b.sql,owner=me"}, cli.ExitFailure, "12 digits"},
		{"a seed with what it does not have", []string{"--seed", "a=b.sql,colour=red"}, cli.ExitUsage, "parameter_group="},
		{"a seed without a file", []string{"--seed", "orders"}, cli.ExitUsage, "want ID=FILE.sql"},
		{"a verb there is not", []string{"walk"}, cli.ExitUsage, "walk"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			code := cli.Run(t.Context(), append([]string{"sandbox"}, c.flags...), cli.Process{Stdout: &stdout, Stderr: &stderr})
			if code != c.code || !strings.Contains(stderr.String(), c.want) {
				t.Errorf("exit code %d, %s; want %d and %q", code, stderr.String(), c.code, c.want)
			}
			if stdout.Len() > 0 {
				t.Errorf("stdout holds %s", stdout.String())
			}
		})
	}
}

func TestSandboxTakesFaults(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "faults.yml")
	if err := os.WriteFile(file, []byte("faults:\n- {operation: CreateDBCluster, fault: slow, delay: 2s}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := startSandbox(t, "--fault", "Describe*=throttling,probability=0.5", "--faults", file)
	var got struct{ Faults []faults.Standing }
	getJSON(t, r.url+"/_sandbox/faults", &got)
	want := []faults.Standing{
		{ID: 1, Rule: faults.Rule{Operation: "Describe*", Fault: faults.Throttling, Probability: 0.5}},
		{ID: 2, Rule: faults.Rule{Operation: "CreateDBCluster", Fault: faults.Slow, Delay: faults.Delay(2 * time.Second)}},
	}
	if diff := cmp.Diff(want, got.Faults); diff != "" {
		t.Errorf("the faults in force (-want +got):\n%s", diff)
	}
}

// getJSON reads what the sandbox says of itself.
func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
}
