package converge

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// letIn opens the maintenance way, and only that, and says where it leads. The
// rules are on our security group, which an open cluster may have off.
func (r *run) letIn(ctx context.Context) (Entrance, error) {
	way := r.request.Work.Maintenance.ingress(r.request.Target.Port)
	if missing := without(way, r.firewall.Ingress); len(missing) > 0 {
		if err := r.plane.AuthorizeIngress(ctx, r.firewall.ID, missing); err != nil {
			return Entrance{}, err
		}
		r.firewall.Ingress = append(r.firewall.Ingress, missing...)
	}
	if groups := attached(r.cluster); len(way) > 0 && !slices.Contains(groups, r.firewall.ID) {
		if err := r.attach(ctx, append(groups, r.firewall.ID)); err != nil {
			return Entrance{}, err
		}
	}
	if r.request.Work.DataAPI && !r.cluster.HTTPEndpointEnabled {
		if err := r.plane.SetHTTPEndpoint(ctx, r.cluster.ARN, true); err != nil {
			return Entrance{}, err
		}
		r.cluster.HTTPEndpointEnabled = true
	}
	return r.entrance(ctx)
}

// shut takes the maintenance way off an open cluster again. It works although
// ctx may have ended.
func (r *run) shut(ctx context.Context) error {
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), r.options.CleanUp)
		defer cancel()
	}
	if err := r.reconcileRules(ctx); err != nil {
		return err
	}
	if err := r.switchHTTPEndpoint(ctx); err != nil {
		return err
	}
	if groups := r.request.Access.groups(r.firewall.ID); !sameSet(groups, attached(r.cluster)) {
		return r.attach(ctx, groups)
	}
	return nil
}

// attach gives the cluster exactly these security groups.
func (r *run) attach(ctx context.Context, groups []string) error {
	if _, err := r.plane.ModifyCluster(ctx, r.request.Identifier, cluster.Change{SecurityGroupIDs: groups}); err != nil {
		return err
	}
	return r.wait(ctx, cluster.SecurityGroupsActive(groups))
}

func (r *run) entrance(ctx context.Context) (Entrance, error) {
	there, err := r.plane.FindInstances(ctx, r.request.Identifier)
	if err != nil {
		return Entrance{}, err
	}
	writer := slices.IndexFunc(there, func(i cluster.Instance) bool { return i.Writer })
	if writer < 0 {
		return Entrance{}, errors.New("the cluster has no writer to work on")
	}
	at := Entrance{
		Engine:     r.request.Spec.Source.Engine,
		ClusterARN: r.cluster.ARN,
		Host:       there[writer].Endpoint,
		Port:       there[writer].Port,
		Database:   r.request.Target.DatabaseName,
		Username:   cmp.Or(r.cluster.MasterUsername, r.request.masterUsername()),
		Password:   r.request.Credentials.Password,
		Inherited:  r.request.Mode != ModeCreate,
	}
	if r.cluster.MasterSecret != nil {
		at.SecretARN = r.cluster.MasterSecret.ARN
	}
	return at, nil
}

// howToLook says how somebody can see for himself what went wrong.
func (r *run) howToLook(at Entrance) string {
	password := "the master password that it was given"
	if at.SecretARN != "" {
		password = "the password in secret " + at.SecretARN
	}
	from := "from nowhere: maintenance_cidr_blocks and maintenance_security_group_ids name nobody"
	if way := r.request.Work.Maintenance; len(way.AllowedCIDRs)+len(way.AllowedSecurityGroupIDs) > 0 {
		from = "from the maintenance addresses and security groups alone"
	}
	return fmt.Sprintf("The cluster stays as it is, and as closed as it is. To look: %s:%d, database %q, as %q with %s, %s.",
		at.Host, at.Port, at.Database, at.Username, password, from)
}
