package rds

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Planted is a cluster with one instance that is wanted from the start.
type Planted struct {
	Cluster, Engine, Username, Password, Database string
	Instance, Class                               string
	Sharing                                       Sharing
	// Kind makes it what cannot be asked for; see checkKind.
	Kind string
	// Load fills the cluster, which answers SQL by then.
	Load func(ctx context.Context, resourceID string) error
}

// Plant makes a cluster with an instance, without the time that AWS takes, and
// returns its resource id once it is filled. A cluster of the name is left as it
// is, unless an earlier Plant was cut short: then it is made anew.
func (c *Control) Plant(ctx context.Context, p Planted) (string, error) {
	if err := p.Sharing.check(); err != nil {
		return "", err
	}
	if err := checkKind(p.Kind); err != nil {
		return "", err
	}
	id, complete, err := c.planted(ctx, p.Cluster, p.Sharing.Owner)
	if err != nil || complete {
		return id, err
	}
	r := &wire.Request{Region: wire.DefaultRegion}
	cluster := &createDBClusterInput{Engine: p.Engine, MasterUsername: p.Username, DatabaseName: p.Database}
	cluster.DBClusterIdentifier, cluster.MasterUserPassword = p.Cluster, p.Password
	if _, err := c.createDBCluster(ctx, r, cluster); err != nil {
		return "", err
	}
	if id, err = c.hasten(ctx, p.Cluster); err != nil {
		return "", err
	}
	instance := &createDBInstanceInput{DBInstanceIdentifier: p.Instance, DBInstanceClass: p.Class, Engine: p.Engine, DBClusterIdentifier: p.Cluster}
	if _, err := c.createDBInstance(ctx, r, instance); err != nil {
		return "", err
	}
	if _, err := c.hasten(ctx, p.Cluster); err != nil {
		return "", err
	}
	if err := p.Load(ctx, id); err != nil {
		return "", err
	}
	if p.Sharing.Owner != "" {
		if err := c.Servers.Unserve(ctx, id); err != nil {
			return "", err
		}
	}
	return id, c.change(func(a *account.Account, _ time.Time) error {
		cl := a.Clusters.Get(id)
		cl.Planting = false
		stand(a, cl, p.Kind)
		if p.Sharing.Owner != "" {
			p.Sharing.hand(a, cl)
		}
		return nil
	})
}

// planted looks for a cluster of the name; one that is incomplete is removed.
func (c *Control) planted(ctx context.Context, name, owner string) (id string, complete bool, err error) {
	err = c.Store.View(func(a *account.Account) (bool, error) {
		for _, cl := range a.Shared {
			if owner != "" && cl.Owner == owner && cl.ID == strings.ToLower(name) {
				id, complete = cl.ResourceID, true
				return false, nil
			}
		}
		if cl := a.FindCluster("", name); cl != nil {
			id, complete = cl.ResourceID, !cl.Planting
		}
		return false, nil
	})
	if err != nil || id == "" || complete {
		return id, complete, err
	}
	if err := c.Servers.Remove(ctx, id); err != nil {
		return "", false, err
	}
	return "", false, c.Store.Update(func(a *account.Account) error {
		for _, i := range a.Members(id) {
			a.Instances.Delete(i.ResourceID)
		}
		a.Clusters.Delete(id)
		return nil
	})
}

// hasten takes the time out of what a cluster and its members go through, waits
// for the work, and returns the cluster's resource id.
func (c *Control) hasten(ctx context.Context, name string) (string, error) {
	err := c.change(func(a *account.Account, _ time.Time) error {
		cl := a.FindCluster("", name)
		cl.Planting = true
		shorten(cl.Phases)
		for _, i := range a.Members(cl.ResourceID) {
			shorten(i.Phases)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	if err := c.Settle(ctx); err != nil {
		return "", err
	}
	id := ""
	err = c.Store.View(func(a *account.Account) (bool, error) {
		cl := a.FindCluster("", name)
		if cl.Status() != account.Available {
			return false, fmt.Errorf("its status is %s: %s", cl.Status(), lastEvent(a, cl.ID))
		}
		for _, i := range a.Members(cl.ResourceID) {
			if status := a.InstanceStatus(i); status != account.Available {
				return false, fmt.Errorf("the status of its instance is %s: %s", status, lastEvent(a, i.ID))
			}
		}
		id = cl.ResourceID
		return false, nil
	})
	return id, err
}

func shorten(phases account.Phases) {
	for i := range phases {
		phases[i].Lasts = 0
	}
}

func lastEvent(a *account.Account, source string) string {
	for _, e := range slices.Backward(a.Events) {
		if e.Source == source {
			return e.Message
		}
	}
	return "no event says why"
}
