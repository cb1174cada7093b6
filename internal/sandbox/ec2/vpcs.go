package ec2

import (
	"cmp"
	"context"
	"net/netip"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type vpc struct {
	ID              string         `xml:"vpcId"`
	State           string         `xml:"state"`
	CIDR            string         `xml:"cidrBlock"`
	DHCPOptions     string         `xml:"dhcpOptionsId"`
	InstanceTenancy string         `xml:"instanceTenancy"`
	Default         bool           `xml:"isDefault"`
	Owner           string         `xml:"ownerId"`
	Tags            wire.List[tag] `xml:"tagSet"`
}

func showVPC(v *account.VPC) vpc {
	return vpc{v.ID, "available", v.CIDR, "dopt-0a", "default", v.Default, ownerOf(v.Owner), showTags(v.Tags)}
}

// ownerOf returns whose something is: this account's, unless another shares it.
func ownerOf(sharing string) string { return cmp.Or(sharing, account.ID) }

// notOurs is the refusal to change what belongs to a VPC that another account shares.
func notOurs(operation string) error {
	return wire.Forbiddenf("UnauthorizedOperation", "You are not authorized to perform this operation: %s, in a VPC that another account owns.", operation)
}

type describeVpcsInput struct {
	VpcIDs []string `aws:"VpcId"`
	filtersParameter
	dryRunParameter
}

type describeVpcsResult struct {
	VPCs wire.List[vpc] `xml:"vpcSet"`
}

func noVPC(id string) error {
	return wire.Refusef("InvalidVpcID.NotFound", "The vpc ID '%s' does not exist", id)
}

func (n *Network) describeVpcs(_ context.Context, _ *wire.Request, in *describeVpcsInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result describeVpcsResult
	err := n.read(func(a *account.Account) error {
		found, err := wanted(in.VpcIDs, a.VPCs, func(v *account.VPC) string { return v.ID }, noVPC)
		if err != nil {
			return err
		}
		found, err = selectBy(in.filtersParameter, found, func(v *account.VPC) account.Tags { return v.Tags }, map[string]func(*account.VPC) string{
			"vpc-id":     func(v *account.VPC) string { return v.ID },
			"cidr":       func(v *account.VPC) string { return v.CIDR },
			"cidr-block": func(v *account.VPC) string { return v.CIDR },
			"is-default": func(v *account.VPC) string { return flag(v.Default) },
			"isDefault":  func(v *account.VPC) string { return flag(v.Default) },
			"owner-id":   func(v *account.VPC) string { return ownerOf(v.Owner) },
			"state":      func(*account.VPC) string { return "available" },
		})
		var shown []vpc
		for _, v := range found {
			shown = append(shown, showVPC(v))
		}
		result.VPCs = wire.ListOf("item", shown)
		return err
	})
	return result, err
}

type createVpcInput struct {
	CidrBlock string `aws:",required"`
	tagSpecificationsParameter
	dryRunParameter
}

type createVpcResult struct {
	VPC vpc `xml:"vpc"`
}

func (n *Network) createVpc(_ context.Context, _ *wire.Request, in *createVpcInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	block, err := netip.ParsePrefix(in.CidrBlock)
	if err != nil || block != block.Masked() {
		return nil, wire.InvalidValuef("Value (%s) for parameter cidrBlock is invalid. This is not a valid CIDR block.", in.CidrBlock)
	}
	if block.Bits() < 16 || block.Bits() > 28 {
		return nil, wire.Refusef("InvalidVpc.Range", "The CIDR '%s' is invalid.", in.CidrBlock)
	}
	tags, err := in.tags("vpc")
	if err != nil {
		return nil, err
	}
	v := &account.VPC{ID: account.NewID("vpc-"), CIDR: in.CidrBlock, Tags: tags}
	return createVpcResult{showVPC(v)}, n.Store.Update(func(a *account.Account) error {
		a.VPCs[v.ID] = v
		a.AddSecurityGroup(account.DefaultSecurityGroup(account.NewID("sg-"), v.ID))
		return nil
	})
}
