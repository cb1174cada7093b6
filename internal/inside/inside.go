// Package inside goes into a cluster's database and does there what converge
// orders: it joins the rooms that speak SQL (database, masking, migrate) into
// the one that converge asks for. It decides nothing, neither what is done nor
// when.
package inside

import (
	"context"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// Vault reads the secret of a managed master password.
type Vault interface {
	MasterPassword(ctx context.Context, secretARN string) (username string, password cluster.Secret, err error)
}

// Config is what a [Migrator] does, and how it gets in.
type Config struct {
	// Compiled is the schema to apply; nil for none.
	Compiled *artifact.Compiled
	// Scripts mask the clone, in order.
	Scripts []masking.Script
	// Transport is how the database is reached.
	Transport Transport
	// Vault is where a managed master password is read.
	Vault Vault
	// DataAPI calls one cluster with the user of one secret.
	DataAPI func(clusterARN, secretARN string) dataapi.Caller
	// Roots are the certificate authorities to trust, in PEM; empty for Amazon
	// RDS's.
	Roots []byte
}

// Migrator satisfies [converge.Migrator].
type Migrator struct{ config Config }

var _ converge.Migrator = (*Migrator)(nil)

// New returns a migrator; it connects to nothing.
func New(config Config) *Migrator { return &Migrator{config: config} }

// Quarantine locks what a clone has inherited; see [masking.Quarantine].
func (m *Migrator) Quarantine(ctx context.Context, at converge.Entrance, report func(string)) error {
	via, err := m.way(at, report)
	if err != nil {
		return err
	}
	done, err := masking.Quarantine(ctx, via, func(e masking.Event) { report(e.Object + ": " + e.Status) })
	for _, note := range done.Notes {
		report(note)
	}
	return err
}

// Mask runs the scripts and refreshes the statistics; see [masking.RunScripts].
func (m *Migrator) Mask(ctx context.Context, at converge.Entrance, report func(string)) error {
	via, err := m.way(at, report)
	if err != nil {
		return err
	}
	return masking.RunScripts(ctx, via, m.config.Scripts, func(e masking.Event) { report(e.Object + ": " + e.Status) })
}

// Migrate applies what is pending; see [migrate.Apply].
func (m *Migrator) Migrate(ctx context.Context, at converge.Entrance, report func(string)) ([]converge.Changeset, error) {
	via, err := m.way(at, report)
	if err != nil {
		return nil, err
	}
	options := migrate.Options{OtherData: at.Inherited}
	applied, err := migrate.Apply(ctx, via, *m.config.Compiled, options, func(e migrate.Event) { report(text(e)) })
	recorded := make([]converge.Changeset, len(applied.Recorded))
	for i, r := range applied.Recorded {
		recorded[i] = converge.Changeset{Path: r.Path, ID: r.ID, Author: r.Author, Checksum: r.Checksum}
	}
	return recorded, err
}

func text(e migrate.Event) string {
	if e.Changeset == "" {
		return e.Status
	}
	return fmt.Sprintf("%s (%d of %d): %s", e.Changeset, e.Number, e.Total, e.Status)
}

// Scripts cuts an artifact's masking scripts into statements of the engine's
// dialect; contents are keyed by the files' paths.
func Scripts(engine string, files []artifact.File, contents map[string][]byte) ([]masking.Script, error) {
	dialect, err := database.DialectOf(engine)
	if err != nil {
		return nil, err
	}
	scripts := make([]masking.Script, 0, len(files))
	for _, f := range files {
		s, err := masking.Read(dialect, f.Path, string(contents[f.Path]))
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, s)
	}
	return scripts, nil
}
