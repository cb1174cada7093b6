package converge

import (
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// Work is what is done in SQL inside a new cluster before it is opened. The
// zero value is nothing.
type Work struct {
	// Migrator does it. It is needed as soon as anything else is asked for.
	Migrator Migrator
	// Quarantine locks what a clone has inherited: logins, and what would reach
	// out by itself.
	Quarantine bool
	// Masking is the digest of the scripts that mask a clone; empty for none. A
	// clone whose record says another one is never opened.
	Masking string
	// TwoStep masks an intermediate clone and clones that, so that no backup of
	// the cluster reaches back to the time before.
	TwoStep bool
	// Schema applies the pending changesets of the artifact.
	Schema bool
	// DataAPI says that the Migrator goes through the RDS Data API, so that its
	// endpoint is turned on for the time of the work.
	DataAPI bool
	// Maintenance is who gets in, by rules on our security group, while the
	// work is done: the machine that the Migrator runs on. The security groups
	// that it names for attachment are not used.
	Maintenance Access
}

// Migrator does the work inside a cluster. Each method can be called again on
// a cluster where an earlier run was cut short. report, never nil, is told what
// is being done.
type Migrator interface {
	// Quarantine locks what a clone has inherited.
	Quarantine(ctx context.Context, at Entrance, report func(status string)) error
	// Mask runs the artifact's masking scripts, all of them, and refreshes what
	// the database knows of the masked values by heart.
	Mask(ctx context.Context, at Entrance, report func(status string)) error
	// Migrate applies the pending changesets and returns all that the database
	// then has on record, in order; as far as the work came, beside an error too.
	Migrate(ctx context.Context, at Entrance, report func(status string)) ([]Changeset, error)
}

// Changeset is a changeset that a database has on record.
type Changeset struct {
	Path, ID, Author string
	Checksum         string // as Liquibase records it; may be empty
}

// Entrance is where and as whom a Migrator enters a cluster.
type Entrance struct {
	Engine     string
	ClusterARN string
	// Host is the writer's own: its certificate's name never changes, and it is
	// there before the cluster's endpoint is.
	Host     string
	Port     int
	Database string // empty when the artifact names none
	Username string
	// Password is empty when SecretARN is where it is kept.
	Password  cluster.Secret
	SecretARN string
	// Inherited says that the database holds its source's data, so that what a
	// changeset meets there is not what it met when the artifact was built.
	Inherited bool
}

// isZero says whether there is nothing to be done.
func (w Work) isZero() bool { return !w.Quarantine && w.Masking == "" && !w.Schema }

// validate refuses work that cannot be done, before anything is made.
func (w Work) validate(mode Mode, credentials cluster.Credentials) error {
	switch {
	case w.isZero():
		return nil
	case w.Migrator == nil:
		return errors.New("there is work to do inside the cluster, and no way in")
	case mode == ModeCreate && (w.Quarantine || w.Masking != ""):
		return errors.New("an empty cluster holds nothing to be masked")
	case credentials.Mode == cluster.CredentialsInherited:
		return errors.New("there is work to do inside the cluster, and nobody knows the source's master password")
	case w.DataAPI && credentials.Mode != cluster.CredentialsManaged:
		return errors.New("the Data API logs in with a secret, which only a managed master password has")
	default:
		return nil
	}
}
