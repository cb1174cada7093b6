package converge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// empty asks for an empty cluster.
func empty(q *converge.Request) {
	q.Mode = converge.ModeCreate
	q.Spec.Source.MasterUsername = "dbadmin"
}

func TestEmptyClusterHasItsCredentialsFromTheOneCall(t *testing.T) {
	p := newPlane()
	outcome, err := converge.New(p, converge.Options{}).Create(t.Context(), request(empty), nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.count("ModifyCluster") != 0 || p.count("RestoreCluster") != 0 || slices.Index(p.calls, "CreateCluster") > slices.Index(p.calls, "CreateInstance") {
		t.Errorf("the order is %v", p.calls)
	}
	marks, _ := cluster.ParseMarks(outcome.Cluster.Tags)
	if marks.CreateMode != "create" || !marks.Finished() || marks.Credentials != cluster.CredentialsManaged {
		t.Errorf("the marks are %+v", marks)
	}
	var phases []string
	for _, phase := range outcome.Phases {
		phases = append(phases, phase.Name)
	}
	if got := strings.Join(phases, " "); got != "network create instances open finish" {
		t.Errorf("the phases are %s", got)
	}
}

func TestEmptyClusterNeedsNoSource(t *testing.T) {
	p := newPlane()
	delete(p.clusters, "source")
	if _, err := converge.New(p, converge.Options{}).Create(t.Context(), request(empty), nil); err != nil {
		t.Error(err)
	}
}

func TestEmptyClusterThatCannotBeIsRefusedBeforeAnything(t *testing.T) {
	tests := map[string]struct {
		change func(*converge.Request)
		want   string
	}{
		"inherited": {func(q *converge.Request) { q.Credentials = cluster.Inherited() }, "no source whose master password"},
		"nobody":    {func(q *converge.Request) { q.Spec.Source.MasterUsername = "" }, "names no master user"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p, q := newPlane(), request(empty)
			test.change(&q)
			_, err := converge.New(p, converge.Options{}).Create(t.Context(), q, nil)
			if err == nil || !strings.Contains(err.Error(), test.want) || len(p.calls) > 0 {
				t.Errorf("after %v: %v", p.calls, err)
			}
		})
	}
}

func TestUnfinishedCloneIsNotTakenForAnEmptyCluster(t *testing.T) {
	if clone := request(nil); clone.Inputs() == request(empty).Inputs() {
		t.Error("the inputs of both are alike")
	}
}

func TestCompareForAnEmptyClusterKnowsNoSource(t *testing.T) {
	tests := map[string]struct {
		change func(*artifact.Spec)
		want   converge.Comparison
	}{
		"another source": {func(s *artifact.Spec) { s.Source.ClusterARN, s.Source.ClusterResourceID = "arn:b", "cluster-B" }, converge.Comparison{}},
		"another database": {
			func(s *artifact.Spec) { s.Target.DatabaseName = "app" },
			converge.Comparison{Replace: []string{"database: none -> app"}},
		},
		"another engine": {
			func(s *artifact.Spec) { s.Source.Engine = "aurora-mysql" },
			converge.Comparison{Replace: []string{"engine: aurora-postgresql -> aurora-mysql"}},
		},
		"hardware": {
			func(s *artifact.Spec) { s.Target.InstanceCount = 2 },
			converge.Comparison{Modify: []string{"instance_count"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			prior, next := request(empty).Spec, request(empty).Spec
			test.change(&next)
			if diff := cmp.Diff(test.want, converge.Compare(converge.ModeCreate, prior, next)); diff != "" {
				t.Error(diff)
			}
		})
	}
}
