package ec2

import (
	"context"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type deleteSubnetInput struct {
	SubnetID string `aws:"SubnetId,required"`
	dryRunParameter
}

// deleteSubnet removes a subnet that no cluster is in. A DB subnet group does not
// hold it; one that is left without subnets is the default group no more.
func (n *Network) deleteSubnet(_ context.Context, _ *wire.Request, in *deleteSubnetInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return done{true}, n.Store.Update(func(a *account.Account) error {
		switch s := a.Subnets[in.SubnetID]; {
		case s == nil:
			return noSubnet(in.SubnetID)
		case s.Owner != "":
			return notOurs("ec2:DeleteSubnet")
		}
		for _, g := range a.SubnetGroups {
			if slices.Contains(g.Subnets, in.SubnetID) && a.UsesSubnetGroup(g.Name) {
				return wire.Refusef("DependencyViolation", "The subnet '%s' has dependencies and cannot be deleted.", in.SubnetID)
			}
		}
		for name, g := range a.SubnetGroups {
			g.Subnets = slices.DeleteFunc(g.Subnets, func(id string) bool { return id == in.SubnetID })
			if name == "default" && len(g.Subnets) == 0 {
				delete(a.SubnetGroups, name)
			}
		}
		delete(a.Subnets, in.SubnetID)
		return nil
	})
}
