package inside

import (
	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
)

// Content is what an artifact has to be done inside a cluster.
type Content struct {
	// Compiled is the schema to apply; nil for none.
	Compiled *artifact.Compiled
	// Scripts mask a clone, in order; Masking is their digest, "" for none.
	Scripts []masking.Script
	Masking string
	// Liquibase applies the changelog itself; nil when Compiled is applied, or
	// nothing.
	Liquibase *Changelog
}

// Changelog is a changelog that Liquibase itself applies.
type Changelog struct {
	artifact.Changelog
	// Contents are its files by their paths.
	Contents map[string][]byte
}

// Needs says whether an artifact has anything to be done inside a cluster.
func Needs(spec artifact.Spec) bool {
	return spec.Compiled != nil || len(spec.CloneScripts) > 0 || RunsLiquibase(spec)
}

// RunsLiquibase says whether Liquibase itself applies an artifact's changelog.
func RunsLiquibase(spec artifact.Spec) bool {
	return spec.Changelog != nil && spec.Changelog.Liquibase != nil
}

// Read reads the content of an artifact: compiled is the JSON of its compiled
// schema; changelog and scripts are its files by the paths in spec. A changelog
// is only needed to be applied.
func Read(spec artifact.Spec, compiled []byte, changelog, scripts map[string][]byte) (Content, error) {
	c := Content{Masking: spec.MaskingDigest()}
	if RunsLiquibase(spec) {
		c.Liquibase = &Changelog{*spec.Changelog, changelog}
	}
	if spec.Compiled != nil {
		decoded, err := artifact.DecodeCompiled(compiled)
		if err != nil {
			return c, err
		}
		c.Compiled = &decoded
	}
	var err error
	c.Scripts, err = scriptsOf(spec, scripts)
	return c, err
}

// Order is what a caller asks to be done inside a cluster, of what an artifact
// has.
type Order struct {
	Mode    converge.Mode
	Content Content
	// ApplySchema applies the pending changesets.
	ApplySchema bool
	// LockLogins locks what a clone inherits.
	LockLogins bool
	// TwoStep masks an intermediate clone and clones that.
	TwoStep   bool
	Transport Transport
	// Maintenance is who gets in while the work is done.
	Maintenance converge.Access
	// Credentials and InstanceClass are the cluster's.
	Credentials   cluster.CredentialsMode
	InstanceClass string
}

// Masks says whether scripts mask the cluster.
func (o Order) Masks() bool { return o.Mode != converge.ModeCreate && o.Content.Masking != "" }

// Locks says whether what the cluster inherits is locked.
func (o Order) Locks() bool { return o.Mode != converge.ModeCreate && o.LockLogins }

// Migrates says whether a schema is applied.
func (o Order) Migrates() bool {
	return o.ApplySchema && (o.Content.Compiled != nil || o.Content.Liquibase != nil)
}

// Work is the order as converge takes it; keys are what the way in needs.
func (o Order) Work(keys Keys) converge.Work {
	work := converge.Work{
		Quarantine: o.Locks(), Schema: o.Migrates(), DataAPI: o.Transport == DataAPI, Maintenance: o.Maintenance,
	}
	if o.Masks() {
		work.Masking, work.TwoStep = o.Content.Masking, o.TwoStep
	}
	if o.Transport != None {
		work.Migrator = &Migrator{content: o.Content, transport: o.Transport, keys: keys}
	}
	return work
}
