package rds

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Besides the version that the installed server goes by, older ones are offered,
// so that upgrades, and what old versions lack, can be tried. They are labels: one
// server runs them all, and an upgrade is the control plane's alone.

// olderVersions are offered by engine; unpausing, which cannot pause, by the major
// version of the server.
var (
	olderVersions = map[string]string{Postgres: "13.18", MySQL: "8.0.mysql_aurora.3.04.1"}
	unpausing     = map[string]string{"15": "15.4", "16": "16.2", "17": "16.2", "18": "16.2"}
)

// versionsOf returns what is offered of an engine, the newest first.
func (c *Control) versionsOf(engine string) []string {
	serves := c.EngineVersions[engine]
	all := []string{serves}
	if older := unpausing[major(serves)]; older != "" && older != serves {
		all = append(all, older)
	}
	return append(all, olderVersions[engine])
}

// checkEngine returns the version that a request is for, and refuses an engine or a
// version that is not offered. An empty version is the newest, a major one the
// newest of it.
func (c *Control) checkEngine(engine, version string) (string, error) {
	if c.EngineVersions[engine] == "" {
		return "", wire.InvalidValuef("Invalid DB engine: %s (the sandbox serves %s)", engine, strings.Join(c.engines(), ", "))
	}
	offered := c.versionsOf(engine)
	at := slices.IndexFunc(offered, func(v string) bool { return version == "" || version == v || version == major(v) })
	if at < 0 {
		return "", wire.InvalidCombinationf("Cannot find version %s for %s", version, engine)
	}
	return offered[at], nil
}

// firstToPause are the minor versions of PostgreSQL from which clusters can pause:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2-auto-pause.html
var firstToPause = map[string]int{"13": 15, "14": 12, "15": 7, "16": 3}

// lacksAutoPause tells whether a version's Serverless v2 capacity cannot be 0.
func lacksAutoPause(version string) bool {
	if isMySQL(version) {
		_, aurora, _ := strings.Cut(version, "mysql_aurora.")
		return aurora < "3.08"
	}
	_, minor, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(minor)
	return err == nil && n < firstToPause[major(version)]
}

// standardSupport is when the standard support of parameter group families ends
// that are offered beyond it:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html
var standardSupport = map[string]time.Time{"aurora-postgresql13": time.Date(2026, time.February, 28, 0, 0, 0, 0, time.UTC)}

// leaveExtendedSupport upgrades a restored cluster that declines Extended Support
// and whose version would need it.
func (c *Control) leaveExtendedSupport(cl *account.Cluster, lifecycle string, now time.Time) {
	ends, known := standardSupport[family(cl.EngineVersion)]
	if lifecycle == lifecycles[1] && known && now.After(ends) {
		cl.EngineVersion = c.EngineVersions[cl.Engine]
		cl.ParameterGroup = "default." + family(cl.EngineVersion)
	}
}

// upgrade has a cluster go to a newer version, at once or in its maintenance window,
// which a sandbox never sees.
func (c *Control) upgrade(a *account.Account, cl *account.Cluster, in *modifyDBClusterInput) (account.Phases, error) {
	if in.EngineVersion == "" || in.EngineVersion == cl.EngineVersion {
		return nil, nil
	}
	if w := writerOf(a, cl); w == nil || a.InstanceStatus(w) != account.Available {
		return nil, wire.Refusef("InvalidDBClusterStateFault", "Cannot modify engine version without a healthy primary instance in DB cluster: %s", cl.ID)
	}
	offered := c.versionsOf(cl.Engine)
	target := slices.Index(offered, in.EngineVersion)
	switch present := slices.Index(offered, cl.EngineVersion); {
	case target < 0 || present >= 0 && target > present:
		return nil, wire.InvalidCombinationf("Cannot find upgrade target from %s with requested version %s.", cl.EngineVersion, in.EngineVersion)
	case major(in.EngineVersion) != major(cl.EngineVersion) && !in.AllowMajorVersionUpgrade:
		return nil, wire.InvalidCombinationf("The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version.")
	}
	if cl.PendingVersion = in.EngineVersion; !in.ApplyImmediately {
		return nil, nil
	}
	return account.Phases{c.phase(account.UpgradeCluster, "upgrading", nil)}, nil
}

// endUpgrade gives a cluster its new version, and the default parameter group of it
// when it had that of the old one.
func endUpgrade(cl *account.Cluster) {
	before := "default." + family(cl.EngineVersion)
	cl.EngineVersion, cl.PendingVersion = cl.PendingVersion, ""
	if cl.ParameterGroup == before {
		cl.ParameterGroup = "default." + family(cl.EngineVersion)
	}
}
