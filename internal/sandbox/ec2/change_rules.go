package ec2

import (
	"context"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

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
