package archtest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// moduleRoot is the module's root as seen from this package's folder, which is
// where go test runs it.
const moduleRoot = "../.."

func TestImportsRunOneWay(t *testing.T) {
	found, err := violations(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	for _, violation := range found {
		t.Error(violation)
	}
}

func TestEveryRoomOfTheTableIsSeen(t *testing.T) {
	files, err := sources(moduleRoot)
	if err != nil {
		t.Fatal(err)
	}
	unseen := maps.Clone(rooms)
	for _, file := range files {
		delete(unseen, file.room)
	}
	if len(unseen) > 0 {
		t.Errorf("no file in rooms %v: the table, or the walk, is wrong", slices.Sorted(maps.Keys(unseen)))
	}
}

// TestTheTableCanFail feeds one file at a time to the checker, each with an
// import, and expects the verdict.
func TestTheTableCanFail(t *testing.T) {
	const ours = modulePath + "/internal/"
	tests := []struct {
		name, file, imports string
		refused             string // part of the reason, "" for allowed
	}{
		{"an arrow as drawn", "internal/aurora/a.go", ours + "artifact", ""},
		{"an arrow reversed", "internal/artifact/a.go", ours + "aurora", "artifact may not use aurora"},
		{"failure is a leaf", "internal/failure/a.go", ours + "artifact", "failure may not use artifact"},
		{"deeper packages belong to their room", "internal/image/layer/a.go", ours + "imagestore", "image may not use imagestore"},
		{"a room nobody listed", "internal/gadget/a.go", "fmt", `room "gadget" is not in the table`},
		{"importing a room nobody listed", "internal/provider/a.go", ours + "gadget", "provider may not use gadget"},
		{"the sandbox in the provider", "internal/provider/a.go", ours + "sandbox", "provider may not use sandbox"},
		{"the sandbox in the provider's tests", "internal/provider/a_test.go", ours + "sandbox/sandboxtest", ""},
		{"the command line in the provider", "internal/provider/a.go", ours + "cli", "provider may not use cli"},
		{"the provider in a lower room's test", "internal/aurora/a_test.go", ours + "provider", "nobody below uses provider"},
		{"our client in the sandbox's tests", "internal/sandbox/a_test.go", ours + "aurora", "tests of sandbox may not use aurora"},
		{"the SDK in the sandbox", "internal/sandbox/a.go", "github.com/aws/aws-sdk-go-v2/service/rds", "only aurora speaks to AWS"},
		{"the SDK in the sandbox's tests", "internal/sandbox/a_test.go", "github.com/aws/aws-sdk-go-v2/service/rds", ""},
		{"the SDK in converge", "internal/converge/a.go", "github.com/aws/aws-sdk-go-v2/aws", "only aurora speaks to AWS"},
		{"a test package in code", "internal/cli/a.go", ours + "sandbox/sandboxtest", "only tests may use a test package"},
		{"a test package uses what tests may", "internal/imagestore/storetest/a.go", ours + "image", ""},
		{"Terraform in converge", "internal/converge/a.go", "github.com/hashicorp/terraform-plugin-framework/types", "only provider speaks Terraform"},
		{"Terraform in the provider", "internal/provider/a.go", "github.com/hashicorp/terraform-plugin-framework/types", ""},
		{"the old SDK", "internal/provider/a.go", "github.com/hashicorp/terraform-plugin-sdk/v2/diag", "the framework only"},
		{"the old SDK in a test", "internal/provider/a_test.go", "github.com/hashicorp/terraform-plugin-sdk/v2/diag", "the framework only"},
		{"Docker in the command line", "internal/cli/a.go", "github.com/docker/docker/client", "only imagestore speaks to a Docker Engine"},
		{"an image's type where rooms are joined", "internal/provider/a.go", "github.com/google/go-containerregistry/pkg/v1", ""},
		{"building images where rooms are joined", "internal/provider/a.go", "github.com/google/go-containerregistry/pkg/v1/mutate", "images are built in image"},
		{"ggcr's Docker client", "internal/imagestore/a.go", "github.com/google/go-containerregistry/pkg/v1/daemon", "it takes the moby client's types"},
		{"pgx in aurora", "internal/aurora/a.go", "github.com/jackc/pgx/v5", "SQL is spoken in database"},
		{"a room in main", "main.go", ours + "aurora", "main may not use aurora"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			root := t.TempDir()
			file := filepath.Join(root, tt.file)
			if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte("package x\n\nimport _ \""+tt.imports+"\"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			found, err := violations(root)
			if err != nil {
				t.Fatal(err)
			}
			switch {
			case tt.refused == "" && len(found) > 0:
				t.Errorf("refused: %v", found)
			case tt.refused != "" && (len(found) != 1 || !strings.Contains(found[0], tt.refused)):
				t.Errorf("got %q, want one that says %q", found, tt.refused)
			}
		})
	}
}
