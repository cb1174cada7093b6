package artifact_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares value, or the error in its place, with the golden file of
// that name.
func golden(t *testing.T, name string, value any, err error) {
	t.Helper()
	file := name + ".golden.json"
	if err != nil {
		file, value = name+".golden.txt", nil
	}
	got, marshalErr := json.MarshalIndent(value, "", "  ")
	if marshalErr != nil {
		t.Fatal(marshalErr)
	}
	if err != nil {
		got = []byte(err.Error())
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("reading the golden file (write it with -update): %v\ngot:\n%s", err, got)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", file, diff)
	}
}
