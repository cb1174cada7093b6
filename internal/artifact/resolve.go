package artifact

import (
	"cmp"
	"errors"
	"slices"
	"strings"
)

// Engines that an artifact can hold, by Amazon RDS's names.
var Engines = []string{"aurora-postgresql", "aurora-mysql"}

// Defaults of the settings that are not taken from the source. A clone is a
// throw-away copy: it does not inherit a production cluster's 35 days of
// backups, 16 instances or storage rate.
const (
	defaultInstanceCount    = 1
	defaultPromotionTier    = 1
	defaultRetention        = 1 // day; the least Aurora takes
	defaultLifecycleSupport = "open-source-rds-extended-support-disabled"
	// defaultAutoMinorVersionUpgrade is false, AWS's default is true: a copy
	// is there to behave as its source did, so its engine version does not
	// move by itself, nor does a maintenance window restart it.
	defaultAutoMinorVersionUpgrade = false
)

// Discovery is everything that was found out for one configuration.
type Discovery struct {
	Source Source
	// Network is nil when the configuration asks for the source's own.
	Network *Network
}

// Resolve turns what was asked for and what was found into the artifact: every
// setting has a value, given, taken from the source, or chosen here. It is a
// pure function; changelog may be nil. What does not fit together is reported
// as joined [FieldError]s.
//
// Port, parameter groups, KMS key, network type and engine lifecycle support
// default to the source's; windows and storage type to AWS's choice (empty).
func Resolve(c Config, d Discovery, changelog *Changelog) (Spec, error) {
	if err := c.Validate(); err != nil {
		return Spec{}, err
	}
	p := &problems{}
	source := d.Source
	source.SubnetIDs = distinct(source.SubnetIDs)
	source.AvailabilityZones = distinct(source.AvailabilityZones)
	if !slices.Contains(Engines, source.Engine) {
		p.source("source_db_cluster_id", "%q has the engine %q, expected %s or %s", c.SourceDB.ClusterID, source.Engine, Engines[0], Engines[1])
	}
	target := resolveTarget(c.TargetDB, source, p)
	resolveNetwork(&target, c.TargetDB, source, d.Network, p)
	if err := p.err(); err != nil {
		return Spec{}, err
	}
	spec := Spec{
		Version: SpecVersion, MinProviderVersion: MinProviderVersion,
		Source: source, Target: target, Changelog: changelog,
	}
	return spec, spec.Validate()
}

func resolveTarget(t TargetDB, s Source, p *problems) Target {
	target := Target{
		InstanceClass:               cmp.Or(t.InstanceType, s.InstanceClass),
		InstanceCount:               cmp.Or(t.InstanceCount, defaultInstanceCount),
		PromotionTier:               orElse(t.PromotionTier, defaultPromotionTier),
		DatabaseName:                cmp.Or(t.DatabaseName, s.DatabaseName),
		Port:                        cmp.Or(t.Port, s.Port),
		BackupRetentionPeriod:       cmp.Or(t.BackupRetentionPeriod, defaultRetention),
		PreferredBackupWindow:       t.PreferredBackupWindow,
		PreferredMaintenanceWindow:  t.PreferredMaintenanceWindow,
		DBClusterParameterGroupName: cmp.Or(t.DBClusterParameterGroupName, s.DBClusterParameterGroup),
		DBParameterGroupName:        cmp.Or(t.DBParameterGroupName, s.DBParameterGroup),
		StorageType:                 t.StorageType,
		NetworkType:                 cmp.Or(t.NetworkType, s.NetworkType),
		EngineLifecycleSupport:      cmp.Or(t.EngineLifecycleSupport, s.EngineLifecycleSupport, defaultLifecycleSupport),
		CopyTagsToSnapshot:          t.CopyTagsToSnapshot,
		AutoMinorVersionUpgrade:     orElse(t.AutoMinorVersionUpgrade, defaultAutoMinorVersionUpgrade),
		ServerlessV2Scaling:         t.ServerlessV2Scaling,
		AvailabilityZone:            t.AvailabilityZone,

		EnabledCloudwatchLogsExports:     slices.Compact(sorted(t.EnabledCloudwatchLogsExports)),
		DatabaseInsightsMode:             t.DatabaseInsightsMode,
		IAMDatabaseAuthenticationEnabled: t.IAMDatabaseAuthenticationEnabled,
	}
	for _, log := range target.EnabledCloudwatchLogsExports {
		if known := LogTypes[s.Engine]; known != nil && !slices.Contains(known, log) {
			p.target("enabled_cloudwatch_logs_exports", "got %q, expected logs of %s: %s", log, s.Engine, strings.Join(known, ", "))
		}
	}
	if s.StorageEncrypted {
		target.KMSKeyID = s.KMSKeyID
	}
	serverless := target.InstanceClass == ServerlessClass
	if serverless && target.ServerlessV2Scaling == nil && s.InstanceClass == ServerlessClass {
		target.ServerlessV2Scaling = s.ServerlessV2Scaling
	}
	if serverless && target.ServerlessV2Scaling == nil {
		p.target("serverlessv2_scaling", "missing, expected a capacity range for the instance class %s", ServerlessClass)
	}
	// A source without instances, or another account's, tells less.
	if target.InstanceClass == "" {
		p.target("instance_type", "missing, and the source tells no instance class to take instead, expected one such as db.r6g.large")
	}
	if target.Port == 0 {
		p.target("port", "missing, and the source tells none to take instead, expected %d to %d", minPort, maxPort)
	}
	if target.DBClusterParameterGroupName == "" {
		p.target("db_cluster_parameter_group_name", "missing, and the source tells none to take instead, expected the name of a cluster parameter group")
	}
	return target
}

// errNotLookedUp is a mistake of the caller, not of the user.
var errNotLookedUp = errors.New("resolving the artifact: the configured network was not looked up")

func orElse[T any](value *T, otherwise T) T {
	if value != nil {
		return *value
	}
	return otherwise
}

// distinct returns ids sorted, each once, never nil: a list in the
// specification is a list.
func distinct(ids []string) []string {
	return slices.Compact(sorted(append([]string{}, ids...)))
}
