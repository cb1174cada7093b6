package engine

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	mariadbSocket  = "mariadb.sock" // in the private folder
	mariadbPidFile = "mariadbd.pid" // in the data
)

// fileFormat are the options that shape the files, the same at each start and
// before the first.
func fileFormat() []string {
	return []string{
		"--innodb-log-file-size=16M", "--innodb-undo-tablespaces=0", "--innodb-temp-data-file-path=ibtmp1:1M:autoextend",
		// A stopped process must have no write under way: see CloneTo.
		"--innodb-use-native-aio=OFF",
	}
}

// mariadbArguments are the arguments of a server. Small, so that dozens of
// servers fit on one machine, but durable: what is committed survives the end of
// any process.
func mariadbArguments(dir string, at Listen, socketDir, certificate string) []string {
	values := [][2]string{
		{"datadir", filepath.Join(dir, dataName)},
		{"bind-address", at.Address},
		{"port", strconv.Itoa(at.Port)},
		{"socket", filepath.Join(socketDir, mariadbSocket)},
		{"pid-file", filepath.Join(dir, dataName, mariadbPidFile)},
		// Not the one folder of all: see setUp.
		{"tmpdir", socketDir},
		// 127.0.0.1 is not `localhost` then, which is what our login has for a host.
		{"skip-name-resolve", "ON"},

		{"max-connections", "100"},
		{"innodb-buffer-pool-size", "32M"},
		{"innodb-log-buffer-size", "2M"},
		{"innodb-buffer-pool-dump-at-shutdown", "OFF"},
		{"aria-pagecache-buffer-size", "8M"},
		{"key-buffer-size", "1M"},
		{"table-open-cache", "400"},
		{"open-files-limit", "2048"},
		{"performance-schema", "OFF"},

		{"innodb-flush-log-at-trx-commit", "1"},
		{"innodb-doublewrite", "ON"},
		{"skip-log-bin", "ON"},

		// Nobody may read or write files of the machine through SQL, but below here.
		{"secure-file-priv", filepath.Join(dir, dataName, "mysql")},
		{"local-infile", "OFF"},
		{"general-log", "OFF"}, // statements may hold passwords
		{"slow-query-log", "OFF"},
		{"log-warnings", "1"},

		// What Aurora MySQL version 3 begins with, or the closest there is: its
		// utf8mb4_0900_ai_ci is a newer edition of the same rules.
		// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html
		{"character-set-server", "utf8mb4"},
		{"collation-server", "utf8mb4_uca1400_nopad_ai_ci"},
		{"default-time-zone", "+00:00"},
		{"event-scheduler", "ON"},
		{"explicit-defaults-for-timestamp", "ON"},
		{"lower-case-table-names", "0"},
	}
	if certificate != "" {
		values = append(values, [2]string{"ssl-cert", certificate}, [2]string{"ssl-key", certificate}, [2]string{"tls-version", "TLSv1.2,TLSv1.3"})
	}
	if at.Version != "" {
		// https://mariadb.com/kb/en/server-system-variables/#version
		values = append(values, [2]string{"version", at.Version})
	}
	for _, name := range slices.Sorted(maps.Keys(at.Settings)) {
		values = append(values, [2]string{strings.ReplaceAll(name, "_", "-"), at.Settings[name]})
	}
	args := fileFormat()
	for _, v := range values {
		args = append(args, "--"+v[0]+"="+v[1])
	}
	return args
}

// mariadbConfigure writes the configuration file, which the server reads in place
// of every other, and returns the arguments that make it do so.
func mariadbConfigure(dir string, a account, at Listen, socketDir string) ([]string, error) {
	certificate, err := writeCertificate(dir, a, at.Certificate)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString("# Written anew at each start.\n[mariadbd]\n")
	for _, arg := range mariadbArguments(dir, at, socketDir, certificate) {
		name, value, _ := strings.Cut(strings.TrimPrefix(arg, "--"), "=")
		fmt.Fprintf(&b, "%s = \"%s\"\n", name, strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(value))
	}
	path := filepath.Join(dir, "mariadb.cnf")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		return nil, fmt.Errorf("writing configuration: %w", err)
	}
	if err := a.give(path); err != nil {
		return nil, fmt.Errorf("giving configuration to the server's user: %w", err)
	}
	// The data folder is named once more, for those who look for the process.
	return []string{"--defaults-file=" + path, "--datadir=" + filepath.Join(dir, dataName), "--console"}, nil
}

// Configure sets the server's global variables; see Server. Those that are set no
// more go back to MariaDB's own values.
func (s *mariadbServer) Configure(ctx context.Context, configured map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := map[string]string{}
	for name := range s.set {
		wanted[name] = "DEFAULT"
	}
	for name, value := range configured {
		wanted[name] = quoteValue(value)
	}
	var statements []string
	for name, value := range wanted {
		statements = append(statements, "SET GLOBAL "+quoteName(name)+" = "+value)
	}
	slices.Sort(statements)
	if err := s.exec(ctx, statements...); err != nil {
		return fmt.Errorf("configuring the server in %q: %w", s.dir, err)
	}
	s.set = configured
	return nil
}
