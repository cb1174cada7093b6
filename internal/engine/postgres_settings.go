package engine

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const configurationName = "postgresql.conf"

// settings renders postgresql.conf; what initdb left in the data is not read. Small, so that dozens of servers fit on
// one machine, but durable: what is committed survives the end of any process.
func settings(at Listen, socketDir, certificate string) string {
	values := [][2]string{
		{"listen_addresses", at.Address},
		{"port", strconv.Itoa(at.Port)},
		{"unix_socket_directories", socketDir},
		{"unix_socket_permissions", "0700"},
		{"password_encryption", "scram-sha-256"},

		{"max_connections", "100"},
		{"shared_buffers", "16MB"},
		{"huge_pages", "off"},
		{"work_mem", "2MB"},
		{"maintenance_work_mem", "32MB"},
		{"max_worker_processes", "4"},
		{"max_parallel_workers", "2"},
		{"max_logical_replication_workers", "0"},
		{"autovacuum_max_workers", "1"},
		{"jit", "off"},

		{"fsync", "on"},
		{"full_page_writes", "on"},
		{"synchronous_commit", "on"},
		// What pg_backup_start and the slot that CloneTo takes need.
		{"wal_level", "replica"},
		{"max_replication_slots", "10"},
		{"max_wal_senders", "0"},
		{"min_wal_size", "8MB"},
		{"max_wal_size", "128MB"},

		{"logging_collector", "off"}, // standard error is our file already
		{"log_destination", "stderr"},
		{"log_line_prefix", "%m [%p] %q%u@%d "},
		{"log_checkpoints", "off"},
		// No statement is ever logged, not even a failed one: it may hold a password.
		{"log_statement", "none"},
		{"log_min_duration_statement", "-1"},
		{"log_min_error_statement", "panic"},
		{"log_timezone", "UTC"},

		{"timezone", "UTC"},
		{"datestyle", "iso, mdy"},
		{"lc_messages", "C"},
		{"default_text_search_config", "pg_catalog.english"},
	}
	if certificate != "" {
		values = append(values, [][2]string{
			{"ssl", "on"},
			{"ssl_cert_file", certificate},
			{"ssl_key_file", certificate},
			// What Aurora PostgreSQL takes:
			// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Security.html
			{"ssl_min_protocol_version", "TLSv1.2"},
		}...)
	}
	for _, name := range slices.Sorted(maps.Keys(at.Settings)) { // of one that is set twice, the last counts
		values = append(values, [2]string{name, at.Settings[name]})
	}
	var b strings.Builder
	b.WriteString("# Written anew at each start.\n")
	for _, v := range values {
		fmt.Fprintf(&b, "%s = '%s'\n", v[0], strings.NewReplacer(`\`, `\\`, `'`, `''`).Replace(v[1]))
	}
	return b.String()
}

// access renders pg_hba.conf, whole. The unix socket is in a folder that only the
// server's user and root can enter, and needs no password; TCP always does, and
// the superuser has no way in there.
func access(directory *Directory) string {
	var b strings.Builder
	b.WriteString("# Written anew at each start.\nlocal all all trust\nhost all " + Superuser + " all reject\n")
	if d := directory; d != nil {
		for _, from := range loopback {
			fmt.Fprintf(&b, "hostssl all +%s %s ldap ldapserver=127.0.0.1 ldapport=%d ldapsuffix=\"%s\"\n", d.Role, from, d.Port, d.Suffix)
			fmt.Fprintf(&b, "host all +%s %s reject\n", d.Role, from)
		}
	}
	for _, from := range loopback {
		fmt.Fprintf(&b, "host all all %s scram-sha-256\n", from)
	}
	return b.String()
}

// loopback are the addresses that clients have.
var loopback = []string{"127.0.0.0/8", "::1/128"}

// configure writes the configuration files into dir and returns the arguments
// that make the server read them. They are outside of the data on purpose: root
// writes nothing into a folder in which the server's user could plant a link.
func configure(dir string, a account, at Listen, socketDir string) ([]string, error) {
	config, hba := filepath.Join(dir, configurationName), filepath.Join(dir, "pg_hba.conf")
	certificate, err := writeCertificate(dir, a, at.Certificate)
	if err != nil {
		return nil, err
	}
	for path, content := range map[string]string{config: settings(at, socketDir, certificate), hba: access(at.Directory)} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			return nil, fmt.Errorf("writing configuration: %w", err)
		}
		if err := a.give(path); err != nil {
			return nil, fmt.Errorf("giving configuration to the server's user: %w", err)
		}
	}
	return []string{"-D", filepath.Join(dir, dataName), "-c", "config_file=" + config, "-c", "hba_file=" + hba}, nil
}
