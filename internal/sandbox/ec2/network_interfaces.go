package ec2

import (
	"context"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type heldGroup struct {
	ID   string `xml:"groupId"`
	Name string `xml:"groupName"`
}

// networkInterface is one that RDS has made for an instance.
type networkInterface struct {
	ID               string               `xml:"networkInterfaceId"`
	Subnet           string               `xml:"subnetId"`
	VPC              string               `xml:"vpcId"`
	Zone             string               `xml:"availabilityZone"`
	Description      string               `xml:"description"`
	Owner            string               `xml:"ownerId"`
	Requester        string               `xml:"requesterId"`
	RequesterManaged bool                 `xml:"requesterManaged"`
	Status           string               `xml:"status"`
	Type             string               `xml:"interfaceType"`
	PrivateIP        string               `xml:"privateIpAddress"`
	Groups           wire.List[heldGroup] `xml:"groupSet"`
}

type describeNetworkInterfacesInput struct {
	NetworkInterfaceIDs []string `aws:"NetworkInterfaceId"`
	filtersParameter
	dryRunParameter
}

type describeNetworkInterfacesResult struct {
	NetworkInterfaces wire.List[networkInterface] `xml:"networkInterfaceSet"`
}

func noInterface(id string) error {
	return wire.Refusef("InvalidNetworkInterfaceID.NotFound", "The networkInterface ID '%s' does not exist", id)
}

// describeNetworkInterfaces shows one interface for each DB instance, in the subnet
// of its zone, with its cluster's address and security groups.
func (n *Network) describeNetworkInterfaces(_ context.Context, r *wire.Request, in *describeNetworkInterfacesInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result describeNetworkInterfacesResult
	err := n.read(func(a *account.Account) error {
		all := map[string]networkInterface{}
		for i := range a.Instances.All() {
			shown := interfaceOf(a, i, r.Region)
			all[shown.ID] = shown
		}
		found, err := wanted(in.NetworkInterfaceIDs, all, func(i networkInterface) string { return i.ID }, noInterface)
		if err != nil {
			return err
		}
		groups := func(i networkInterface) string {
			ids := make([]string, len(i.Groups.Items))
			for at, g := range i.Groups.Items {
				ids[at] = g.ID
			}
			return strings.Join(ids, " ")
		}
		found, err = selectBy(in.without("group-id"), found, func(networkInterface) account.Tags { return nil }, map[string]func(networkInterface) string{
			"network-interface-id": func(i networkInterface) string { return i.ID },
			"subnet-id":            func(i networkInterface) string { return i.Subnet },
			"vpc-id":               func(i networkInterface) string { return i.VPC },
			"availability-zone":    func(i networkInterface) string { return i.Zone },
			"description":          func(i networkInterface) string { return i.Description },
			"requester-id":         func(i networkInterface) string { return i.Requester },
			"status":               func(i networkInterface) string { return i.Status },
			"private-ip-address":   func(i networkInterface) string { return i.PrivateIP },
		})
		var shown []networkInterface
		for _, i := range found {
			if in.holds("group-id", strings.Fields(groups(i))) {
				shown = append(shown, i)
			}
		}
		result.NetworkInterfaces = wire.ListOf("item", shown)
		return err
	})
	return result, err
}

func interfaceOf(a *account.Account, i *account.Instance, region string) networkInterface {
	shown := networkInterface{
		ID: "eni-" + strings.ToLower(strings.TrimPrefix(i.ResourceID, "db-"))[:17], Zone: region + i.Zone, Description: "RDSNetworkInterface",
		Owner: account.ID, Requester: "amazon-rds", RequesterManaged: true, Status: "in-use", Type: "interface",
	}
	cl := a.Clusters.Get(i.Cluster)
	if cl == nil {
		return shown
	}
	shown.PrivateIP = cl.Address
	if g := a.SubnetGroups[cl.SubnetGroup]; g != nil {
		shown.VPC = g.VPC
		for _, id := range g.Subnets {
			if s := a.Subnets[id]; s != nil && s.Zone == i.Zone {
				shown.Subnet = id
			}
		}
	}
	var groups []heldGroup
	for _, m := range cl.SecurityGroups {
		if g := a.SecurityGroups[m.Group]; g != nil {
			groups = append(groups, heldGroup{g.ID, g.Name})
		}
	}
	shown.Groups = wire.ListOf("item", groups)
	return shown
}
