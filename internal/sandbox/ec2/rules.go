package ec2

import (
	"context"

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
