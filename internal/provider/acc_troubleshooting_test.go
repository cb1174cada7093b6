package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

var (
	spaces     = regexp.MustCompile(`[\s│]+`)
	transition = regexp.MustCompile(`\[INFO\].*Status changed:.*`)
	field      = regexp.MustCompile(`(\w+)="?([^" ]+)"?`)
)

// What went wrong is told by the error: where, after what, and what the server
// said. What went on is told by the log, each status once.
func TestFailedApplyTellsPhaseStatusesEventsAndLogsEachStatusOnce(t *testing.T) {
	startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Timing = sandbox.Fast
		c.Faults = append(c.Faults, faults.Rule{Operation: "CreateDBInstance", Target: "clone-1", Fault: faults.Status, Status: "incompatible-network"})
	}))
	w := newWorkspace(t, archiveImage("orders.tar")+cloneOf(``))
	log := filepath.Join(w.dir, "info.log")
	w.env = append(w.env, "TF_LOG=INFO", "TF_LOG_PATH="+log, "NO_COLOR=1")
	out, err := w.command(t.Context(), "apply", "-auto-approve", "-no-color").CombinedOutput()
	if err == nil {
		t.Fatal("the apply went through")
	}
	told := spaces.ReplaceAllString(string(out), " ")
	for _, want := range []string{
		"phase instances", `waiting for the instances of cluster "clone"`, "statuses: clone-1 creating at 0s, clone-1 incompatible-network at",
		"RDS events of the last hour", "Some of the specified subnet IDs are invalid",
	} {
		if !strings.Contains(strings.ToLower(told), strings.ToLower(want)) {
			t.Errorf("%q is not in the error:\n%s", want, told)
		}
	}

	text, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	last, seen := map[string]string{}, map[string]bool{}
	for _, line := range transition.FindAllString(string(text), -1) {
		fields := map[string]string{}
		for _, f := range field.FindAllStringSubmatch(line, -1) {
			fields[f[1]] = f[2]
		}
		object, status := fields["object"], fields["status"]
		if object == "" || status == "" || fields["elapsed_seconds"] == "" || fields["phase"] == "" {
			t.Errorf("the line lacks something: %s", line)
		}
		if last[object] == status {
			t.Errorf("%s is told twice to be %s", object, status)
		}
		last[object], seen[object+" "+status] = status, true
	}
	for _, want := range []string{"clone creating", "clone available", "clone-1 creating", "clone-1 incompatible-network"} {
		if !seen[want] {
			t.Errorf("%q is not in the log; there are %v", want, seen)
		}
	}
}
