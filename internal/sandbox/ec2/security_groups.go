package ec2

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type securityGroup struct {
	ID          string                `xml:"groupId"`
	ARN         string                `xml:"securityGroupArn"`
	Name        string                `xml:"groupName"`
	Description string                `xml:"groupDescription"`
	Owner       string                `xml:"ownerId"`
	VPC         string                `xml:"vpcId"`
	Ingress     wire.List[permission] `xml:"ipPermissions"`
	Egress      wire.List[permission] `xml:"ipPermissionsEgress"`
	Tags        wire.List[tag]        `xml:"tagSet"`
}

func showSecurityGroup(g *account.SecurityGroup, region string) securityGroup {
	return securityGroup{
		ID: g.ID, ARN: account.ARN("ec2", region, "security-group/"+g.ID), Name: g.Name, Description: g.Description, Owner: account.ID, VPC: g.VPC,
		Ingress: showPermissions(g.Rules, false), Egress: showPermissions(g.Rules, true), Tags: showTags(g.Tags),
	}
}

type describeSecurityGroupsInput struct {
	GroupIDs   []string `aws:"GroupId"`
	GroupNames []string `aws:"GroupName"`
	filtersParameter
	dryRunParameter
}

type describeSecurityGroupsResult struct {
	Groups wire.List[securityGroup] `xml:"securityGroupInfo"`
}

func noGroup(id string) error {
	return wire.Refusef("InvalidGroup.NotFound", "The security group '%s' does not exist", id)
}

func (n *Network) describeSecurityGroups(_ context.Context, r *wire.Request, in *describeSecurityGroupsInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result describeSecurityGroupsResult
	err := n.read(func(a *account.Account) error {
		ids := in.GroupIDs
		for _, name := range in.GroupNames {
			g := groupOfName(a, defaultVPC(a), name)
			if g == nil {
				return noGroup(name)
			}
			ids = append(ids, g.ID)
		}
		found, err := wanted(ids, a.SecurityGroups, func(g *account.SecurityGroup) string { return g.ID }, noGroup)
		if err != nil {
			return err
		}
		found, err = selectBy(in.filtersParameter, found, func(g *account.SecurityGroup) account.Tags { return g.Tags },
			map[string]func(*account.SecurityGroup) string{
				"group-id":    func(g *account.SecurityGroup) string { return g.ID },
				"group-name":  func(g *account.SecurityGroup) string { return g.Name },
				"description": func(g *account.SecurityGroup) string { return g.Description },
				"vpc-id":      func(g *account.SecurityGroup) string { return g.VPC },
				"owner-id":    func(*account.SecurityGroup) string { return account.ID },
			})
		var shown []securityGroup
		for _, g := range found {
			shown = append(shown, showSecurityGroup(g, r.Region))
		}
		result.Groups = wire.ListOf("item", shown)
		return err
	})
	return result, err
}

// defaultVPC returns the id of the default VPC, where groups go that name none.
func defaultVPC(a *account.Account) string {
	for _, v := range a.VPCs {
		if v.Default {
			return v.ID
		}
	}
	return ""
}

func groupOfName(a *account.Account, vpc, name string) *account.SecurityGroup {
	for _, g := range a.SecurityGroups {
		if g.VPC == vpc && g.Name == name {
			return g
		}
	}
	return nil
}

type createSecurityGroupInput struct {
	GroupName        string `aws:",required"`
	GroupDescription string `aws:",required"`
	VpcID            string `aws:"VpcId"`
	tagSpecificationsParameter
	dryRunParameter
}

type createSecurityGroupResult struct {
	done
	ID   string         `xml:"groupId"`
	ARN  string         `xml:"securityGroupArn"`
	Tags wire.List[tag] `xml:"tagSet"`
}

func (n *Network) createSecurityGroup(_ context.Context, r *wire.Request, in *createSecurityGroupInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	tags, err := in.tags("security-group")
	if err != nil {
		return nil, err
	}
	if len(in.GroupName) > 255 || len(in.GroupName) > 2 && in.GroupName[:3] == "sg-" {
		return nil, wire.InvalidValuef("Invalid security group name. Group names may not be in the format sg-*.")
	}
	g := &account.SecurityGroup{
		ID: account.NewID("sg-"), Name: in.GroupName, Description: in.GroupDescription, VPC: in.VpcID,
		Rules: []account.Rule{account.AllowAllEgress()}, Tags: tags,
	}
	result := createSecurityGroupResult{done{true}, g.ID, account.ARN("ec2", r.Region, "security-group/"+g.ID), showTags(tags)}
	return result, n.Store.Update(func(a *account.Account) error {
		if g.VPC == "" {
			g.VPC = defaultVPC(a)
		}
		if a.VPCs[g.VPC] == nil {
			return noVPC(g.VPC)
		}
		if groupOfName(a, g.VPC, g.Name) != nil {
			return wire.Refusef("InvalidGroup.Duplicate", "The security group '%s' already exists for VPC '%s'", g.Name, g.VPC)
		}
		a.AddSecurityGroup(g)
		return nil
	})
}

type deleteSecurityGroupInput struct {
	GroupID   string `aws:"GroupId"`
	GroupName string
	dryRunParameter
}

type deleteSecurityGroupResult struct {
	done
	ID string `xml:"groupId"`
}

func (n *Network) deleteSecurityGroup(_ context.Context, _ *wire.Request, in *deleteSecurityGroupInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	result := deleteSecurityGroupResult{done: done{true}}
	err := n.Store.Update(func(a *account.Account) error {
		g, err := groupFor(a, in.GroupID, in.GroupName)
		if err != nil {
			return err
		}
		if g.Name == "default" {
			return wire.Refusef("CannotDelete", `the specified group: "%s" name: "default" cannot be deleted by a user`, g.ID)
		}
		if len(a.UsersOfSecurityGroup(g.ID)) > 0 {
			return wire.Refusef("DependencyViolation", "resource %s has a dependent object", g.ID)
		}
		result.ID = g.ID
		delete(a.SecurityGroups, g.ID)
		return nil
	})
	return result, err
}

// groupFor returns the group that a request names by id, or by name in the
// default VPC.
func groupFor(a *account.Account, id, name string) (*account.SecurityGroup, error) {
	if id == "" && name == "" {
		return nil, wire.Refusef("MissingParameter", "The request must contain the parameter groupName or groupId")
	}
	if id == "" {
		if g := groupOfName(a, defaultVPC(a), name); g != nil {
			return g, nil
		}
		return nil, noGroup(name)
	}
	if g := a.SecurityGroups[id]; g != nil {
		return g, nil
	}
	return nil, noGroup(id)
}
