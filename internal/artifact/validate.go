package artifact

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Limits that Amazon RDS puts on the settings of an Aurora cluster, from the
// model of its API.
const (
	maxInstances       = 16 // one writer, 15 readers
	maxPromotionTier   = 15
	maxRetention       = 35 // days
	minPort            = 1150
	maxPort            = 65535
	maxIdentifier      = 63
	maxDatabaseName    = 64 // MySQL's; PostgreSQL truncates at 63 bytes
	minSubnets         = 2
	expectedSubnetList = "at least two subnet IDs such as subnet-0abc, in two availability zones"
)

// Values that Amazon RDS takes for the settings of that name. The provider's
// validators and its documentation are made from the same lists.
var (
	StorageTypes            = []string{"aurora", "aurora-iopt1"}
	NetworkTypes            = []string{"IPV4", "DUAL"}
	EngineLifecycleSupports = []string{"open-source-rds-extended-support", "open-source-rds-extended-support-disabled"}
	DatabaseInsightsModes   = []string{InsightsStandard, InsightsAdvanced}
)

// The modes of CloudWatch Database Insights. Advanced is billed, and asks for
// 15 months of Performance Insights.
const (
	InsightsStandard = "standard"
	InsightsAdvanced = "advanced"
)

// LogTypes are the logs that each engine can export to CloudWatch (Amazon
// Aurora User Guide, "Publishing logs to CloudWatch Logs").
var LogTypes = map[string][]string{
	"aurora-postgresql": {"iam-db-auth-error", "instance", "postgresql"},
	"aurora-mysql":      {"audit", "error", "general", "iam-db-auth-error", "instance", "slowquery"},
}

var (
	identifierPattern    = regexp.MustCompile(`^[A-Za-z](-?[A-Za-z0-9])*$`)
	clusterARNPattern    = regexp.MustCompile(`^arn:aws[a-z-]*:rds:[a-z0-9-]+:[0-9]{12}:cluster:[A-Za-z](-?[A-Za-z0-9])*$`)
	subnetPattern        = regexp.MustCompile(`^subnet-[0-9a-z]+$`)
	vpcPattern           = regexp.MustCompile(`^vpc-[0-9a-z]+$`)
	instanceClassPattern = regexp.MustCompile(`^db\.([a-z0-9-]+\.[a-z0-9-]+|serverless)$`)
	databaseNamePattern  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_$-]*$`)
	zonePattern          = regexp.MustCompile(`^[a-z]{2}(-[a-z]+)+-[0-9]+(-[a-z]+-[0-9]+)?[a-z]$`)
	groupNamePattern     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9 ._-]*$`)
)

// Validate reports every setting that cannot be right whatever the source
// cluster is, as joined [FieldError]s; nil when there is none.
func (c Config) Validate() error {
	p := &problems{}
	c.SourceDB.validate(p)
	c.TargetDB.validate(p)
	return p.err()
}

func (s SourceDB) validate(p *problems) {
	switch {
	case s.ClusterID == "":
		p.source("source_db_cluster_id", "missing, expected the source's cluster identifier or its ARN")
	case strings.HasPrefix(s.ClusterID, "arn:"):
		if !clusterARNPattern.MatchString(s.ClusterID) {
			p.source("source_db_cluster_id", "got %q, expected arn:aws:rds:REGION:ACCOUNT:cluster:IDENTIFIER", s.ClusterID)
		}
	case len(s.ClusterID) > maxIdentifier || !identifierPattern.MatchString(s.ClusterID):
		p.source("source_db_cluster_id", "got %q, expected a cluster identifier (a letter, then letters, digits and single hyphens, at most %d) or an ARN", s.ClusterID, maxIdentifier)
	}
	s.validateSchema(p)
	for _, script := range s.CloneScripts {
		if script == "" || strings.ContainsFunc(script, isControl) {
			p.source("clone_scripts", "got %q, expected a path without control characters", script)
		}
	}
}

func (t TargetDB) validate(p *problems) {
	t.validateNetwork(p)
	p.match("instance_type", t.InstanceType, instanceClassPattern, "an instance class such as db.r6g.large or db.serverless")
	p.within("instance_count", t.InstanceCount, 1, maxInstances)
	if t.PromotionTier != nil && (*t.PromotionTier < 0 || *t.PromotionTier > maxPromotionTier) {
		p.target("promotion_tier", "got %d, expected 0 to %d", *t.PromotionTier, maxPromotionTier)
	}
	p.match("database_name", t.DatabaseName, databaseNamePattern, "a database name: a letter or underscore, then letters, digits, _, - and $")
	if len(t.DatabaseName) > maxDatabaseName {
		p.target("database_name", "has %d characters, expected at most %d", len(t.DatabaseName), maxDatabaseName)
	}
	p.within("port", t.Port, minPort, maxPort)
	p.within("backup_retention_period", t.BackupRetentionPeriod, 1, maxRetention)
	p.match("db_cluster_parameter_group_name", t.DBClusterParameterGroupName, groupNamePattern, "the name of a cluster parameter group")
	p.match("db_parameter_group_name", t.DBParameterGroupName, groupNamePattern, "the name of a parameter group")
	p.oneOf("storage_type", t.StorageType, StorageTypes)
	p.oneOf("network_type", t.NetworkType, NetworkTypes)
	p.oneOf("engine_lifecycle_support", t.EngineLifecycleSupport, EngineLifecycleSupports)
	p.oneOf("database_insights_mode", t.DatabaseInsightsMode, DatabaseInsightsModes)
	p.match("availability_zone", t.AvailabilityZone, zonePattern, "an availability zone such as us-east-1a")
	t.validateWindows(p)
	if t.ServerlessV2Scaling != nil {
		t.ServerlessV2Scaling.validate(p)
	}
}

func (t TargetDB) validateNetwork(p *problems) {
	if t.DBSubnetGroupName != "" && t.SubnetIDs != nil {
		p.target("db_subnet_group_name", "given together with subnet_ids, expected one of them")
	}
	p.match("db_subnet_group_name", t.DBSubnetGroupName, groupNamePattern, "the name of a subnet group")
	p.match("vpc_id", t.VPCID, vpcPattern, "a VPC ID such as vpc-0abc")
	if t.SubnetIDs == nil {
		return
	}
	for i, id := range t.SubnetIDs {
		if !subnetPattern.MatchString(id) {
			p.target("subnet_ids", "got %q, expected a subnet ID such as subnet-0abc", id)
		}
		if slices.Contains(t.SubnetIDs[:i], id) {
			p.target("subnet_ids", "names %q twice, expected each subnet once", id)
		}
	}
	if len(t.SubnetIDs) < minSubnets {
		p.target("subnet_ids", "got %d, expected %s", len(t.SubnetIDs), expectedSubnetList)
	}
}

// problems gathers what is wrong while a check goes on.
type problems struct{ all []error }

func (p *problems) source(key, format string, args ...any) {
	p.all = append(p.all, &FieldError{Section: sectionSource, Key: key, Problem: fmt.Sprintf(format, args...)})
}

func (p *problems) target(key, format string, args ...any) {
	p.all = append(p.all, &FieldError{Section: sectionTarget, Key: key, Problem: fmt.Sprintf(format, args...)})
}

// match, within and oneOf let the zero value pass: it means "not given".
func (p *problems) match(key, value string, pattern *regexp.Regexp, expected string) {
	if value != "" && !pattern.MatchString(value) {
		p.target(key, "got %q, expected %s", value, expected)
	}
}

func (p *problems) within(key string, value, low, high int) {
	if value != 0 && (value < low || value > high) {
		p.target(key, "got %d, expected %d to %d", value, low, high)
	}
}

func (p *problems) oneOf(key, value string, values []string) {
	if value != "" && !slices.Contains(values, value) {
		p.target(key, "got %q, expected %s", value, strings.Join(values, " or "))
	}
}

func (p *problems) err() error { return errors.Join(p.all...) }

func isControl(r rune) bool { return r < ' ' || r == 0x7f }
