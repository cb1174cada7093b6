package rds

import (
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// insightsParameters are those by which a cluster's members are observed.
type insightsParameters struct {
	DatabaseInsightsMode               string
	EnablePerformanceInsights          *bool
	PerformanceInsightsKMSKeyID        string `aws:"PerformanceInsightsKMSKeyId"`
	PerformanceInsightsRetentionPeriod *int
}

// leastAdvancedRetention is how many days of Performance Insights the advanced
// mode of Database Insights asks for.
const leastAdvancedRetention = 31

// applyTo checks the parameters and puts them into a cluster and its members.
func (p insightsParameters) applyTo(a *account.Account, cl *account.Cluster) error {
	kept := account.Instance{PerformanceInsights: cl.InsightsRetention > 0, InsightsRetention: cl.InsightsRetention}
	settings := instanceSettings{
		EnablePerformanceInsights: p.EnablePerformanceInsights, PerformanceInsightsKMSKeyID: p.PerformanceInsightsKMSKeyID,
		PerformanceInsightsRetentionPeriod: p.PerformanceInsightsRetentionPeriod,
	}
	if err := settings.applyInsights(&kept, cl.Engine); err != nil {
		return err
	}
	mode := cl.InsightsMode
	setText(&mode, p.DatabaseInsightsMode)
	switch {
	case mode != "standard" && mode != "advanced":
		return wire.InvalidValuef("Invalid database insights mode: %s. Valid values are: standard, advanced", mode)
	case mode == "advanced" && kept.InsightsRetention < leastAdvancedRetention:
		return wire.InvalidCombinationf("You can't enable the Advanced mode of Database Insights until you set the retention period for Performance Insights to at least 31 days.")
	}
	cl.InsightsMode, cl.InsightsRetention = mode, kept.InsightsRetention
	if p.EnablePerformanceInsights == nil {
		return nil
	}
	for _, i := range a.Members(cl.ResourceID) {
		i.PerformanceInsights, i.InsightsRetention, i.InsightsKMSKey = kept.PerformanceInsights, kept.InsightsRetention, kept.InsightsKMSKey
	}
	return nil
}
