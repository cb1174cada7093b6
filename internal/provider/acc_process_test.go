package provider_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// workspace is a folder with a configuration, for the tests in which plan and
// apply must be processes of their own, as they are for users.
type workspace struct {
	dir string
	env []string
}

const requiredProviders = `
terraform {
  required_providers {
    dbartifact = { source = "dbartifact/dbartifact" }
  }
}
`

func newWorkspace(t *testing.T, config string) *workspace {
	t.Helper()
	useTerraform(t)
	w := &workspace{dir: t.TempDir()}
	rc := filepath.Join(w.dir, "terraformrc")
	w.write(t, "terraformrc", fmt.Sprintf("provider_installation {\n  dev_overrides { \"dbartifact/dbartifact\" = %q }\n  direct {}\n}\n", filepath.Dir(executable)))
	w.write(t, "main.tf", requiredProviders+config)
	w.env = append(os.Environ(), "TF_CLI_CONFIG_FILE="+rc, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1")
	return w
}

func (w *workspace) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (w *workspace) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Getenv("TF_ACC_TERRAFORM_PATH"), args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	return cmd
}

// run runs terraform and returns what it printed on stdout.
func (w *workspace) run(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := w.command(t.Context(), args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("terraform %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String()
}

// program runs the program's command line in the folder and returns what it
// printed on stdout.
func (w *workspace) program(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), executable, args...)
	cmd.Dir, cmd.Env = w.dir, w.env
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s: %v\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String()
}

// refused runs terraform, which must fail, and returns what it printed, with
// the frames of its messages taken away.
func (w *workspace) refused(t *testing.T, args ...string) string {
	t.Helper()
	out, err := w.command(t.Context(), args...).CombinedOutput()
	if err == nil {
		t.Fatalf("terraform %s went through:\n%s", strings.Join(args, " "), out)
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(string(out), "│", "")), " ")
}

// value is an attribute of the only resource of a type in the state.
func (w *workspace) value(t *testing.T, resourceType, attribute string) string {
	t.Helper()
	var state struct {
		Values struct {
			RootModule struct {
				Resources []struct {
					Type   string         `json:"type"`
					Values map[string]any `json:"values"`
				} `json:"resources"`
			} `json:"root_module"`
		} `json:"values"`
	}
	if err := json.Unmarshal([]byte(w.run(t, "show", "-json")), &state); err != nil {
		t.Fatal(err)
	}
	for _, r := range state.Values.RootModule.Resources {
		if r.Type == resourceType {
			return fmt.Sprint(r.Values[attribute])
		}
	}
	t.Fatalf("no %s in the state", resourceType)
	return ""
}

func TestPlanAndApplyAreTwoProcessesAndKeepThePasswordToThemselves(t *testing.T) {
	startSandbox(t)
	w := newWorkspace(t, `
variable "password" {
  type      = string
  ephemeral = true
}
`+archiveImage("orders.tar")+cloneOf("master_password_wo = var.password\nmaster_password_wo_version = 1"))
	trace := filepath.Join(w.dir, "trace.log")
	w.env = append(w.env, "TF_LOG=TRACE", "TF_LOG_PATH="+trace, "TF_VAR_password="+clonePassword)
	w.run(t, "plan", "-out=saved.tfplan")
	planned := w.run(t, "show", "-json", "saved.tfplan")
	w.run(t, "apply", "saved.tfplan")
	if digest := w.value(t, "dbartifact_image", "digest"); !strings.Contains(planned, digest) {
		t.Errorf("the digest %s was not in the plan", digest)
	}
	for _, file := range []string{"terraform.tfstate", "trace.log", "orders.tar"} {
		text, err := os.ReadFile(filepath.Join(w.dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if len(text) == 0 || bytes.Contains(text, []byte(clonePassword)) {
			t.Errorf("%s is empty or holds the password", file)
		}
	}
	if strings.Contains(planned, clonePassword) {
		t.Error("the plan holds the password")
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestTwoProviderConfigurationsShareAnArtifact(t *testing.T) {
	startSandbox(t)
	w := newWorkspace(t, `
provider "dbartifact" {
  alias = "builder"
}
`+strings.Replace(archiveImage("orders.tar"), "{\n", "{\n  provider = dbartifact.builder\n", 1)+cloneOf(`inherit_master_password = true`))
	w.run(t, "apply", "-auto-approve")
	if out := w.run(t, "plan", "-detailed-exitcode"); !strings.Contains(out, "No changes") {
		t.Errorf("the plan after apply is not empty:\n%s", out)
	}
	w.run(t, "destroy", "-auto-approve")
}

func TestKilledApplyIsResumedWithoutASecondClone(t *testing.T) {
	restores := make(chan string, 16)
	startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Timing = sandbox.Fast
		c.OnRequest = func(r sandbox.Request) {
			if r.Action == "RestoreDBClusterToPointInTime" && r.Status < 300 {
				restores <- r.ID
			}
		}
	}))
	w := newWorkspace(t, archiveImage("orders.tar")+cloneOf(`inherit_master_password = true`))
	apply := w.command(t.Context(), "apply", "-auto-approve")
	apply.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // the provider goes with Terraform
	if err := apply.Start(); err != nil {
		t.Fatal(err)
	}
	select {
	case <-restores:
	case <-time.After(waitTime):
		t.Error("no clone was begun")
	}
	if err := syscall.Kill(-apply.Process.Pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	_ = apply.Wait()
	_ = os.Remove(filepath.Join(w.dir, ".terraform.tfstate.lock.info"))
	before := describeClone(t)
	endLease(t)

	out := w.run(t, "apply", "-auto-approve", "-lock=false")
	if !strings.Contains(out, "Unfinished cluster will be resumed") {
		t.Errorf("the apply does not say that it resumes:\n%s", out)
	}
	if after := w.value(t, "dbartifact_cluster", "cluster_resource_id"); after != before {
		t.Errorf("the cluster is %s, it was %s", after, before)
	}
	if len(restores) != 0 {
		t.Error("a second clone was made")
	}
	w.run(t, "destroy", "-auto-approve", "-lock=false")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}
