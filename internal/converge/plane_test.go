package converge_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

var (
	errKilled = errors.New("the process was killed")
	errRefuse = errors.New("AWS refused")
)

var _ converge.ControlPlane = (*plane)(nil)

// plane is a control plane whose every call can be made to fail, or to be the
// last thing that a process does. What AWS does with right calls is the
// sandbox's to tell; this one only remembers.
type plane struct {
	mu        sync.Mutex
	calls     []string
	clusters  map[string]*cluster.Cluster
	instances map[string]*cluster.Instance
	subnets   map[string]cluster.SubnetGroup
	firewalls map[string]*cluster.FirewallGroup
	snapshots map[string]bool
	ids       int

	// refuse is asked before each call; an error is the call's answer.
	refuse func(call string) error
	// killAt is the number of the call that is the last one: its effect is
	// felt, its answer is not. 0 for none.
	killAt int
}

func newPlane() *plane {
	p := &plane{
		clusters: map[string]*cluster.Cluster{}, instances: map[string]*cluster.Instance{},
		subnets: map[string]cluster.SubnetGroup{}, firewalls: map[string]*cluster.FirewallGroup{}, snapshots: map[string]bool{},
	}
	p.clusters["source"] = &cluster.Cluster{
		Identifier: "source", ARN: sourceARN, ResourceID: "cluster-SOURCE", Status: "available",
		Engine: "aurora-postgresql", DBSubnetGroupName: "default", Tags: map[string]string{},
		Members: []cluster.Member{{InstanceIdentifier: "source-1", Writer: true}},
	}
	return p
}

// call runs do unless the call is refused or the process is dead.
func call[T any](ctx context.Context, p *plane, name string, do func() (T, error)) (T, error) {
	var none T
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.killAt > 0 && len(p.calls) >= p.killAt {
		return none, errKilled
	}
	if err := ctx.Err(); err != nil {
		return none, err
	}
	p.calls = append(p.calls, name)
	if p.refuse != nil {
		p.mu.Unlock()
		err := p.refuse(name)
		p.mu.Lock()
		if err != nil {
			return none, err
		}
	}
	got, err := do()
	if p.killAt > 0 && len(p.calls) >= p.killAt {
		return none, errKilled
	}
	return got, err
}

func (p *plane) count(name string) int {
	n := 0
	for _, c := range p.calls {
		if c == name {
			n++
		}
	}
	return n
}

func (p *plane) id(prefix string) string {
	p.ids++
	return fmt.Sprintf("%s-%d", prefix, p.ids)
}

func (p *plane) find(identifier string) (*cluster.Cluster, error) {
	for _, c := range p.clusters {
		if c.Identifier == identifier || c.ARN == identifier {
			return c, nil
		}
	}
	return nil, fmt.Errorf("cluster %q: %w", identifier, cluster.ErrNotFound)
}

// snapshot copies what is handed out.
func snapshot(c *cluster.Cluster) cluster.Cluster {
	out := *c
	out.Tags = maps.Clone(c.Tags)
	out.SecurityGroups = slices.Clone(c.SecurityGroups)
	return out
}

func (p *plane) FindCluster(ctx context.Context, identifier string) (cluster.Cluster, error) {
	return call(ctx, p, "FindCluster", func() (cluster.Cluster, error) {
		c, err := p.find(identifier)
		if err != nil {
			return cluster.Cluster{}, err
		}
		return snapshot(c), nil
	})
}

func (p *plane) ListClusters(ctx context.Context) ([]cluster.Cluster, error) {
	return call(ctx, p, "ListClusters", func() ([]cluster.Cluster, error) {
		var all []cluster.Cluster
		for _, name := range slices.Sorted(maps.Keys(p.clusters)) {
			all = append(all, snapshot(p.clusters[name]))
		}
		return all, nil
	})
}

func (p *plane) RestoreCluster(ctx context.Context, q cluster.CloneRequest) (cluster.Cluster, error) {
	return call(ctx, p, "RestoreCluster", func() (cluster.Cluster, error) { return p.bear(q.NewCluster) })
}

func (p *plane) CreateCluster(ctx context.Context, q cluster.CreateRequest) (cluster.Cluster, error) {
	return call(ctx, p, "CreateCluster", func() (cluster.Cluster, error) {
		made, err := p.bear(q.NewCluster)
		if err == nil && q.Credentials.Mode == cluster.CredentialsManaged {
			made.MasterSecret = &cluster.MasterSecret{ARN: "arn:secret", Status: "creating"}
			p.clusters[q.Identifier].MasterSecret = made.MasterSecret
		}
		return made, err
	})
}

func (p *plane) bear(q cluster.NewCluster) (cluster.Cluster, error) {
	if _, taken := p.clusters[q.Identifier]; taken {
		return cluster.Cluster{}, cluster.ErrAlreadyExists
	}
	id := p.id("cluster")
	c := &cluster.Cluster{
		Identifier: q.Identifier, ARN: "arn:" + id, ResourceID: id, Status: "creating", Port: q.Port,
		DBSubnetGroupName: q.DBSubnetGroupName, BackupRetentionPeriod: q.BackupRetentionPeriod, Tags: maps.Clone(q.Tags),
		DBClusterParameterGroup: q.DBClusterParameterGroupName, PreferredMaintenanceWindow: "mon:03:00-mon:03:30",
	}
	c.SecurityGroups = active(q.SecurityGroupIDs)
	p.clusters[q.Identifier] = c
	return snapshot(c), nil
}

func active(ids []string) []cluster.SecurityGroup {
	var groups []cluster.SecurityGroup
	for _, id := range ids {
		groups = append(groups, cluster.SecurityGroup{ID: id, Status: "active"})
	}
	return groups
}

func (p *plane) ModifyCluster(ctx context.Context, identifier string, change cluster.Change) (time.Time, error) {
	return call(ctx, p, "ModifyCluster", func() (time.Time, error) {
		c, err := p.find(identifier)
		if err != nil {
			return time.Time{}, err
		}
		if cr := change.Credentials; cr != nil {
			c.MasterSecret = nil
			if cr.Mode == cluster.CredentialsManaged {
				c.MasterSecret = &cluster.MasterSecret{ARN: "arn:secret", Status: "creating"}
			}
		}
		if change.SecurityGroupIDs != nil {
			c.SecurityGroups = active(change.SecurityGroupIDs)
		}
		if change.DeletionProtection != nil {
			c.DeletionProtection = *change.DeletionProtection
		}
		if w := change.PreferredMaintenanceWindow; w != "" {
			c.PreferredMaintenanceWindow = w
		}
		if change.BackupRetentionPeriod != 0 {
			c.BackupRetentionPeriod = change.BackupRetentionPeriod
		}
		if on := change.IAMDatabaseAuthentication; on != nil {
			c.IAMDatabaseAuthentication = *on
		}
		c.LogExports = append(c.LogExports, change.EnableLogTypes...)
		c.DatabaseInsightsMode = cmp.Or(change.DatabaseInsightsMode, c.DatabaseInsightsMode)
		return time.Now(), nil
	})
}

func (p *plane) Tag(ctx context.Context, arn string, set map[string]string, remove []string) error {
	_, err := call(ctx, p, "Tag", func() (any, error) {
		for _, i := range p.instances {
			if i.ARN == arn {
				maps.Copy(i.Tags, set)
			}
		}
		for name, g := range p.subnets {
			if g.ARN == arn {
				maps.Copy(p.subnets[name].Tags, set)
			}
		}
		if c, err := p.find(arn); err == nil {
			maps.Copy(c.Tags, set)
			for _, key := range remove {
				delete(c.Tags, key)
			}
		}
		return nil, nil
	})
	return err
}

func (p *plane) SetHTTPEndpoint(ctx context.Context, arn string, on bool) error {
	_, err := call(ctx, p, "SetHTTPEndpoint", func() (any, error) {
		c, err := p.find(arn)
		if err == nil {
			c.HTTPEndpointEnabled = on
		}
		return nil, err
	})
	return err
}

func (p *plane) StartCluster(ctx context.Context, identifier string) error {
	_, err := call(ctx, p, "StartCluster", func() (any, error) {
		p.clusters[identifier].Status = "starting"
		return nil, nil
	})
	return err
}

func (p *plane) DeleteCluster(ctx context.Context, identifier, _ string) error {
	_, err := call(ctx, p, "DeleteCluster", func() (any, error) {
		p.clusters[identifier].Status = "deleting"
		return nil, nil
	})
	return err
}

func (p *plane) DeleteLogGroups(ctx context.Context, _ string) error {
	_, err := call(ctx, p, "DeleteLogGroups", func() (any, error) { return nil, nil })
	return err
}

func (p *plane) ClusterSnapshotExists(ctx context.Context, identifier string) (bool, error) {
	return call(ctx, p, "ClusterSnapshotExists", func() (bool, error) { return p.snapshots[identifier], nil })
}

func (p *plane) WaitCluster(ctx context.Context, identifier string, until cluster.Evidence, _ func(string)) (cluster.Cluster, error) {
	return call(ctx, p, "WaitCluster", func() (cluster.Cluster, error) {
		c, err := p.find(identifier)
		if err != nil {
			return cluster.Cluster{}, err
		}
		c.Status = "available"
		if c.MasterSecret != nil {
			c.MasterSecret.Status = "active"
		}
		if !until(snapshot(c)) {
			return cluster.Cluster{}, fmt.Errorf("the evidence does not hold for %+v", c)
		}
		return snapshot(c), nil
	})
}

func (p *plane) WaitMasterPassword(ctx context.Context, identifier string, _ time.Time, _ func(string)) (cluster.Cluster, error) {
	return call(ctx, p, "WaitMasterPassword", func() (cluster.Cluster, error) { return snapshot(p.clusters[identifier]), nil })
}

func (p *plane) WaitClusterDeleted(ctx context.Context, identifier string, _ func(string)) error {
	_, err := call(ctx, p, "WaitClusterDeleted", func() (any, error) {
		delete(p.clusters, identifier)
		maps.DeleteFunc(p.instances, func(_ string, i *cluster.Instance) bool { return i.ClusterIdentifier == identifier })
		return nil, nil
	})
	return err
}
