// Package ec2 is the sandbox's Amazon EC2, as far as databases need it: VPCs,
// subnets and security groups with their rules. It keeps and answers them; it
// filters no packets.
package ec2

import (
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Network is EC2 on an account.
type Network struct {
	Store *account.Store
}

// Service returns EC2 as the wire knows it, API version 2016-11-15.
func Service(n *Network) *wire.Service {
	return &wire.Service{
		Name: wire.EC2, Protocol: wire.EC2Query, Namespace: "http://ec2.amazonaws.com/doc/2016-11-15/",
		Operations: map[string]wire.Operation{
			"DescribeVpcs":                  wire.QueryOperation(n.describeVpcs),
			"CreateVpc":                     wire.QueryOperation(n.createVpc),
			"DescribeSubnets":               wire.QueryOperation(n.describeSubnets),
			"CreateSubnet":                  wire.QueryOperation(n.createSubnet),
			"DeleteSubnet":                  wire.QueryOperation(n.deleteSubnet),
			"DescribeNetworkInterfaces":     wire.QueryOperation(n.describeNetworkInterfaces),
			"DescribeAvailabilityZones":     wire.QueryOperation(n.describeAvailabilityZones),
			"DescribeSecurityGroups":        wire.QueryOperation(n.describeSecurityGroups),
			"DescribeSecurityGroupRules":    wire.QueryOperation(n.describeSecurityGroupRules),
			"CreateSecurityGroup":           wire.QueryOperation(n.createSecurityGroup),
			"DeleteSecurityGroup":           wire.QueryOperation(n.deleteSecurityGroup),
			"AuthorizeSecurityGroupIngress": wire.QueryOperation(n.authorizeIngress),
			"AuthorizeSecurityGroupEgress":  wire.QueryOperation(n.authorizeEgress),
			"RevokeSecurityGroupIngress":    wire.QueryOperation(n.revokeIngress),
			"RevokeSecurityGroupEgress":     wire.QueryOperation(n.revokeEgress),
			"CreateTags":                    wire.QueryOperation(n.createTags),
			"DeleteTags":                    wire.QueryOperation(n.deleteTags),
		},
	}
}

func (n *Network) read(look func(*account.Account) error) error {
	return n.Store.View(func(a *account.Account) (bool, error) { return false, look(a) })
}

// done is the answer of operations that have nothing else to say.
type done struct {
	Return bool `xml:"return"`
}

// dryRunParameter is in every operation; a dry run is not modelled, and one that
// is asked for is refused rather than run for real.
type dryRunParameter struct {
	DryRun bool
}

func (p dryRunParameter) check() error {
	if p.DryRun {
		return &wire.Error{Code: "DryRunOperation", Status: 412, Message: "Request would have succeeded, but DryRun flag is set."}
	}
	return nil
}
