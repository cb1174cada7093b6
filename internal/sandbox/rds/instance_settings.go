package rds

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

var (
	monitoringIntervals = []int{0, 1, 5, 10, 15, 30, 60} // seconds
	authorities         = []string{"rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1", "rds-ca-ecc384-g1"}
)

// apply checks the settings that a request gives and puts them into an instance.
func (p instanceSettings) apply(a *account.Account, i *account.Instance, cl *account.Cluster, region string) error {
	if n := p.PromotionTier; n != nil && (*n < 0 || *n > 15) {
		return wire.InvalidValuef("Invalid promotion tier: %d. Promotion tier must be between 0 and 15.", *n)
	}
	if p.PreferredMaintenanceWindow != "" {
		if err := checkWindows(cl.BackupWindow, p.PreferredMaintenanceWindow); err != nil {
			return err
		}
		i.MaintenanceWindow = strings.ToLower(p.PreferredMaintenanceWindow)
	}
	if p.CACertificateIdentifier != "" {
		if !slices.Contains(authorities, p.CACertificateIdentifier) {
			return wire.NotFoundf("CertificateNotFound", "Certificate not found: %s", p.CACertificateIdentifier)
		}
		i.CACertificate = p.CACertificateIdentifier
	}
	if name := strings.TrimPrefix(p.DBParameterGroupName, account.ARN("rds", region, "pg:")); name != "" {
		group := findParameterGroup(a.ParameterGroups, name)
		if group == nil {
			return wire.NotFoundf("DBParameterGroupNotFound", "DBParameterGroup not found: %s", name)
		}
		if err := checkFamily(group, cl.EngineVersion); err != nil {
			return err
		}
		i.ParameterGroup = group.Name
	}
	set(&i.AutoMinorUpgrade, p.AutoMinorVersionUpgrade)
	set(&i.PromotionTier, p.PromotionTier)
	set(&i.CopyTagsToSnapshot, p.CopyTagsToSnapshot)
	set(&i.DeletionProtection, p.DeletionProtection)
	if err := p.applyMonitoring(i); err != nil {
		return err
	}
	if err := p.applyInsights(i, cl.Engine); err != nil {
		return err
	}
	return p.applyPublic(a, i, cl)
}

// applyPublic refuses a public instance where nothing leads to the internet.
func (p instanceSettings) applyPublic(a *account.Account, i *account.Instance, cl *account.Cluster) error {
	set(&i.PubliclyAccessible, p.PubliclyAccessible)
	if !i.PubliclyAccessible {
		return nil
	}
	if g := a.SubnetGroups[cl.SubnetGroup]; g != nil {
		if vpc := a.VPCs[g.VPC]; vpc != nil && !vpc.InternetGateway {
			return wire.Refusef("InvalidVPCNetworkStateFault", "Cannot create a publicly accessible DBInstance. The specified VPC has no internet gateway attached. Update the VPC and then try again")
		}
	}
	return nil
}

func (p instanceSettings) applyMonitoring(i *account.Instance) error {
	if n := p.MonitoringInterval; n != nil && !slices.Contains(monitoringIntervals, *n) {
		return wire.InvalidValuef("Invalid monitoring interval, please enter a value in [0, 1, 5, 10, 15, 30, 60]")
	}
	if p.MonitoringRoleArn != "" && !roleForm.MatchString(p.MonitoringRoleArn) {
		return wire.InvalidValuef("IAM role ARN value is invalid or does not include the required permissions")
	}
	set(&i.MonitoringInterval, p.MonitoringInterval)
	setText(&i.MonitoringRole, p.MonitoringRoleArn)
	switch {
	case i.MonitoringInterval != 0 && i.MonitoringRole == "":
		return wire.InvalidCombinationf("A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.")
	case i.MonitoringInterval == 0 && p.MonitoringRoleArn != "":
		return wire.InvalidCombinationf("You must specify a MonitoringInterval value other than 0 when you specify a MonitoringRoleARN value.")
	case i.MonitoringInterval == 0:
		i.MonitoringRole = ""
	}
	return nil
}

func (p instanceSettings) applyInsights(i *account.Instance, engine string) error {
	set(&i.PerformanceInsights, p.EnablePerformanceInsights)
	if p.EnablePerformanceInsights != nil && i.PerformanceInsights && lacksInsights(engine, i.Class) {
		return wire.InvalidCombinationf("Performance Insights not supported for this configuration.")
	}
	if n := p.PerformanceInsightsRetentionPeriod; n != nil {
		if !i.PerformanceInsights {
			return wire.InvalidCombinationf("To enable Performance Insights, EnablePerformanceInsights must be set to 'true'")
		}
		if !insightsRetention(*n) {
			return wire.InvalidValuef("Invalid Performance Insights retention period. Valid values are: [7, 31, 62, 93, 124, 155, 186, 217, " +
				"248, 279, 310, 341, 372, 403, 434, 465, 496, 527, 558, 589, 620, 651, 682, 713, 731]")
		}
		i.InsightsRetention = *n
	}
	if !i.PerformanceInsights {
		i.InsightsRetention, i.InsightsKMSKey = 0, ""
		return nil
	}
	if i.InsightsRetention == 0 {
		i.InsightsRetention = 7
	}
	if i.InsightsKMSKey == "" {
		i.InsightsKMSKey = defaultKey
	}
	setText(&i.InsightsKMSKey, p.PerformanceInsightsKMSKeyID)
	return nil
}

// lacksInsights tells whether instances of a class cannot have Performance Insights:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_PerfInsights.Overview.Engines.html
func lacksInsights(engine, class string) bool {
	return engine == MySQL && (strings.HasPrefix(class, "db.t2.") || strings.HasPrefix(class, "db.t3."))
}

// roleForm is a role's ARN.
var roleForm = regexp.MustCompile(`^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$`)

// insightsRetention tells whether days is 7, a number of months of 31 days, or 731.
func insightsRetention(days int) bool {
	return days == 7 || days == 731 || days > 0 && days < 731 && days%31 == 0
}
