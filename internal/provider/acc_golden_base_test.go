package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// TestGoldenBaseIsMaskedOnceAndClonedManyTimes lives through the example: a base
// that is masked in two steps, clones of it, and a week later fresh data for all.
func TestGoldenBaseIsMaskedOnceAndClonedManyTimes(t *testing.T) {
	var mu sync.Mutex
	clones := map[string]int{} // by source
	startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) {
			if r.Action == "RestoreDBClusterToPointInTime" && r.Status < 300 {
				mu.Lock()
				defer mu.Unlock()
				source := r.Params["SourceDBClusterIdentifier"]
				clones[source[strings.LastIndex(source, ":")+1:]]++
			}
		}
	}))
	w := newWorkspace(t, "")
	example := filepath.Join("..", "..", "examples", "golden-base")
	for _, name := range []string{"main.tf", "mask.sql"} {
		text, err := os.ReadFile(filepath.Join(example, name))
		if err != nil {
			t.Fatal(err)
		}
		w.write(t, name, string(text))
	}
	for i, week := range []string{"47", "48"} {
		w.run(t, "apply", "-auto-approve", "-var=week="+week)
		if out := w.run(t, "plan", "-detailed-exitcode", "-var=week="+week); !strings.Contains(out, "No changes") {
			t.Errorf("week %s: the plan after apply is not empty:\n%s", week, out)
		}
		want := map[string]int{sourceCluster: i + 1, "orders-base-m": i + 1, "orders-base": 2 * (i + 1)}
		if fmt.Sprint(clones) != fmt.Sprint(want) {
			t.Errorf("week %s: cloned %v, want %v", week, clones, want)
		}
		for _, identifier := range []string{"orders-pr-41", "orders-pr-42"} {
			if err := isMasked(t, identifier); err != nil {
				t.Errorf("week %s: %s: %v", week, identifier, err)
			}
		}
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

// isMasked looks into a clone of the base, as its managed master user does and as
// the login that the source has.
func isMasked(t *testing.T, identifier string) error {
	t.Helper()
	out, err := rdsClient(t).DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(identifier)})
	if err != nil {
		return err
	}
	c := out.DBClusters[0]
	password, err := secretValue(t, aws.ToString(c.MasterUserSecret.SecretArn))
	if err != nil {
		return err
	}
	at := address{postgres, aws.ToString(c.Endpoint), int(aws.ToInt32(c.Port)), "app"}
	masked, err := at.ask(t.Context(), "dbadmin", password, `select count(*) from customers where name = 'masked ' || id`)
	if err != nil || masked != 100 {
		return fmt.Errorf("%d names are masked, want 100: %w", masked, err)
	}
	if _, err := at.ask(t.Context(), "reporting", "of-the-report", `select 1`); err == nil {
		return fmt.Errorf("the source's login works")
	}
	return nil
}
