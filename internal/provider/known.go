package provider

import (
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
		return allKnown(v.Attributes())
	case types.Map:
		return allKnown(v.Elements())
	case types.List:
		return allElementsKnown(v.Elements())
	case types.Set:
		return allElementsKnown(v.Elements())
	default:
		return true
	}
}

func allKnown(values map[string]attr.Value) bool {
	for _, v := range values {
		if !whollyKnown(v) {
			return false
		}
	}
	return true
}

func allElementsKnown(values []attr.Value) bool {
	for _, v := range values {
		if !whollyKnown(v) {
			return false
		}
	}
	return true
}
