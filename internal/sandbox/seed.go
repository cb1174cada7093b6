package sandbox

import (
	"cmp"
	"context"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
)

// Seed is a cluster that is there from the start: with one instance, named
// Identifier with "-1" behind it, of class db.r6g.large.
type Seed struct {
	Identifier string
	File       string // SQL script that is run in Database as Username; "" for none
	Engine     string // "aurora-postgresql" when empty, or "aurora-mysql"
	Username   string // master user, "dbadmin" when empty
	Password   string // "sandbox-password" when empty
	Database   string // "app" when empty
	// Sharing makes it a cluster of another account, which can be seen and cloned
	// from here by its ARN alone.
	Sharing Sharing
	// Kind makes it what cannot be asked for: "serverless" (Aurora Serverless v1,
	// without its instance), "multi-az" (a Multi-AZ DB cluster), "global" (member of
	// a global database), "replica" or "replicated" (across Regions), or "shared"
	// (with another account). "" is an Aurora cluster by itself.
	Kind string
}

// Sharing is who shares a seed with the account that is played.
type Sharing = rds.Sharing

// plant makes a seed's cluster and returns when it answers SQL. A cluster that is
// there from an earlier start is left as it is.
func (s *Server) plant(ctx context.Context, seed Seed) error {
	seed.Engine = cmp.Or(seed.Engine, rds.Postgres)
	seed.Username = cmp.Or(seed.Username, "dbadmin")
	seed.Password = cmp.Or(seed.Password, "sandbox-password")
	seed.Database = cmp.Or(seed.Database, "app")
	id, err := s.control.Plant(ctx, rds.Planted{
		Cluster: seed.Identifier, Engine: seed.Engine, Username: seed.Username, Password: seed.Password, Database: seed.Database,
		Instance: seed.Identifier + "-1", Class: "db.r6g.large", Sharing: seed.Sharing, Kind: seed.Kind,
		Load: func(ctx context.Context, resourceID string) error {
			if seed.File == "" {
				return nil
			}
			return s.fleet.Load(ctx, resourceID, seed.Database, seed.Username, seed.File)
		},
	})
	if err != nil {
		return fmt.Errorf("making it: %w", err)
	}
	s.log.Info("seed answers SQL", "cluster", seed.Identifier, "resource_id", id)
	return nil
}
