// Package inside goes into a cluster's database and does there what converge
// orders: it joins the rooms that speak SQL (database, masking, migrate) into
// the one that converge asks for. It decides nothing, neither what is done nor
// when.
package inside

import (
	"context"
	"fmt"
	"time"

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

// Keys are what the way into a database needs.
type Keys struct {
	// Vault is where a managed master password is read.
	Vault Vault
	// DataAPI calls one cluster with the user of one secret.
	DataAPI func(clusterARN, secretARN string) dataapi.Caller
	// Roots are the certificate authorities to trust, in PEM; empty for Amazon
	// RDS's.
	Roots []byte
	// Liquibase finds a Liquibase that can be run here.
	Liquibase func(context.Context) (Runner, error)
}

// Migrator satisfies [converge.Migrator]; see [Order.Work].
type Migrator struct {
	content   Content
	transport Transport
	keys      Keys
}

var _ converge.Migrator = (*Migrator)(nil)

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
	return masking.RunScripts(ctx, via, m.content.Scripts, func(e masking.Event) { report(e.Object + ": " + e.Status) })
}

// Migrate applies what is pending; see [migrate.Apply].
func (m *Migrator) Migrate(ctx context.Context, at converge.Entrance, report func(string)) ([]converge.Changeset, error) {
	via, err := m.way(at, report)
	if err != nil {
		return nil, err
	}
	if m.content.Liquibase != nil {
		return m.update(ctx, at, via, report)
	}
	options := migrate.Options{OtherData: at.Inherited}
	if m.transport == DataAPI { // a killed run's locks in the database are gone before its lock on the changelog
		options.Lease = dataapi.TransactionIdle + time.Minute
	}
	applied, err := migrate.Apply(ctx, via, *m.content.Compiled, options, func(e migrate.Event) { report(text(e)) })
	if applied.Recorded == nil {
		return nil, err
	}
	return changesets(applied.Recorded), err
}

func changesets(ran []migrate.Ran) []converge.Changeset {
	recorded := make([]converge.Changeset, len(ran))
	for i, r := range ran {
		recorded[i] = converge.Changeset{Path: r.Path, ID: r.ID, Author: r.Author, Checksum: r.Checksum}
	}
	return recorded
}

func text(e migrate.Event) string {
	if e.Changeset == "" {
		return e.Status
	}
	return fmt.Sprintf("%s (%d of %d): %s", e.Changeset, e.Number, e.Total, e.Status)
}

// scriptsOf cuts an artifact's masking scripts into statements of the engine's
// dialect.
func scriptsOf(spec artifact.Spec, contents map[string][]byte) ([]masking.Script, error) {
	dialect, err := database.DialectOf(spec.Source.Engine)
	if err != nil {
		return nil, err
	}
	scripts := make([]masking.Script, 0, len(spec.CloneScripts))
	for _, f := range spec.CloneScripts {
		s, err := masking.Read(dialect, f.Path, string(contents[f.Path]))
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, s)
	}
	return scripts, nil
}
