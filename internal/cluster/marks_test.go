package cluster_test

import (
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func fullMarks() cluster.Marks {
	return cluster.Marks{
		Owner: "0f3c", ArtifactDigest: "sha256:ab", Inputs: "sha256:cd", Phase: "instances",
		Until:      time.Date(2026, 11, 22, 10, 15, 4, 0, time.UTC),
		ResourceID: "cluster-ABC", Source: "arn:aws:rds:us-east-1:123456789012:cluster:orders", Credentials: cluster.CredentialsManaged,
		ExpiresAt: time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC),
	}
}

func TestMarksComeBackAsTheyWereWritten(t *testing.T) {
	tests := map[string]cluster.Marks{
		"full":     fullMarks(),
		"released": {Owner: "a", Phase: "restore"},
		"finished": {Owner: "a", Phase: cluster.PhaseFinished, ResourceID: "cluster-A"},
	}
	for name, marks := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := cluster.ParseMarks(marks.Tags())
			if !ok {
				t.Fatal("marks with an owner are not recognised")
			}
			if diff := cmp.Diff(marks, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMarksKeepToTheCharactersOfTags(t *testing.T) {
	// RDS service model, shape Tag.
	allowed := regexp.MustCompile(`^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$`)
	for key, value := range fullMarks().Tags() {
		if !allowed.MatchString(key) || !allowed.MatchString(value) || len(key) > 128 || len(value) > 256 {
			t.Errorf("tag %s = %q is not one that AWS takes", key, value)
		}
		if !cluster.IsMark(key) {
			t.Errorf("%s is not told from the user's tags", key)
		}
	}
	if cluster.IsMark("Name") {
		t.Error("a user's tag passes for a mark")
	}
}

func TestMarksOfALeaseInTheSecondAreRoundedUp(t *testing.T) {
	now := time.Date(2026, 11, 22, 10, 0, 0, 1, time.UTC)
	got, _ := cluster.ParseMarks(cluster.Marks{Owner: "a", Phase: "restore", Until: now}.Tags())
	if got.Until.Before(now) {
		t.Errorf("the lease ends at %s, before %s", got.Until, now)
	}
}

func TestMarksThatCannotBeReadAreReleased(t *testing.T) {
	for _, phase := range []string{"restore yesterday", "restore ", "restore 2026-13-01T00:00:00Z", ""} {
		got, ok := cluster.ParseMarks(map[string]string{cluster.TagOwner: "a", cluster.TagPhase: phase})
		if !ok || !got.Until.IsZero() {
			t.Errorf("phase tag %q: got %+v, %t", phase, got, ok)
		}
	}
}

func TestMarksNeedAnOwner(t *testing.T) {
	for _, tags := range []map[string]string{nil, {"Name": "x"}, {cluster.TagPhase: "finished", cluster.TagResourceID: "cluster-A"}} {
		if _, ok := cluster.ParseMarks(tags); ok {
			t.Errorf("%v passes for ours", tags)
		}
	}
}
