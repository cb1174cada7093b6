package changelog

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// CollectSQL reads a list of plain SQL files, which run in this order. A file is
// called in the artifact what it is called in the configuration; one outside
// the working directory loses its folders.
func CollectSQL(paths []string) (*Sources, error) {
	sources := &Sources{Contents: map[string][]byte{}}
	total := 0
	for _, configured := range paths {
		_, name := searchRoot(configured)
		if slices.Contains(sources.Order, name) {
			return nil, fmt.Errorf("collecting SQL files: %s: the artifact has a file %q already", configured, name)
		}
		content, err := os.ReadFile(filepath.Clean(configured))
		if err != nil {
			return nil, fmt.Errorf("collecting SQL files: %w", err)
		}
		if total += len(content); total > maxTotalBytes || len(content) > maxFileBytes || len(sources.Order) == maxFiles {
			return nil, fmt.Errorf("collecting SQL files: %s: %w", configured, ErrTooLarge)
		}
		sources.Order = append(sources.Order, name)
		sources.Contents[name] = content
	}
	sources.Changelog = artifact.Changelog{Format: artifact.FormatPlainSQL, Files: describe(sources.Contents)}
	return sources, nil
}
