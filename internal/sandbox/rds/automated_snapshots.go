package rds

import (
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

const oneDay = 24 * time.Hour

// firstBackup is how old a cluster is at least when its backup window counts. AWS
// also takes a snapshot when a cluster is made; here that would copy the data of
// every cluster, of which most do not live for an hour.
const firstBackup = time.Hour

// backUp takes the automated snapshots of the clusters whose backup window has
// come, and drops those that are past their cluster's retention. It returns when
// the next window comes, zero when there are no clusters.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Backups.html
func (c *Control) backUp(a *account.Account, now time.Time) (moved bool, next time.Time) {
	for cl := range a.Clusters.All() {
		if cl.NextBackup.IsZero() || cl.Rest != account.Available || len(cl.Phases) > 0 {
			continue // one that is busy is backed up afterwards
		}
		if cl.NextBackup.After(now) {
			next = earlier(next, cl.NextBackup)
			continue
		}
		moved = true
		cl = a.Clusters.Get(cl.ResourceID)
		cl.NextBackup = nextBackup(cl.BackupWindow, now)
		kept := time.Duration(cl.BackupRetention)*oneDay - time.Hour // the window begins at the same time each day
		c.dropBackups(a, cl, func(s *account.Snapshot) bool { return now.Sub(s.Created) > kept })
		if id := fmt.Sprintf("rds:%s-%s", cl.ID, now.UTC().Format("2006-01-02-15-04")); !a.Snapshots.Has(id) {
			c.snapshot(a, cl, id, nil, now)
		}
	}
	return moved, next
}

// nextBackup returns when a backup window begins next.
func nextBackup(text string, after time.Time) time.Time {
	daily, err := parseBackupWindow(text)
	if err != nil {
		return time.Time{} // it was checked: there is none
	}
	begins := after.UTC().Truncate(oneDay).Add(time.Duration(daily.from) * time.Minute)
	if !begins.After(after) {
		begins = begins.Add(oneDay)
	}
	return begins
}

// dropBackups removes those automated snapshots of a cluster that are to go.
func (c *Control) dropBackups(a *account.Account, cl *account.Cluster, goes func(*account.Snapshot) bool) {
	for s := range a.Snapshots.All() {
		if s.Type() == account.AutomatedSnapshot && s.Of.ResourceID == cl.ResourceID && !s.Phases.Has(account.DeleteSnapshot) && goes(s) {
			a.Snapshots.Get(s.ID).Phases = account.Phases{c.phase(account.DeleteSnapshot, "deleting", &account.Work{Task: account.TaskRemove})}
		}
	}
}
