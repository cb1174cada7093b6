package cluster_test

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

func TestCloneableNamesEveryKindThatCannotBeCloned(t *testing.T) {
	tests := map[string]struct {
		change  func(*cluster.Cluster)
		refused bool
	}{
		"as it is":        {func(*cluster.Cluster) {}, false},
		"backing up":      {func(c *cluster.Cluster) { c.Status = "backing-up" }, false},
		"postgres":        {func(c *cluster.Cluster) { c.Engine = "postgres" }, true},
		"neptune":         {func(c *cluster.Cluster) { c.Engine = "neptune" }, true},
		"serverless v1":   {func(c *cluster.Cluster) { c.EngineMode = "serverless" }, true},
		"limitless":       {func(c *cluster.Cluster) { c.ScalabilityType = "limitless" }, true},
		"in no VPC":       {func(c *cluster.Cluster) { c.DBSubnetGroupName = "" }, true},
		"creating":        {func(c *cluster.Cluster) { c.Status = "creating" }, true},
		"deleting":        {func(c *cluster.Cluster) { c.Status = "deleting" }, true},
		"stopping":        {func(c *cluster.Cluster) { c.Status = "stopping" }, true},
		"stopped":         {func(c *cluster.Cluster) { c.Status = "stopped" }, true},
		"its key is gone": {func(c *cluster.Cluster) { c.Status = "inaccessible-encryption-credentials" }, true},
		"no instances":    {func(c *cluster.Cluster) { c.Members = nil }, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			source := cluster.Cluster{
				Identifier: "orders", Engine: "aurora-mysql", EngineMode: "provisioned", Status: "available",
				DBSubnetGroupName: "shared", Members: []cluster.Member{{InstanceIdentifier: "orders-1"}},
			}
			test.change(&source)
			err := cluster.Cloneable(source)
			if (err != nil) != test.refused || (err != nil && failure.Hint(err) == "") {
				t.Errorf("got %v", err)
			}
		})
	}
}
