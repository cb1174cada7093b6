package rds

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/fleet"
)

// namesOf returns what a cluster's certificate names, as AWS's does: the cluster
// endpoint, the reader endpoint and the members' endpoints. The sandbox reports
// its endpoints as IP addresses, which the certificate holds besides; the names
// have AWS's form below .localhost, which is reserved for this machine
// (RFC 6761 section 6.3), and are for those who resolve them.
func namesOf(a *account.Account, cl *account.Cluster) fleet.Names {
	const domain = "sandbox.rds.localhost"
	names := fleet.Names{Cluster: []string{cl.ID + ".cluster-" + domain, cl.ID + ".cluster-ro-" + domain}}
	for _, i := range a.Members(cl.ResourceID) {
		names.Instances = append(names.Instances, i.ID+"."+domain)
	}
	return names
}

// serve has a cluster's server answer at its address, under its names.
func (c *Control) serve(ctx context.Context, cl account.Cluster) error {
	var names fleet.Names
	at := listenOf(&cl)
	err := c.Store.View(func(a *account.Account) (bool, error) {
		names, at.Settings = namesOf(a, &cl), serverSettings(a, &cl, true)
		return false, nil
	})
	if err != nil {
		return err
	}
	return c.Servers.Serve(ctx, cl.ResourceID, at, names)
}
