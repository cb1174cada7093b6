package provider

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
)

// The artifact's words have JSON names that equal Terraform's attribute names.
// So one pair of functions carries configuration in and specification out, and
// no struct has to be spelt a second time.

// decodeValue fills target from a wholly known value by way of JSON. Null
// attributes are left out, as their zero value means "not given".
func decodeValue(v attr.Value, target any) error {
	plain, err := plainValue(v)
	if err != nil {
		return err
	}
	data, err := json.Marshal(plain)
	if err != nil {
		return fmt.Errorf("encoding the value: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(target); err != nil {
		return fmt.Errorf("decoding the value: %w", err)
	}
	return nil
}

// plainValue turns a framework value into what encoding/json would decode to.
func plainValue(v attr.Value) (any, error) {
	if v == nil || v.IsNull() {
		return nil, nil
	}
	if v.IsUnknown() {
		return nil, fmt.Errorf("BUG: an unknown %T reached a place for known values", v)
	}
	switch v := v.(type) {
	case basetypes.StringValue:
		return v.ValueString(), nil
	case basetypes.BoolValue:
		return v.ValueBool(), nil
	case basetypes.Int64Value:
		return v.ValueInt64(), nil
	case basetypes.Float64Value:
		return v.ValueFloat64(), nil
	case basetypes.ObjectValue:
		return plainMap(v.Attributes())
	case basetypes.MapValue:
		return plainMap(v.Elements())
	case basetypes.ListValue:
		return plainList(v.Elements())
	case basetypes.SetValue:
		return plainList(v.Elements())
	default:
		return nil, fmt.Errorf("BUG: no plain form for %T", v)
	}
}

func plainMap(elements map[string]attr.Value) (map[string]any, error) {
	out := make(map[string]any, len(elements))
	for name, element := range elements {
		plain, err := plainValue(element)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if plain != nil {
			out[name] = plain
		}
	}
	return out, nil
}

func plainList(elements []attr.Value) ([]any, error) {
	out := make([]any, len(elements))
	for i, element := range elements {
		plain, err := plainValue(element)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		out[i] = plain
	}
	return out, nil
}

// encodeValue turns a Go value into a framework value of type t by way of
// JSON; what the JSON leaves out becomes null.
func encodeValue(t attr.Type, source any) (attr.Value, error) {
	data, err := json.Marshal(source)
	if err != nil {
		return nil, fmt.Errorf("encoding the value: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var plain any
	if err := dec.Decode(&plain); err != nil {
		return nil, fmt.Errorf("decoding the value: %w", err)
	}
	return typedValue(t, plain)
}

// typedValue is the inverse of plainValue, led by the type.
func typedValue(t attr.Type, plain any) (attr.Value, error) {
	switch t := t.(type) {
	case basetypes.StringType:
		s, ok := plain.(string)
		return choose(ok, types.StringValue(s), types.StringNull()), mismatch(plain, ok, "a string")
	case basetypes.BoolType:
		b, ok := plain.(bool)
		return choose(ok, types.BoolValue(b), types.BoolNull()), mismatch(plain, ok, "a bool")
	case basetypes.Int64Type:
		n, ok := plain.(json.Number)
		i, err := n.Int64()
		return choose(ok && err == nil, types.Int64Value(i), types.Int64Null()), mismatch(plain, ok && err == nil, "a whole number")
	case basetypes.Float64Type:
		n, ok := plain.(json.Number)
		f, err := n.Float64()
		return choose(ok && err == nil, types.Float64Value(f), types.Float64Null()), mismatch(plain, ok && err == nil, "a number")
	case basetypes.ListType:
		return typedList(t, plain)
	case basetypes.SetType:
		return typedSet(t, plain)
	case basetypes.MapType:
		return typedMap(t, plain)
	case basetypes.ObjectType:
		return typedObject(t, plain)
	default:
		return nil, fmt.Errorf("BUG: no typed form for %s", t)
	}
}

func typedList(t basetypes.ListType, plain any) (attr.Value, error) {
	items, ok := plain.([]any)
	if !ok {
		return types.ListNull(t.ElemType), mismatch(plain, ok, "a list")
	}
	elements := make([]attr.Value, len(items))
	for i, item := range items {
		element, err := typedValue(t.ElemType, item)
		if err != nil {
			return nil, fmt.Errorf("element %d: %w", i, err)
		}
		elements[i] = element
	}
	list, diags := types.ListValue(t.ElemType, elements)
	return list, diagnosticsError(diags)
}

func typedSet(t basetypes.SetType, plain any) (attr.Value, error) {
	value, err := typedList(types.ListType(t), plain)
	list, ok := value.(types.List)
	if err != nil || !ok || list.IsNull() {
		return types.SetNull(t.ElemType), err
	}
	set, diags := types.SetValue(t.ElemType, list.Elements())
	return set, diagnosticsError(diags)
}

func typedMap(t basetypes.MapType, plain any) (attr.Value, error) {
	fields, ok := plain.(map[string]any)
	if !ok {
		return types.MapNull(t.ElemType), mismatch(plain, ok, "a map")
	}
	elements := make(map[string]attr.Value, len(fields))
	for name, field := range fields {
		element, err := typedValue(t.ElemType, field)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		elements[name] = element
	}
	value, diags := types.MapValue(t.ElemType, elements)
	return value, diagnosticsError(diags)
}

func typedObject(t basetypes.ObjectType, plain any) (attr.Value, error) {
	fields, ok := plain.(map[string]any)
	if !ok {
		return types.ObjectNull(t.AttrTypes), mismatch(plain, ok, "an object")
	}
	attributes := make(map[string]attr.Value, len(t.AttrTypes))
	for name, attrType := range t.AttrTypes {
		value, err := typedValue(attrType, fields[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		attributes[name] = value
	}
	object, diags := types.ObjectValue(t.AttrTypes, attributes)
	return object, diagnosticsError(diags)
}

func choose[T any](ok bool, value, null T) T {
	if ok {
		return value
	}
	return null
}

// mismatch is an error when plain is neither absent nor of the wanted kind.
func mismatch(plain any, ok bool, want string) error {
	if ok || plain == nil {
		return nil
	}
	return fmt.Errorf("got %T, want %s", plain, want)
}
