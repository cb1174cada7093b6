package cluster

import (
	"fmt"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Cloneable returns why a cluster of the caller's own account cannot be the
// source of a copy-on-write clone now, with a hint; nil when it can. A source
// that is busy for a moment, such as one that is backing up, can.
//
// Source: Amazon Aurora User Guide, "Cloning a volume for an Amazon Aurora DB
// cluster", limitations.
func Cloneable(source Cluster) error {
	refuse := func(hint, format string, args ...any) error {
		return &failure.Error{Op: "checking source cluster", Object: source.Identifier, Err: fmt.Errorf(format, args...), Hint: hint}
	}
	switch {
	case !slices.Contains(artifact.Engines, source.Engine):
		return refuse("Only aurora-postgresql and aurora-mysql clusters can be cloned copy-on-write.", "its engine is %s", source.Engine)
	case source.EngineMode == "serverless":
		return refuse("Serverless v1 ended on 31 March 2025: restore a snapshot into a provisioned or Serverless v2 cluster first.",
			"it is an Aurora Serverless v1 cluster")
	case source.ScalabilityType == "limitless":
		return refuse("Aurora Limitless Database has no copy-on-write clones.", "it is an Aurora Limitless cluster")
	case source.DBSubnetGroupName == "":
		return refuse("Clusters of the express configuration are outside of every VPC and cannot be cloned into one.", "it is in no VPC")
	case source.Status == StatusStopped || source.Status == StatusStopping:
		return refuse("Start it with `aws rds start-db-cluster`, and run again when it is available.", "it is %s", source.Status)
	case source.Status == StatusCreating || source.Status == StatusDeleting || Failed(source.Status):
		return refuse("The source must be available.", "its status is %s", source.Status)
	case len(source.Members) == 0:
		return refuse("AWS clones only clusters with at least one DB instance: add one to the source.", "it has no instances")
	}
	return nil
}
