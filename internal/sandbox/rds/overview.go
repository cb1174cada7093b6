package rds

import "github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"

// Overview is a cluster as somebody sees it who looks behind AWS's API.
type Overview struct {
	ID, ResourceID, Status, CloneGroup string
	Address                            string // where its server listens
	Port                               int
	Members                            []MemberOverview
}

// MemberOverview is a member of a cluster.
type MemberOverview struct {
	ID, Class, Status string
	Writer            bool
}

// Overview returns all clusters, sorted by identifier. It waits for nothing.
func (c *Control) Overview() ([]Overview, error) {
	var all []Overview
	err := c.Store.View(func(a *account.Account) (bool, error) {
		s := c.advance(a, c.Clock.Now())
		for _, cl := range a.ClustersByName() {
			o := Overview{
				ID: cl.ID, ResourceID: cl.ResourceID, Status: cl.Status(), CloneGroup: cl.CloneGroup, Address: cl.Address, Port: cl.Port,
			}
			for _, i := range a.Members(cl.ResourceID) {
				o.Members = append(o.Members, MemberOverview{ID: i.ID, Class: i.Class, Status: a.InstanceStatus(i), Writer: i.Writer})
			}
			all = append(all, o)
		}
		return s.moved, nil
	})
	return all, err
}
