package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// terraform skips the test without Terraform on the PATH, or fails it with CI=true.
func terraform(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("terraform")
	switch {
	case err == nil:
	case os.Getenv("CI") == "true":
		t.Fatal(err)
	default:
		t.Skip(err)
	}
}

// TestExampleOfTerraformTest runs the example as its readers do: in its folder,
// with the provider that they have built.
func TestExampleOfTerraformTest(t *testing.T) {
	t.Parallel()
	terraform(t)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "examples", "sandbox", "terraform-test"))); err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(dir, "bin")
	if err := os.Mkdir(bin, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(program, filepath.Join(bin, "terraform-provider-dbartifact")); err != nil {
		t.Fatal(err)
	}
	rc := filepath.Join(dir, "terraformrc")
	overrides := "provider_installation {\n  dev_overrides {\n    \"dbartifact/dbartifact\" = \"" + bin + "\"\n  }\n}\n"
	if err := os.WriteFile(rc, []byte(overrides), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := execCommand(t, "--seed", "orders=seed.sql", "--", "terraform", "test", "-no-color")
	cmd.Dir = dir
	cmd.Env = append(cmd.Env, "TF_CLI_CONFIG_FILE="+rc, "CHECKPOINT_DISABLE=1")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Success! 3 passed, 0 failed.") {
		t.Errorf("%v:\n%s", err, out)
	}
}
