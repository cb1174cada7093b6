package account

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Instance is a DB instance, a member of one cluster. All members of a cluster
// are served by the cluster's one server.
type Instance struct {
	ResourceID string    `json:"resource_id"`
	ID         string    `json:"id"`      // lower case
	Cluster    string    `json:"cluster"` // resource id
	Created    time.Time `json:"created"`
	Class      string    `json:"class"`
	Zone       string    `json:"zone"` // a letter, see Zones
	Writer     bool      `json:"writer,omitempty"`

	PromotionTier       int       `json:"promotion_tier"`
	PubliclyAccessible  bool      `json:"publicly_accessible,omitempty"`
	AutoMinorUpgrade    bool      `json:"auto_minor_upgrade"`
	ParameterGroup      string    `json:"parameter_group"`
	MaintenanceWindow   string    `json:"maintenance_window"`
	CACertificate       string    `json:"ca_certificate"`
	CopyTagsToSnapshot  bool      `json:"copy_tags_to_snapshot,omitempty"`
	PerformanceInsights bool      `json:"performance_insights,omitempty"`
	InsightsRetention   int       `json:"insights_retention,omitempty"` // days
	InsightsKMSKey      string    `json:"insights_kms_key,omitempty"`
	MonitoringInterval  int       `json:"monitoring_interval,omitempty"` // seconds
	MonitoringRole      string    `json:"monitoring_role,omitempty"`
	DeletionProtection  bool      `json:"deletion_protection,omitempty"`
	PendingClass        string    `json:"pending_class,omitempty"`
	PendingID           string    `json:"pending_id,omitempty"`
	SeenAt              time.Time `json:"seen_at,omitzero"` // before that, Describe does not show it

	// PendingReboot: a new cluster parameter group waits for this member's restart.
	PendingReboot bool `json:"pending_reboot,omitempty"`

	Tags   Tags   `json:"tags,omitempty"`
	Rest   string `json:"rest"`
	Phases Phases `json:"phases,omitempty"`
}

// ARN returns the instance's ARN in a Region.
func (i *Instance) ARN(region string) string { return ARN("rds", region, "db:"+i.ID) }

// InstanceStatus is the status that AWS shows: the instance's own, or what its cluster
// takes its members through when it stops and starts.
func (a *Account) InstanceStatus(i *Instance) string {
	status := i.Phases.Status(i.Rest)
	if c := a.Clusters.Get(i.Cluster); c != nil && status == Available {
		switch s := c.Status(); s {
		case "stopping", Stopped, "starting", KeyLost, KeyLost + "-recoverable":
			return s
		}
	}
	return status
}

// Burstable tells whether a class is of a T family, which lacks the Data API.
func Burstable(class string) bool { return strings.HasPrefix(class, "db.t") }

// Deleting tells whether the instance is on its way out.
func (i *Instance) Deleting() bool { return i.Phases.Has(DeleteInstance) }

// FindInstance returns the instance of an identifier in any case, or of an ARN in
// the Region; nil when there is none.
func (a *Account) FindInstance(region, idOrARN string) *Instance {
	id := strings.ToLower(strings.TrimPrefix(idOrARN, ARN("rds", region, "db:")))
	for i := range a.Instances.All() {
		if i.ID == id {
			return a.Instances.Get(i.ResourceID)
		}
	}
	return nil
}

// Members returns a cluster's instances in the order of their creation.
func (a *Account) Members(clusterResourceID string) []*Instance {
	var members []*Instance
	for i := range a.Instances.All() {
		if i.Cluster == clusterResourceID {
			members = append(members, a.Instances.Get(i.ResourceID))
		}
	}
	slices.SortFunc(members, func(x, y *Instance) int {
		return cmp.Or(x.Created.Compare(y.Created), cmp.Compare(x.ID, y.ID))
	})
	return members
}

// LiveMembers returns the members that are not being deleted.
func (a *Account) LiveMembers(clusterResourceID string) []*Instance {
	return slices.DeleteFunc(a.Members(clusterResourceID), (*Instance).Deleting)
}
