package build

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// cloneScripts are the scripts that mask a clone: what the specification says
// of them, in the order in which they run, and their contents by path.
type cloneScripts struct {
	files    []artifact.File
	contents map[string][]byte
}

// readCloneScripts reads the scripts of a configuration. A script is called in
// the artifact what it is called in the configuration; one that lies elsewhere
// loses its folders, so that an artifact does not depend on where its author's
// checkout lies.
func readCloneScripts(paths []string) (cloneScripts, error) {
	scripts := cloneScripts{contents: map[string][]byte{}}
	for _, configured := range paths {
		name := filepath.ToSlash(filepath.Clean(configured))
		if !filepath.IsLocal(configured) {
			name = filepath.Base(configured)
		}
		if _, twice := scripts.contents[name]; twice {
			return cloneScripts{}, &failure.Error{
				Op: "reading clone script", Object: configured, Err: fmt.Errorf("the artifact has a script %q already", name),
				Hint: "Give each script once, and scripts outside the working directory different names.",
			}
		}
		content, err := os.ReadFile(configured)
		if err != nil {
			return cloneScripts{}, fmt.Errorf("reading clone script: %w", err)
		}
		scripts.contents[name] = content
		scripts.files = append(scripts.files, artifact.FileOf(name, content))
	}
	return scripts, nil
}
