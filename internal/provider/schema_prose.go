package provider

import (
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// alternatives renders the values that a validator accepts for the description
// beside it, from the same slice.
func alternatives(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "`" + v + "`"
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

// texts are the values of a type of the domain's own, as attributes have them.
func texts[T ~string](values []T) []string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return all
}

// allLogTypes are the logs of all engines, each once.
func allLogTypes() []string {
	var all []string
	for _, logs := range artifact.LogTypes {
		all = append(all, logs...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// logTypesProse tells each engine's logs.
func logTypesProse() string {
	parts := make([]string, 0, len(artifact.Engines))
	for _, engine := range artifact.Engines {
		parts = append(parts, alternatives(artifact.LogTypes[engine])+" for "+engine)
	}
	return strings.Join(parts, "; ")
}
