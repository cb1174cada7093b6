package account

import "time"

// ExportLogs makes the log groups that a cluster's exported logs go to. They stay
// when the cluster goes, or ends its exports.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.CloudWatch.html
func (a *Account) ExportLogs(c *Cluster, now time.Time) {
	for _, log := range c.LogExports {
		name := "/aws/rds/cluster/" + c.ID + "/" + log
		if _, there := a.LogGroups[name]; there {
			continue
		}
		if a.LogGroups == nil {
			a.LogGroups = map[string]time.Time{}
		}
		a.LogGroups[name] = now
	}
}
