package conformance_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// version returns one of the versions that are offered of an engine, counted from
// the newest.
func (w *world) version(t *testing.T, engine string, older int) string {
	t.Helper()
	out, err := w.RDS.DescribeDBEngineVersions(t.Context(), &rds.DescribeDBEngineVersionsInput{Engine: &engine})
	must(t, err)
	return aws.ToString(out.DBEngineVersions[older].EngineVersion)
}

// testLeaveExtendedSupport begins with a cluster of PostgreSQL 13, whose standard
// support is over, and ends with its upgrade.
func testLeaveExtendedSupport(t *testing.T, _ *world) {
	t.Helper()
	w := bare(t, func(c *sandbox.Config) { c.Clock = sandboxtest.HoldAt(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)) })
	newest := w.version(t, "aurora-postgresql", 0)
	w.newCluster(t, "orders", func(in *createInput) { in.EngineVersion = aws.String("13") })
	w.AddInstance(t, "orders", "orders-1")
	if got := aws.ToString(w.Cluster(t, "orders").EngineVersion); got != "13.18" {
		t.Fatalf("it is of version %s", got)
	}
	for id, lifecycle := range map[string]string{"paid": "open-source-rds-extended-support", "free": "open-source-rds-extended-support-disabled"} {
		must(t, restore(func(in *restoreInput) { in.DBClusterIdentifier, in.EngineLifecycleSupport = &id, &lifecycle })(t.Context(), w))
		w.AwaitCluster(t, id)
		want := map[string]string{"paid": "13.18", "free": newest}[id]
		c := w.Cluster(t, id)
		if got := aws.ToString(c.EngineVersion); got != want {
			t.Errorf("the clone with %s is of version %s, want %s", lifecycle, got, want)
		}
	}
	upgrade := func(change func(*modifyInput)) error {
		return modify(func(in *modifyInput) { in.EngineVersion = &newest; change(in) })(t.Context(), w)
	}
	sandboxtest.Refused(t, upgrade(func(*modifyInput) {}), "InvalidParameterCombination") // to another major version
	must(t, upgrade(func(in *modifyInput) { in.AllowMajorVersionUpgrade = aws.Bool(true) }))
	if c := w.Cluster(t, "orders"); aws.ToString(c.EngineVersion) != "13.18" || c.PendingModifiedValues == nil || aws.ToString(c.PendingModifiedValues.EngineVersion) != newest {
		t.Errorf("before its window it is of version %s, and %+v waits", aws.ToString(c.EngineVersion), c.PendingModifiedValues)
	}
	must(t, upgrade(func(in *modifyInput) {
		in.AllowMajorVersionUpgrade, in.ApplyImmediately = aws.Bool(true), aws.Bool(true)
	}))
	w.AwaitCluster(t, "orders")
	c := w.Cluster(t, "orders")
	if got, group := aws.ToString(c.EngineVersion), aws.ToString(c.DBClusterParameterGroup); got != newest || group == "default.aurora-postgresql13" {
		t.Errorf("after the upgrade it is of version %s, with %s", got, group)
	}
	sandboxtest.Refused(t, modify(func(in *modifyInput) {
		in.EngineVersion, in.AllowMajorVersionUpgrade = aws.String("13.18"), aws.Bool(true)
	})(t.Context(), w), "InvalidParameterCombination")
}
