package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/preflight"
)

// check finds out what AWS would refuse in the middle of the work, before any of
// it is done. found is the holder of the name, none or an unfinished cluster that
// is carried on with.
func (p prepared) check(ctx context.Context, out *console, found converge.Found) error {
	r := p.request
	wanted := preflight.Wanted{
		Identifier: r.Identifier, Spec: r.Spec, Target: r.Target, SecurityGroupIDs: r.Access.SecurityGroupIDs,
		Clone: r.Mode == converge.ModeClone,
	}
	for n := range r.Target.InstanceCount {
		wanted.Instances = append(wanted.Instances, converge.InstanceIdentifier(r.Identifier, n+1))
	}
	if r.Adopt != "" { // its source has done its part
		wanted.Clone, wanted.EngineVersion = false, found.Cluster.EngineVersion
		for _, instance := range found.Instances {
			wanted.Replaces = append(wanted.Replaces, instance.Identifier)
		}
	}
	result, err := preflight.Run(ctx, p.client, wanted)
	if err != nil {
		return err
	}
	var refused []error
	for _, finding := range result.Findings {
		if finding.Warning {
			out.note("%s: %s", finding.Attribute, finding.Detail)
			continue
		}
		refused = append(refused, fmt.Errorf("%s: %s", finding.Attribute, finding.Detail))
	}
	for _, omitted := range result.Omissions {
		out.note("%s: not checked beforehand: %s", omitted.Check, omitted.Err)
	}
	return errors.Join(refused...)
}
