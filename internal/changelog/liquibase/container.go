package liquibase

import (
	"cmp"
	"context"
	"fmt"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
)

// Image is Liquibase's own container image, in the version that this package was
// held against.
const Image = "liquibase/liquibase:4.28"

// Containers runs programs in containers of this machine; see
// [github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore.Engine].
type Containers interface {
	// Pull returns an image's id and the environment that it gives to its
	// programs. It is pulled when it is not there.
	Pull(ctx context.Context, name string) (id string, env []string, err error)
	// ReadFile reads a file out of an image, and runs nothing.
	ReadFile(ctx context.Context, id, path string) ([]byte, error)
	// Run runs cmd in a container that sees cmd.Dir and the readable files where
	// they are here, and removes the container.
	Run(ctx context.Context, id string, cmd *exec.Cmd, readable ...string) error
}

// contained is the Liquibase in a container image, which is not started: the
// image's labels are those of what it was built on, so the library tells its
// version.
func (e Environment) contained(ctx context.Context) (*Installation, error) {
	name := cmp.Or(e.Image, Image)
	id, env, err := e.Containers.Pull(ctx, name)
	if err != nil {
		return nil, err
	}
	i := &Installation{
		home: cmp.Or(variable(env, "LIQUIBASE_HOME"), "/liquibase"), java: "java",
		start: func(ctx context.Context, cmd *exec.Cmd, readable []string) error {
			return e.Containers.Run(ctx, id, cmd, readable...)
		},
	}
	if home := variable(env, "JAVA_HOME"); home != "" {
		i.java = path.Join(home, "bin", "java")
	}
	jar, err := e.Containers.ReadFile(ctx, id, i.jar())
	if err != nil {
		return nil, fmt.Errorf("looking for Liquibase in image %q: %w", name, err)
	}
	i.version, err = versionIn(i.jar(), jar)
	return i, err
}

// jar is what java starts. Home is this machine's or an image's, and in its
// notation.
func (i *Installation) jar() string {
	if strings.HasPrefix(i.home, "/") {
		return path.Join(i.home, filepath.ToSlash(core))
	}
	return filepath.Join(i.home, core)
}

// variable is what the environment has for a name, "" for nothing.
func variable(env []string, name string) string {
	for _, v := range env {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}
