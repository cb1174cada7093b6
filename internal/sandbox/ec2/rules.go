package ec2

import (
	"context"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type referencedGroup struct {
	Group string `xml:"groupId"`
	User  string `xml:"userId"`
}

type rule struct {
	ID          string           `xml:"securityGroupRuleId"`
	ARN         string           `xml:"securityGroupRuleArn"`
	Group       string           `xml:"groupId"`
	Owner       string           `xml:"groupOwnerId"`
	Egress      bool             `xml:"isEgress"`
	Protocol    string           `xml:"ipProtocol"`
	FromPort    int              `xml:"fromPort"`
	ToPort      int              `xml:"toPort"`
	CIDR        string           `xml:"cidrIpv4,omitempty"`
	CIDRv6      string           `xml:"cidrIpv6,omitempty"`
	PrefixList  string           `xml:"prefixListId,omitempty"`
	Referenced  *referencedGroup `xml:"referencedGroupInfo,omitempty"`
	Description string           `xml:"description,omitempty"`
	Tags        wire.List[tag]   `xml:"tagSet"`
}

func showRule(group string, r account.Rule, region string) rule {
	shown := rule{
		ID: r.ID, ARN: account.ARN("ec2", region, "security-group-rule/"+r.ID), Group: group, Owner: account.ID, Egress: r.Egress,
		Protocol: r.Protocol, FromPort: r.FromPort, ToPort: r.ToPort, CIDR: r.CIDR, CIDRv6: r.CIDRv6, PrefixList: r.PrefixList,
		Description: r.Description, Tags: showTags(r.Tags),
	}
	if r.Group != "" {
		shown.Referenced = &referencedGroup{r.Group, account.ID}
	}
	return shown
}

type ownedRule struct {
	group string
	account.Rule
}

type describeSecurityGroupRulesInput struct {
	RuleIDs []string `aws:"SecurityGroupRuleId"`
	filtersParameter
	dryRunParameter
}

type describeSecurityGroupRulesResult struct {
	Rules wire.List[rule] `xml:"securityGroupRuleSet"`
}

func noRule(id string) error {
	return wire.Refusef("InvalidSecurityGroupRuleId.NotFound", "The security group rule ID '%s' does not exist", id)
}

func (n *Network) describeSecurityGroupRules(_ context.Context, r *wire.Request, in *describeSecurityGroupRulesInput) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	var result describeSecurityGroupRulesResult
	err := n.read(func(a *account.Account) error {
		all := map[string]ownedRule{}
		for _, g := range a.SecurityGroups {
			for _, r := range g.Rules {
				all[r.ID] = ownedRule{g.ID, r}
			}
		}
		found, err := wanted(in.RuleIDs, all, func(r ownedRule) string { return r.ID }, noRule)
		if err != nil {
			return err
		}
		found, err = selectBy(in.filtersParameter, found, func(r ownedRule) account.Tags { return r.Tags }, map[string]func(ownedRule) string{
			"group-id":               func(r ownedRule) string { return r.group },
			"security-group-rule-id": func(r ownedRule) string { return r.ID },
		})
		var shown []rule
		for _, one := range found {
			shown = append(shown, showRule(one.group, one.Rule, r.Region))
		}
		result.Rules = wire.ListOf("item", shown)
		return err
	})
	return result, err
}

// oneRuleParameter is the older form that names a single rule by plain parameters.
type oneRuleParameter struct {
	IPProtocol string `aws:"IpProtocol"`
	FromPort   *int
	ToPort     *int
	CidrIP     string `aws:"CidrIp"`
}

type rulesInput struct {
	GroupID       string `aws:"GroupId"`
	GroupName     string
	IPPermissions []permissionParameter `aws:"IpPermissions"`
	oneRuleParameter
	dryRunParameter
}

// rules returns the rules that a request stands for.
func (in *rulesInput) rules(a *account.Account, egress bool) ([]account.Rule, error) {
	permissions := in.IPPermissions
	if in.CidrIP != "" {
		p := permissionParameter{IPProtocol: in.IPProtocol, FromPort: in.FromPort, ToPort: in.ToPort}
		p.IPRanges = append(p.IPRanges, struct {
			CidrIP      string `aws:"CidrIp"`
			Description string
		}{CidrIP: in.CidrIP})
		permissions = append(permissions, p)
	}
	var all []account.Rule
	for _, p := range permissions {
		rules, err := p.rules(a, egress)
		if err != nil {
			return nil, err
		}
		all = append(all, rules...)
	}
	return all, nil
}

type authorizeInput struct {
	rulesInput
	tagSpecificationsParameter
}

type authorizeResult struct {
	done
	Rules wire.List[rule] `xml:"securityGroupRuleSet"`
}

func (n *Network) authorizeIngress(_ context.Context, r *wire.Request, in *authorizeInput) (any, error) {
	return n.authorize(r, in, false)
}

func (n *Network) authorizeEgress(_ context.Context, r *wire.Request, in *authorizeInput) (any, error) {
	return n.authorize(r, in, true)
}

func (n *Network) authorize(r *wire.Request, in *authorizeInput, egress bool) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	tags, err := in.tags("security-group-rule")
	if err != nil {
		return nil, err
	}
	result := authorizeResult{done: done{true}}
	err = n.Store.Update(func(a *account.Account) error {
		g, err := groupFor(a, in.GroupID, in.GroupName)
		if err != nil {
			return err
		}
		added, err := in.rules(a, egress)
		if err != nil {
			return err
		}
		if len(added) == 0 {
			return wire.Refusef("MissingParameter", "The request must contain the parameter ipPermissions")
		}
		var shown []rule
		for _, one := range added {
			if slices.ContainsFunc(g.Rules, one.SameAs) {
				return wire.Refusef("InvalidPermission.Duplicate", `the specified rule "%s" already exists`, describe(one))
			}
			one.Tags = tags
			g.Rules = append(g.Rules, one)
			shown = append(shown, showRule(g.ID, one, r.Region))
		}
		result.Rules = wire.ListOf("item", shown)
		return nil
	})
	return result, err
}

type revokeInput struct {
	rulesInput
	RuleIDs []string `aws:"SecurityGroupRuleId"`
}

func (n *Network) revokeIngress(_ context.Context, _ *wire.Request, in *revokeInput) (any, error) {
	return n.revoke(in, false)
}

func (n *Network) revokeEgress(_ context.Context, _ *wire.Request, in *revokeInput) (any, error) {
	return n.revoke(in, true)
}

func (n *Network) revoke(in *revokeInput, egress bool) (any, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	return done{true}, n.Store.Update(func(a *account.Account) error {
		g, err := groupFor(a, in.GroupID, in.GroupName)
		if err != nil {
			return err
		}
		for _, id := range in.RuleIDs {
			at := slices.IndexFunc(g.Rules, func(r account.Rule) bool { return r.ID == id && r.Egress == egress })
			if at < 0 {
				return noRule(id)
			}
			g.Rules = slices.Delete(g.Rules, at, at+1)
		}
		gone, err := in.rules(a, egress)
		if err != nil {
			return err
		}
		for _, one := range gone {
			at := slices.IndexFunc(g.Rules, one.SameAs)
			if at < 0 {
				return wire.Refusef("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
			}
			g.Rules = slices.Delete(g.Rules, at, at+1)
		}
		return nil
	})
}
