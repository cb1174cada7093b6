// Package converge decides and orders the phases that turn an artifact and a
// request into a running cluster, carries on where an earlier run stopped, and
// reports each phase. It knows neither AWS's client nor Terraform: it speaks to
// a control plane through [ControlPlane] and is spoken to with values.
//
// # The phases of a new cluster
//
//	intermediate in two steps: a clone that is masked, to be cloned then
//	network      our closed security group, and our subnet group if needed
//	restore      the copy-on-write clone, in one call, with our marks on it
//	credentials  a clone's new master password, before any instance exists
//	create       instead of both: an empty cluster, credentials included
//	instances    the writer, and readers when they are waited for
//	quarantine   what a clone has inherited is locked
//	masking      the artifact's scripts, and the record that they ran
//	schema       the pending changesets
//	discard      in two steps: the intermediate clone goes
//	open         the caller's security groups, or rules on ours
//	finish       the mark that nothing is left to do
//
// Every phase looks before it acts, so a run that was killed at any point is
// carried on by the next one: same cluster, same resource id, no second clone.
package converge

import (
	"time"
)

// Converger runs the verbs against one control plane. It is safe for
// concurrent use.
type Converger struct {
	plane   ControlPlane
	options Options
}

// Options are the converger's own times. The zero value takes the defaults.
type Options struct {
	// Lease is how long a run may be silent before another one may carry on
	// its work. It is renewed four times as often. Default: 2 minutes.
	Lease time.Duration
	// SecretPatience is how long a managed secret may take to become active on
	// a cluster without instances; after that the work goes on, and the secret
	// is waited for beside the writer. Default: 2 minutes.
	SecretPatience time.Duration
	// CleanUp bounds what is done after the caller's context has ended, such
	// as giving the lease back. Default: 15 seconds.
	CleanUp time.Duration
}

// New returns a converger for a control plane.
func New(plane ControlPlane, options Options) *Converger {
	if options.Lease <= 0 {
		options.Lease = 2 * time.Minute
	}
	if options.SecretPatience <= 0 {
		options.SecretPatience = 2 * time.Minute
	}
	if options.CleanUp <= 0 {
		options.CleanUp = 15 * time.Second
	}
	return &Converger{plane: plane, options: options}
}
