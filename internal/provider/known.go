package provider

import (
	"iter"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// whollyKnown reports whether neither v nor anything in it is unknown.
func whollyKnown(v attr.Value) bool {
	if v.IsUnknown() {
		return false
	}
	switch v := v.(type) {
	case types.Object:
		return allKnown(maps.Values(v.Attributes()))
	case types.Map:
		return allKnown(maps.Values(v.Elements()))
	case types.List:
		return allKnown(slices.Values(v.Elements()))
	case types.Set:
		return allKnown(slices.Values(v.Elements()))
	default:
		return true
	}
}

func allKnown(values iter.Seq[attr.Value]) bool {
	for v := range values {
		if !whollyKnown(v) {
			return false
		}
	}
	return true
}

func optional(s string) types.String {
	if s == "" {
		return types.StringNull()
	}
	return types.StringValue(s)
}
