package rds

import "strings"

// parameterKind is a parameter that cluster parameter groups have.
type parameterKind struct {
	name, dataType, allowed, standard string
	static                            bool // takes effect after a restart only
	fixed                             bool // AWS's alone to change
	// applied tells whether the server here takes the parameter under its own name.
	// What could end up with passwords in a log, or take more memory than many
	// servers on one machine have, is kept only.
	applied     bool
	description string
}

// parameterCatalog holds, by engine, the cluster parameters that modules set most
// often, with the values that AWS documents. One that is not here is refused by
// name. Values are kept and answered; some are applied to the servers.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Reference.ParameterGroups.html
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html
var parameterCatalog = map[string][]parameterKind{
	"aurora-postgresql": {
		{name: "autovacuum", applied: true, dataType: "boolean", allowed: "0,1", standard: "1", description: "Starts the autovacuum subprocess."},
		{name: "default_transaction_isolation", applied: true, dataType: "string", allowed: "serializable,repeatable read,read committed,read uncommitted"},
		{name: "idle_in_transaction_session_timeout", applied: true, dataType: "integer", allowed: "0-2147483647", standard: "86400000"},
		{name: "lock_timeout", applied: true, dataType: "integer", allowed: "0-2147483647"},
		{name: "log_min_duration_statement", dataType: "integer", allowed: "-1-2147483647"},
		{name: "log_statement", dataType: "string", allowed: "none,ddl,mod,all"},
		{name: "max_connections", applied: true, dataType: "integer", allowed: "6-262143", standard: "LEAST({DBInstanceClassMemory/9531392},5000)", static: true},
		{name: "max_logical_replication_workers", applied: true, dataType: "integer", allowed: "0-262143", static: true},
		{name: "max_replication_slots", applied: true, dataType: "integer", allowed: "5-262143", standard: "20", static: true},
		{name: "max_wal_senders", dataType: "integer", allowed: "5-262143", standard: "20", static: true},
		{name: "max_worker_processes", applied: true, dataType: "integer", allowed: "0-262143", standard: "GREATEST(${DBInstanceVCPU*2},8)", static: true},
		{name: "random_page_cost", applied: true, dataType: "float", allowed: "0-1.79769e+308"},
		{name: "rds.force_ssl", dataType: "boolean", allowed: "0,1", standard: "1", description: "See SSL documentation for details."},
		{name: "rds.logical_replication", applied: true, dataType: "boolean", allowed: "0,1", standard: "0", static: true},
		{name: "search_path", applied: true, dataType: "string"},
		{name: "server_version", dataType: "string", fixed: true},
		{name: "shared_preload_libraries", dataType: "list", standard: "pg_stat_statements", static: true},
		{name: "statement_timeout", applied: true, dataType: "integer", allowed: "0-2147483647"},
		{name: "timezone", applied: true, dataType: "string", standard: "UTC"},
		{name: "track_activity_query_size", applied: true, dataType: "integer", allowed: "100-102400", standard: "4096", static: true},
		{name: "wal_level", dataType: "string", fixed: true},
		{name: "work_mem", applied: true, dataType: "integer", allowed: "64-2147483647"},
	},
	"aurora-mysql": {
		{name: "binlog_format", dataType: "string", allowed: "ROW,STATEMENT,MIXED,OFF", standard: "OFF", static: true},
		{name: "character_set_client", dataType: "string"},
		{name: "character_set_connection", dataType: "string"},
		{name: "character_set_database", dataType: "string"},
		{name: "character_set_results", dataType: "string"},
		{name: "character_set_server", dataType: "string"},
		{name: "collation_connection", dataType: "string"},
		{name: "collation_server", dataType: "string"},
		{name: "innodb_lock_wait_timeout", applied: true, dataType: "integer", allowed: "1-1073741824"},
		{name: "innodb_read_only", dataType: "boolean", fixed: true},
		{name: "long_query_time", applied: true, dataType: "float", allowed: "0-31536000"},
		{name: "lower_case_table_names", dataType: "integer", allowed: "0,1", standard: "0", static: true},
		{name: "max_connections", applied: true, dataType: "integer", allowed: "1-16000", standard: "GREATEST({log(DBInstanceClassMemory/805306368)*45},{log(DBInstanceClassMemory/8187281408)*1000})"},
		{name: "performance_schema", dataType: "boolean", allowed: "0,1", standard: "0", static: true},
		{name: "require_secure_transport", applied: true, dataType: "boolean", allowed: "ON,OFF", standard: "OFF"},
		{name: "server_audit_logging", dataType: "boolean", allowed: "0,1", standard: "0"},
		{name: "slow_query_log", dataType: "boolean", allowed: "0,1", standard: "0"},
		{name: "time_zone", dataType: "string", standard: "UTC"},
	},
}

// parametersOf returns what the groups of a family have, by name.
func parametersOf(family string) []parameterKind {
	for engine, all := range parameterCatalog {
		if strings.HasPrefix(family, engine) {
			return all
		}
	}
	return nil
}

// findParameter returns a family's parameter; false when it is not in the catalog.
func findParameter(family, name string) (parameterKind, bool) {
	for _, p := range parametersOf(family) {
		if p.name == name {
			return p, true
		}
	}
	return parameterKind{}, false
}
