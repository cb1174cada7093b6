// Package policy says which calls the caller has no permission for, in AWS's
// words. The sandbox has no IAM: everything is allowed but what it is told to
// deny, so that a module's users can see what a missing permission looks like.
package policy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Denial is an action that the caller may not do.
type Denial struct {
	// Action is an IAM action, such as "rds:CreateDBCluster". Some calls need more
	// than one: tags at creation need rds:AddTagsToResource, a final snapshot needs
	// rds:CreateDBClusterSnapshot, a managed password secretsmanager:CreateSecret.
	Action string
	// Resource is a pattern for the last part of a resource's ARN, such as
	// "subgrp:*"; "" is all.
	Resource string
	// Organization has a service control policy deny it, rather than no policy allow it.
	Organization bool
}

// Denials are what the caller may not do.
type Denials []Denial

// New checks denials and returns them.
func New(denials []Denial) (Denials, error) {
	for _, d := range denials {
		if service, name, found := strings.Cut(d.Action, ":"); !found || service == "" || name == "" {
			return nil, fmt.Errorf("denying %q: want an action such as rds:CreateDBCluster", d.Action)
		}
		if _, err := path.Match(d.Resource, ""); err != nil {
			return nil, fmt.Errorf("denying %s on %q: %w", d.Action, d.Resource, err)
		}
	}
	return denials, nil
}

// codes are what the services call the refusal.
var codes = map[string]string{wire.RDS: "AccessDenied", wire.RDSData: "AccessDeniedException"}

// Check returns AWS's refusal (AccessDenied, or the Data API's
// AccessDeniedException, HTTP 403) of a call to RDS or to the Data API by the caller
// of an ARN, when the call needs what is denied; else nil.
// Texts: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
func (all Denials) Check(r *wire.Request, caller string) error {
	code := codes[r.Service]
	if len(all) == 0 || code == "" {
		return nil
	}
	for _, n := range needsOf(r) {
		i := slices.IndexFunc(all, func(d Denial) bool { return d.denies(n) })
		switch {
		case i < 0:
			continue
		case n.action == createSecret:
			return wire.Forbiddenf(code, "The user isn't authorized to create a secret in AWS Secrets Manager. Either grant the user "+
				"permission to create a secret, or create the secret with a different user that has permission.")
		case n.action == createRole:
			return wire.InvalidValuef("Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later")
		case all[i].Organization:
			return wire.Forbiddenf(code, "User: %s is not authorized to perform: %s on resource: %s with an explicit deny in a service control policy",
				caller, n.action, n.resource)
		}
		return wire.Forbiddenf(code, "User: %s is not authorized to perform: %s on resource: %s because no identity-based policy allows the %s action",
			caller, n.action, n.resource, n.action)
	}
	return nil
}

func (d Denial) denies(n need) bool {
	if !strings.EqualFold(d.Action, n.action) {
		return false
	}
	if d.Resource == "" {
		return true
	}
	parts := strings.SplitN(n.resource, ":", 6)
	matches, err := path.Match(d.Resource, parts[len(parts)-1])
	return err == nil && matches
}
