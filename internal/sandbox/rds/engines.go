package rds

import (
	"maps"
	"slices"
	"strings"
)

// The engine names of Aurora.
const (
	Postgres = "aurora-postgresql"
	MySQL    = "aurora-mysql"
)

// MySQLVersion is the version that every MariaDB here is reported as: the
// long-term support release of Aurora MySQL 3, whose SQL MariaDB 10.11 and 11 are
// near to. There is no MariaDB of the number, so it is no more than a label; ask
// the server itself (SELECT VERSION()) for what it is.
const MySQLVersion = "8.0.mysql_aurora.3.08.0"

// isMySQL tells the engine from a version, as AWS's versions do.
func isMySQL(version string) bool { return strings.Contains(version, "mysql_aurora") }

// engineOf returns the engine name that goes with a version.
func engineOf(version string) string {
	if isMySQL(version) {
		return MySQL
	}
	return Postgres
}

// licenseOf returns the licence model that goes with a version.
func licenseOf(version string) string {
	if isMySQL(version) {
		return "general-public-license"
	}
	return "postgresql-license"
}

// portOf returns the port that a cluster of a version listens on unless told
// otherwise.
func portOf(version string) int {
	if isMySQL(version) {
		return 3306
	}
	return 5432
}

// logTypesOf are the logs that an engine can export.
func logTypesOf(version string) []string {
	if isMySQL(version) {
		return []string{"audit", "error", "general", "slowquery", "instance", "iam-db-auth-error"}
	}
	return []string{"postgresql", "instance", "iam-db-auth-error"}
}

// major returns the major version of an engine version: "15", "8.0".
func major(version string) string {
	if isMySQL(version) {
		m, _, _ := strings.Cut(version, ".mysql_aurora")
		return m
	}
	m, _, _ := strings.Cut(version, ".")
	return m
}

// family returns the parameter group family of an engine version.
func family(version string) string { return engineOf(version) + major(version) }

// families are the parameter group families that exist.
var families = []string{
	"aurora-postgresql13", "aurora-postgresql14", "aurora-postgresql15", "aurora-postgresql16", "aurora-postgresql17",
	"aurora-mysql5.7", "aurora-mysql8.0",
}

// engines are the engines that are served, sorted.
func (c *Control) engines() []string { return slices.Sorted(maps.Keys(c.EngineVersions)) }
