package converge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

func TestUpdateAddsAndRemovesReaders(t *testing.T) {
	tests := map[string]struct {
		before, after int
		writer        string
		want          []string
	}{
		"more":                        {1, 3, "x-1", []string{"x-1", "x-2", "x-3"}},
		"fewer":                       {3, 1, "x-1", []string{"x-1"}},
		"fewer, writer has moved":     {3, 2, "x-3", []string{"x-1", "x-3"}},
		"only the moved writer stays": {3, 1, "x-3", []string{"x-3"}},
		"as many, writer has moved":   {3, 3, "x-3", []string{"x-1", "x-2", "x-3"}},
		"more again beside that":      {2, 3, "x-2", []string{"x-1", "x-2", "x-3"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			prior := request(func(q *converge.Request) { q.Target.InstanceCount, q.WaitForReaders = test.before, true })
			p, c, outcome := made(t, prior)
			for id, i := range p.instances {
				i.Writer = id == test.writer
			}
			next := prior
			next.Target.InstanceCount = test.after
			got, err := c.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil)
			if err != nil {
				t.Fatal(err)
			}
			var names []string
			for _, i := range got.Instances {
				names = append(names, i.Identifier)
			}
			if diff := cmp.Diff(test.want, names); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// A reader takes minutes: they are made, and taken away, side by side.
func TestUpdateMakesAndRemovesReadersSideBySide(t *testing.T) {
	prior := request(func(q *converge.Request) { q.WaitForReaders = true })
	p, c, outcome := made(t, prior)
	next := prior
	for _, step := range []struct {
		count int
		call  string
	}{{4, "CreateInstance"}, {1, "DeleteInstance"}} {
		p.calls = nil
		next.Target.InstanceCount = step.count
		if _, err := c.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil); err != nil {
			t.Fatal(err)
		}
		var order []string
		for _, call := range p.calls {
			if name, _, _ := strings.Cut(call, " "); name == step.call || name == "WaitInstances" {
				order = append(order, name)
			}
		}
		if want := []string{step.call, step.call, step.call, "WaitInstances"}; !slices.Equal(order, want) {
			t.Errorf("the order is %v, want %v", order, want)
		}
	}
}

func TestUpdateLeavesAutoscaledReadersToTheirPolicy(t *testing.T) {
	prior := request(nil)
	p, c, outcome := made(t, prior)
	const name = "application-autoscaling-0a1b"
	p.instances[name] = &cluster.Instance{Identifier: name, ClusterIdentifier: "x", Class: "db.r6g.large", Status: "available", PromotionTier: 15, Tags: map[string]string{}}
	next := prior
	next.Target.InstanceClass = "db.r6g.xlarge"
	if _, err := c.Update(t.Context(), outcome.Cluster.ResourceID, prior, next, nil); err != nil {
		t.Fatal(err)
	}
	if p.instances[name] == nil || p.instances[name].Class != "db.r6g.large" || p.instances["x-1"].Class != "db.r6g.xlarge" {
		t.Errorf("the instances are %v", p.instances)
	}
}
