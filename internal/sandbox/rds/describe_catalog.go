package rds

import (
	"context"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type describeOrderableDBInstanceOptionsInput struct {
	Engine                string `aws:",required"`
	EngineVersion         string
	DBInstanceClass       string
	LicenseModel          string
	AvailabilityZoneGroup string
	Vpc                   *bool
	filtersParameter
	pagingParameter
}

type orderableOption struct {
	Engine                            string
	EngineVersion                     string
	DBInstanceClass                   string
	LicenseModel                      string
	AvailabilityZones                 wire.List[zone]
	MultiAZCapable                    bool
	ReadReplicaCapable                bool
	Vpc                               bool
	SupportsStorageEncryption         bool
	StorageType                       string
	SupportsIops                      bool
	SupportsEnhancedMonitoring        bool
	SupportsIAMDatabaseAuthentication bool
	SupportsPerformanceInsights       bool
	SupportedEngineModes              wire.List[string]
	SupportsStorageAutoscaling        bool
	SupportsKerberosAuthentication    bool
	OutpostCapable                    bool
	SupportsGlobalDatabases           bool
	SupportsClusters                  bool
	SupportedNetworkTypes             wire.List[string]
	SupportsStorageThroughput         bool
	SupportsHTTPEndpoint              bool `xml:"SupportsHttpEndpoint"`
}

type describeOrderableDBInstanceOptionsResult struct {
	OrderableDBInstanceOptions wire.List[orderableOption]
	Marker                     string `xml:",omitempty"`
}

func (c *Control) describeOrderableDBInstanceOptions(_ context.Context, r *wire.Request, in *describeOrderableDBInstanceOptionsInput) (any, error) {
	if err := in.check(1000); err != nil {
		return nil, err
	}
	if _, err := matcher(in.filtersParameter, map[string]func(orderableOption) []string{}); err != nil {
		return nil, err
	}
	version, err := c.checkEngine(in.Engine, "")
	if err != nil {
		return nil, err
	}
	if slices.Contains(c.versionsOf(in.Engine), in.EngineVersion) {
		version = in.EngineVersion // all versions are offered the same classes
	}
	var zones []zone
	for _, name := range zoneNames(r.Region, account.Zones(r.Region)) {
		zones = append(zones, zone{name})
	}
	var options []orderableOption
	for _, class := range orderableClasses() {
		if in.DBInstanceClass != "" && class != in.DBInstanceClass || in.EngineVersion != "" && in.EngineVersion != version ||
			in.LicenseModel != "" && in.LicenseModel != licenseOf(version) || in.Vpc != nil && !*in.Vpc {
			continue
		}
		for _, storage := range []string{"aurora", "aurora-iopt1"} {
			options = append(options, orderableOption{
				Engine: in.Engine, EngineVersion: version, DBInstanceClass: class, LicenseModel: licenseOf(version),
				AvailabilityZones: wire.ListOf("AvailabilityZone", zones), Vpc: true, SupportsStorageEncryption: true, StorageType: storage,
				SupportsEnhancedMonitoring: true, SupportsIAMDatabaseAuthentication: true, SupportsPerformanceInsights: !lacksInsights(in.Engine, class),
				SupportedEngineModes: wire.ListOf("member", []string{"provisioned"}), SupportsKerberosAuthentication: true,
				SupportsGlobalDatabases: !account.Burstable(class), SupportsClusters: true,
				SupportedNetworkTypes: wire.ListOf("member", []string{"IPV4"}), SupportsHTTPEndpoint: !account.Burstable(class),
			})
		}
	}
	var result describeOrderableDBInstanceOptionsResult
	options, result.Marker = page(in.pagingParameter, options, func(o orderableOption) string { return o.DBInstanceClass + " " + o.StorageType })
	result.OrderableDBInstanceOptions = wire.ListOf("OrderableDBInstanceOption", options)
	return result, nil
}

type describeDBEngineVersionsInput struct {
	Engine                     string
	EngineVersion              string
	DBParameterGroupFamily     string
	DefaultOnly                bool
	IncludeAll                 bool
	ListSupportedCharacterSets bool
	ListSupportedTimezones     bool
	filtersParameter
	pagingParameter
}

type upgradeTarget struct {
	Engine        string
	EngineVersion string
}

type serverlessFeatures struct {
	MinCapacity float64
	MaxCapacity float64
}

type engineVersion struct {
	Engine                             string
	EngineVersion                      string
	MajorEngineVersion                 string
	DBParameterGroupFamily             string
	DBEngineDescription                string
	DBEngineVersionDescription         string
	ValidUpgradeTarget                 wire.List[upgradeTarget]
	ExportableLogTypes                 wire.List[string]
	SupportsLogExportsToCloudwatchLogs bool
	SupportsReadReplica                bool
	SupportedEngineModes               wire.List[string]
	SupportedFeatureNames              wire.List[string]
	Status                             string
	SupportsParallelQuery              bool
	SupportsGlobalDatabases            bool
	SupportsLocalWriteForwarding       bool
	SupportedCACertificateIdentifiers  wire.List[string]
	ServerlessV2FeaturesSupport        serverlessFeatures
}

type describeDBEngineVersionsResult struct {
	DBEngineVersions wire.List[engineVersion]
	Marker           string `xml:",omitempty"`
}

func (c *Control) describeDBEngineVersions(_ context.Context, _ *wire.Request, in *describeDBEngineVersionsInput) (any, error) {
	if err := in.check(100); err != nil {
		return nil, err
	}
	var served []engineVersion
	for _, name := range c.engines() {
		offered := c.versionsOf(name)
		for i, version := range offered {
			if in.DefaultOnly && i > 0 {
				continue
			}
			served = append(served, showEngineVersion(name, version, offered[:i]))
		}
	}
	wanted, err := matcher(in.filtersParameter, map[string]func(engineVersion) []string{
		"db-parameter-group-family": func(v engineVersion) []string { return []string{v.DBParameterGroupFamily} },
		"engine":                    func(v engineVersion) []string { return []string{v.Engine} },
		"engine-mode":               func(engineVersion) []string { return []string{"provisioned"} },
		"engine-version":            func(v engineVersion) []string { return []string{v.EngineVersion} },
		"status":                    func(v engineVersion) []string { return []string{v.Status} },
	})
	if err != nil {
		return nil, err
	}
	if in.Engine != "" {
		if _, err := c.checkEngine(in.Engine, ""); err != nil {
			return nil, err
		}
	}
	found := slices.DeleteFunc(served, func(v engineVersion) bool {
		return !wanted(v) || in.Engine != "" && in.Engine != v.Engine || in.EngineVersion != "" && in.EngineVersion != v.EngineVersion && in.EngineVersion != v.MajorEngineVersion ||
			in.DBParameterGroupFamily != "" && in.DBParameterGroupFamily != v.DBParameterGroupFamily
	})
	return describeDBEngineVersionsResult{DBEngineVersions: wire.ListOf("DBEngineVersion", found)}, nil
}

// showEngineVersion writes a version as AWS shows it, with what it can be upgraded
// to.
func showEngineVersion(engine, version string, targets []string) engineVersion {
	var upgrades []upgradeTarget
	for _, target := range targets {
		upgrades = append(upgrades, upgradeTarget{engine, target})
	}
	least := 0.0
	if lacksAutoPause(version) {
		least = 0.5
	}
	description, compatible := "Aurora PostgreSQL", "Aurora PostgreSQL (compatible with PostgreSQL "+version+")"
	if isMySQL(version) {
		description, compatible = "Aurora MySQL", "Aurora MySQL "+strings.TrimPrefix(version, "8.0.mysql_aurora.")
	}
	return engineVersion{
		Engine: engine, EngineVersion: version, MajorEngineVersion: major(version), DBParameterGroupFamily: family(version),
		DBEngineDescription: description, DBEngineVersionDescription: compatible,
		ExportableLogTypes: wire.ListOf("member", logTypesOf(version)), SupportsLogExportsToCloudwatchLogs: true,
		SupportedEngineModes: wire.ListOf("member", []string{"provisioned"}), Status: "available", SupportsGlobalDatabases: true,
		SupportedCACertificateIdentifiers: wire.ListOf("member", authorities), ServerlessV2FeaturesSupport: serverlessFeatures{least, highestCapacity},
		ValidUpgradeTarget: wire.ListOf("UpgradeTarget", upgrades),
	}
}
