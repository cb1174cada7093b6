package rds

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type describeDBSubnetGroupsInput struct {
	DBSubnetGroupName string
	pagingParameter
}

type describeDBSubnetGroupsResult struct {
	DBSubnetGroups wire.List[subnetGroup]
	Marker         string `xml:",omitempty"`
}

func (c *Control) describeDBSubnetGroups(ctx context.Context, r *wire.Request, in *describeDBSubnetGroupsInput) (any, error) {
	if err := in.check(100); err != nil {
		return nil, err
	}
	var result describeDBSubnetGroupsResult
	err := c.read(ctx, func(a *account.Account) error {
		name := func(g *account.SubnetGroup) string { return g.Name }
		found := account.Sorted(maps.Values(a.SubnetGroups), name)
		if in.DBSubnetGroupName != "" {
			one := a.SubnetGroups[strings.ToLower(in.DBSubnetGroupName)]
			if one == nil {
				return wire.NotFoundf("DBSubnetGroupNotFoundFault", "Subnet Group %s not found.", in.DBSubnetGroupName)
			}
			found = []*account.SubnetGroup{one}
		}
		var shown []subnetGroup
		found, result.Marker = page(in.pagingParameter, found, name)
		for _, one := range found {
			shown = append(shown, showSubnetGroup(a, one, r.Region))
		}
		result.DBSubnetGroups = wire.ListOf("DBSubnetGroup", shown)
		return nil
	})
	return result, err
}

type createDBSubnetGroupInput struct {
	DBSubnetGroupName        string   `aws:",required"`
	DBSubnetGroupDescription string   `aws:",required"`
	SubnetIDs                []string `aws:"SubnetIds,list=SubnetIdentifier"`
	tagsParameter
}

type createDBSubnetGroupResult struct {
	DBSubnetGroup subnetGroup
}

var subnetGroupForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9 ._-]{0,254}$`)

func (c *Control) createDBSubnetGroup(_ context.Context, r *wire.Request, in *createDBSubnetGroupInput) (any, error) {
	name := strings.ToLower(in.DBSubnetGroupName)
	if name == "default" {
		return nil, wire.InvalidValuef("Subnet group name default is reserved. Please specify another name.")
	}
	if !subnetGroupForm.MatchString(name) {
		return nil, wire.InvalidValuef("Invalid subnet group name:  %s", in.DBSubnetGroupName)
	}
	if err := checkPrintable("DBSubnetGroupDescription", in.DBSubnetGroupDescription); err != nil {
		return nil, err
	}
	tags, err := in.tags()
	if err != nil {
		return nil, err
	}
	if len(in.SubnetIDs) == 0 {
		return nil, wire.Refusef("InvalidSubnet", "Subnet IDs are required.")
	}
	var result createDBSubnetGroupResult
	err = c.change(func(a *account.Account, now time.Time) error {
		if a.SubnetGroups[name] != nil {
			return wire.Refusef("DBSubnetGroupAlreadyExists", "The DB subnet group '%s' already exists.", name)
		}
		if most := c.quota(quotaSubnetGroups); len(a.SubnetGroups) >= most {
			return wire.Refusef("DBSubnetGroupQuotaExceeded", "Cannot create more than %d subnet groups", most)
		}
		if most := c.quota(quotaSubnets); len(in.SubnetIDs) > most {
			return wire.Refusef("DBSubnetQuotaExceededFault", "Cannot have more than %d subnets in a subnet group", most)
		}
		vpc, err := vpcOfSubnets(a, in.SubnetIDs)
		if err != nil {
			return err
		}
		if zones := a.ZonesOf(in.SubnetIDs); len(zones) < 2 {
			return notEnoughZones(zoneNames(r.Region, zones))
		}
		subnets := slices.Clone(in.SubnetIDs)
		slices.Sort(subnets)
		g := &account.SubnetGroup{
			Name: name, Description: in.DBSubnetGroupDescription, VPC: vpc, Subnets: slices.Compact(subnets), Created: now, Tags: tags,
		}
		a.SubnetGroups[name] = g
		result.DBSubnetGroup = showSubnetGroup(a, g, r.Region)
		return nil
	})
	return result, err
}

// vpcOfSubnets returns the one VPC that subnets are in.
func vpcOfSubnets(a *account.Account, ids []string) (string, error) {
	vpc := ""
	for _, id := range ids {
		s := a.Subnets[id]
		if s == nil {
			return "", wire.InvalidValuef("Some input subnets in :[%s] are invalid.", strings.Join(ids, ", "))
		}
		if vpc != "" && vpc != s.VPC {
			return "", wire.Refusef("InvalidSubnet", "The requested subnets are not all in the same VPC: %s", strings.Join(ids, ", "))
		}
		vpc = s.VPC
	}
	return vpc, nil
}

type deleteDBSubnetGroupInput struct {
	DBSubnetGroupName string `aws:",required"`
}

func (c *Control) deleteDBSubnetGroup(_ context.Context, _ *wire.Request, in *deleteDBSubnetGroupInput) (any, error) {
	name := strings.ToLower(in.DBSubnetGroupName)
	if name == "default" {
		return nil, wire.InvalidValuef("The default DB subnet group cannot be deleted.")
	}
	return nil, c.change(func(a *account.Account, _ time.Time) error {
		if a.SubnetGroups[name] == nil {
			return wire.NotFoundf("DBSubnetGroupNotFoundFault", "Subnet Group %s not found.", in.DBSubnetGroupName)
		}
		for _, cl := range a.ClustersByName() {
			if cl.SubnetGroup != name {
				continue
			}
			kind, user := "cluster", cl.ID
			if members := a.Members(cl.ResourceID); len(members) > 0 {
				kind, user = "instance", members[0].ID
			}
			return wire.Refusef("InvalidDBSubnetGroupStateFault",
				"Cannot delete the subnet group '%s' because at least one database %s: %s is still using it.", name, kind, user)
		}
		delete(a.SubnetGroups, name)
		return nil
	})
}
