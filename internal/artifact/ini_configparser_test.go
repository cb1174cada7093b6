package artifact_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// TestParseINIAgreesWithConfigparser holds our reading of the predecessor's
// files against the parser the predecessor had.
func TestParseINIAgreesWithConfigparser(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("python3 is missing")
		}
		t.Skip("python3 is missing")
	}
	const script = `
import configparser, json, sys
p = configparser.ConfigParser()
p.read_string(sys.stdin.read())
t = p["target_db"]
print(json.dumps({"id": p["source_db"]["source_db_cluster_id"],
  "subnets": [s.strip() for s in t.get("subnet_ids", "source").split(",")],
  "type": t["instance_type"], "database": t["database_name"]}))`
	for _, file := range []string{"predecessor.ini", "earlier.ini", "earlier_example.ini", "every_key.ini"} {
		t.Run(file, func(t *testing.T) {
			text, err := os.ReadFile("testdata/ini/" + file)
			if err != nil {
				t.Fatal(err)
			}
			config, err := artifact.ParseINI(text, file)
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), python, "-c", script)
			cmd.Stdin, err = os.Open("testdata/ini/" + file)
			if err != nil {
				t.Fatal(err)
			}
			out, err := cmd.Output()
			if err != nil {
				t.Fatal(err)
			}
			var theirs struct {
				ID, Type, Database string
				Subnets            []string
			}
			if err := json.Unmarshal(out, &theirs); err != nil {
				t.Fatal(err)
			}
			ours := config.TargetDB
			if len(ours.SubnetIDs) == 0 {
				ours.SubnetIDs = []string{"source"}
			}
			if ours.DatabaseName == "" {
				ours.DatabaseName = "dontcare"
			}
			got := []any{config.SourceDB.ClusterID, ours.InstanceType, ours.DatabaseName, ours.SubnetIDs}
			want := []any{theirs.ID, theirs.Type, theirs.Database, theirs.Subnets}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("configparser reads it otherwise (-theirs +ours):\n%s", diff)
			}
		})
	}
}
