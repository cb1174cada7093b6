package compile_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// watched is an Engine that notes what containers are given.
type watched struct {
	*imagestore.Engine
	mu        sync.Mutex
	runs      []*exec.Cmd
	readable  []string
	passwords []string
}

// emptyArchive is a JAR file with nothing in it.
var emptyArchive = append([]byte("PK\x05\x06"), make([]byte, 18)...)

var passwordProperty = regexp.MustCompile(`(?m)^liquibase\.command\.password=(.+)$`)

func (w *watched) Run(ctx context.Context, id string, cmd *exec.Cmd, readable ...string) error {
	names, err := filepath.Glob(filepath.Join(cmd.Dir, "*.properties"))
	if err != nil {
		return err
	}
	w.mu.Lock()
	w.runs, w.readable = append(w.runs, cmd), readable
	for _, name := range names {
		if text, err := os.ReadFile(name); err == nil {
			for _, found := range passwordProperty.FindAllStringSubmatch(string(text), -1) {
				w.passwords = append(w.passwords, found[1])
			}
		}
	}
	w.mu.Unlock()
	return w.Engine.Run(ctx, id, cmd, readable...)
}

// On a machine with a Docker Engine and no Liquibase the image's is used, and
// comes to what an installed one comes to.
func TestLiquibaseOfAContainerImageCompilesProvesAndUpdates(t *testing.T) {
	t.Parallel()
	requireServer(t, "aurora-postgresql")
	name, host := liquibasetest.Image(t)
	docker, err := imagestore.NewEngine(imagestore.EngineConfig{Host: host})
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{Engine: docker}
	e := liquibase.Environment{Path: t.TempDir(), Containers: w, Image: name}
	c := compile.Compiler{
		Find:   func(ctx context.Context) (compile.Runner, error) { return liquibase.Find(ctx, e) },
		Memory: usercache.At(t.TempDir(), 1<<20),
	}
	in := full(t, "aurora-postgresql")
	in.Classpath = []string{filepath.Join(t.TempDir(), "classes.jar")}
	if err := os.WriteFile(in.Classpath[0], emptyArchive, 0o600); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "aurora-postgresql", compiled)
	if !slices.Equal(w.readable, in.Classpath) {
		t.Errorf("the containers may read %q, expected the classpath %q", w.readable, in.Classpath)
	}
	if len(w.runs) != 2 || len(w.passwords) == 0 {
		t.Fatalf("%d containers were started, with %d passwords, expected 2 and some", len(w.runs), len(w.passwords))
	}
	for _, run := range w.runs {
		for _, given := range slices.Concat(run.Args, run.Env) {
			for _, password := range w.passwords {
				if strings.Contains(given, password) {
					t.Errorf("a password is in %q", given)
				}
			}
		}
		if _, err := os.Stat(run.Dir); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is left: %v", run.Dir, err)
		}
	}
	applied(t, e)
	if len(w.runs) != 3 {
		t.Errorf("%d containers were started, expected 3", len(w.runs))
	}
	cmd := exec.CommandContext(t.Context(), "docker", "ps", "--all", "--quiet", "--filter=ancestor="+name)
	cmd.Env = append(cmd.Environ(), "DOCKER_HOST="+host)
	if left, err := cmd.CombinedOutput(); err != nil || len(left) > 0 {
		t.Errorf("containers are left: %v, %s", err, left)
	}
}

// applied has Liquibase itself update a database over TLS, as converge may.
func applied(t *testing.T, e liquibase.Environment) {
	t.Helper()
	found, err := liquibase.Find(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	server, err := scratch.Open(t.Context(), "aurora-postgresql", "app")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	files := map[string][]byte{"root.sql": []byte("--liquibase formatted sql\n--changeset me:1\ncreate table made (id int);\n")}
	if err := found.Apply(t.Context(), artifact.Changelog{Path: "root.sql", Liquibase: &artifact.LiquibaseRun{}}, files, server.Login()); err != nil {
		t.Fatal(err)
	}
	rows, err := server.Rows(t.Context())
	if _, made := rows["public.made"]; err != nil || !made {
		t.Errorf("there are %v, %v", rows, err)
	}
}
