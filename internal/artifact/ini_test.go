package artifact_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func TestParseINIGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/ini/*.ini")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files to read: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			config, err := artifact.ParseINI(text, filepath.Base(file))
			golden(t, strings.TrimSuffix(file, ".ini"), config, err)
		})
	}
}

func TestParseINIReadsWhatWindowsWrites(t *testing.T) {
	text, err := os.ReadFile("testdata/ini/earlier.ini")
	if err != nil {
		t.Fatal(err)
	}
	want, err := artifact.ParseINI(text, "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := artifact.ParseINI([]byte("\ufeff"+strings.ReplaceAll(string(text), "\n", "\r\n")), "")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("a byte order mark and CRLF make a difference:\n%s", diff)
	}
}

func TestParseINIRefuses(t *testing.T) {
	const head = "[source_db]\nsource_db_cluster_id = orders\n"
	for _, tc := range []struct{ name, text, want string }{
		{"nothing", "", "source_db_cluster_id: missing"},
		{"no section", "source_db_cluster_id = orders\n", `line 1: got "source_db_cluster_id = orders" before any section`},
		{"a second section", head + "[source_db]\n", "line 3: [source_db] given twice, first on line 1"},
		{"configparser's defaults", "[DEFAULT]\n" + head, "line 1: [DEFAULT] unknown section"},
		{"one subnet", head + "[target_db]\nsubnet_ids = subnet-0a\n", "line 4: [target_db] subnet_ids: got 1, expected at least two subnet IDs"},
		{"a trailing comma", head + "[target_db]\nsubnet_ids = subnet-0a, subnet-0b,\n", `subnet_ids: got "", expected a subnet ID`},
		{"zero where it would pass for nothing", head + "[target_db]\nbackup_retention_period = 0\n", "line 4: [target_db] backup_retention_period: got \"0\", expected a whole number above 0"},
		{"a terminal's escape", head + "[target_db]\ninstance_type = \x1b[31m\n", "line 4: [target_db] has bytes that are not printable"},
		{"Latin-1", head + "[target_db]\ndatabase_name = caf\xe9\n", "not printable UTF-8"},
		{"a binary", strings.Repeat("\x00\n", 100), "and 81 problems more"},
		{"a text that goes on", strings.Repeat("x", artifact.MaxINISize+1), "expected an INI file of at most 65536"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := artifact.ParseINI([]byte(tc.text), "")
			if err == nil {
				t.Fatal("it was taken")
			}
			if !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got  %q\nwant %q in it", err, tc.want)
			}
			if _, ok := errors.AsType[*artifact.INIError](err); !ok {
				t.Errorf("got a %T, want INIErrors", err)
			}
		})
	}
}

func FuzzParseINI(f *testing.F) {
	files, err := filepath.Glob("testdata/ini/*.ini")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Add([]byte("[a]\n =\n:\n[source_db]\n\ta=b\n\t\tc\n%(x)s=%(y)s"))
	f.Fuzz(func(t *testing.T, text []byte) {
		config, err := artifact.ParseINI(text, "fuzz.ini")
		if err == nil && config.Validate() != nil {
			t.Errorf("took what Validate refuses: %v", config.Validate())
		}
		if err == nil {
			artifact.InputsDigest(config, nil, nil) // a number that JSON cannot hold panics here
		}
	})
}
