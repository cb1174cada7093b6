// Package preflight says, before anything is made or changed, what would be
// refused in the middle of it. A check reads what it needs and hands that to a
// rule; the rules do no I/O, so each is a table in a test. AWS has the last
// word at apply: a check that may not be read, or that the endpoint does not
// know, is left out and named.
package preflight

import (
	"context"
	"fmt"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Wanted is the cluster that is to be made or changed, as far as it is known. A
// zero value is "not known yet" or "not asked for", and is passed over.
type Wanted struct {
	Identifier string
	// Instances are the names that the cluster's instances will have.
	Instances []string
	Spec      artifact.Spec
	// Target is Spec.Target with the caller's overrides in place.
	Target artifact.Target
	// Clone is set when the cluster is a clone of the artifact's source.
	Clone bool
	// Before is the target that a running cluster was converged to; nil for a
	// cluster that is to be made.
	Before *artifact.Target
	// EngineVersion is that of the running cluster.
	EngineVersion    string
	SecurityGroupIDs []string
	FinalSnapshot    string
	// KeyUnknown is set while the KMS key is still to be made.
	KeyUnknown bool
	// Beside is how many clusters with one instance are there for a while beside
	// this one when it is made, as for masking in two steps.
	Beside int
	// Replaces are the instances of the cluster that goes first, or that is
	// carried on with, and so makes room for this one. A name is empty while it
	// is not known.
	Replaces []string
}

// isNew says whether there is no cluster yet.
func (w Wanted) isNew() bool { return w.Before == nil }

// Finding is what a rule has to say.
type Finding struct {
	// Attribute is the argument it is about, by its name in Terraform.
	Attribute string
	// Summary is always the same for one kind of finding.
	Summary string
	// Detail says what is wrong, with which object, and what to do.
	Detail string
	// Warning findings do not stand in the way.
	Warning bool
}

// Omission is a check that was left out because it could not be read.
type Omission struct {
	Check string
	Err   error
}

// Result is what all checks came to, in the order of the checks.
type Result struct {
	Findings  []Finding
	Omissions []Omission
}

// check is one thing to find out about a cluster.
type check struct {
	// name says what is checked, for a sentence.
	name string
	// concerns says whether the check has anything to do with what is wanted.
	concerns func(Wanted) bool
	// run reads what the check's rule needs and returns what the rule says. An
	// error means that it could not be read.
	run func(ctx context.Context, read *reading, w Wanted) ([]Finding, error)
}

// Run carries out every check that concerns what is wanted, all at once, and
// changes nothing. The error is ctx's.
func Run(ctx context.Context, reader Reader, w Wanted) (Result, error) {
	read := newReading(ctx, reader, w)
	type outcome struct {
		findings []Finding
		err      error
	}
	outcomes := make([]outcome, len(checks))
	var running sync.WaitGroup
	for i, c := range checks {
		if c.concerns(w) {
			running.Go(func() { outcomes[i].findings, outcomes[i].err = c.run(ctx, read, w) })
		}
	}
	running.Wait()
	var result Result
	for i, o := range outcomes {
		result.Findings = append(result.Findings, o.findings...)
		if o.err != nil {
			result.Omissions = append(result.Omissions, Omission{Check: checks[i].name, Err: o.err})
		}
	}
	if err := ctx.Err(); err != nil {
		return Result{}, fmt.Errorf("checking cluster %q: %w", w.Identifier, context.Cause(ctx))
	}
	return result, nil
}

// refuse is one finding that stands in the way.
func refuse(attribute, summary, format string, args ...any) []Finding {
	return []Finding{{Attribute: attribute, Summary: summary, Detail: fmt.Sprintf(format, args...)}}
}

// warn is one finding that does not.
func warn(attribute, summary, format string, args ...any) []Finding {
	return []Finding{{Attribute: attribute, Summary: summary, Detail: fmt.Sprintf(format, args...), Warning: true}}
}
