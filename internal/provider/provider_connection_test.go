package provider

import (
	"reflect"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// filled is a value of a type in which nothing is null: the settings' names say
// which of them have texts of their own.
func filled(t *testing.T, name string, kind tftypes.Type) tftypes.Value {
	t.Helper()
	switch kind := kind.(type) {
	case tftypes.Object:
		fields := map[string]tftypes.Value{}
		for field, inner := range kind.AttributeTypes {
			fields[field] = filled(t, field, inner)
		}
		return tftypes.NewValue(kind, fields)
	case tftypes.List:
		return tftypes.NewValue(kind, []tftypes.Value{filled(t, name, kind.ElementType)})
	case tftypes.Set:
		return tftypes.NewValue(kind, []tftypes.Value{filled(t, name, kind.ElementType)})
	case tftypes.Map:
		return tftypes.NewValue(kind, map[string]tftypes.Value{"key": filled(t, name, kind.ElementType)})
	}
	switch {
	case kind.Equal(tftypes.Bool):
		return tftypes.NewValue(kind, true)
	case kind.Equal(tftypes.Number):
		return tftypes.NewValue(kind, 7)
	case name == "duration":
		return tftypes.NewValue(kind, "1h")
	default:
		return tftypes.NewValue(kind, name)
	}
}

// zeroFields names the fields of a structure that nothing was put into.
func zeroFields(v reflect.Value) []string {
	var names []string
	for field, value := range v.Fields() {
		if value.IsZero() {
			names = append(names, field.Name)
		}
	}
	return names
}

func TestProviderBlockHasEveryWayToReachAWS(t *testing.T) {
	var schema provider.SchemaResponse
	(&dbartifactProvider{}).Schema(t.Context(), provider.SchemaRequest{}, &schema)
	config := tfsdk.Config{Schema: schema.Schema, Raw: filled(t, "", schema.Schema.Type().TerraformType(t.Context()))}
	var model providerModel
	if diags := config.Get(t.Context(), &model); diags.HasError() {
		t.Fatal(diags)
	}
	c, diags := model.connection(t.Context(), "program/1")
	if diags.HasError() {
		t.Fatal(diags)
	}
	c.PollInterval = 1 // for tests alone
	for what, v := range map[string]any{"connection": c, "role": c.AssumeRole[0], "web identity": *c.AssumeRoleWithWebIdentity} {
		if missing := zeroFields(reflect.ValueOf(v)); len(missing) > 0 {
			t.Errorf("nothing in the provider block sets %q of the %s", missing, what)
		}
	}
}

func TestProviderBlockIsUnknownWithAnyOfItsValues(t *testing.T) {
	var schema provider.SchemaResponse
	(&dbartifactProvider{}).Schema(t.Context(), provider.SchemaRequest{}, &schema)
	known := tfsdk.State{Schema: schema.Schema, Raw: filled(t, "", schema.Schema.Type().TerraformType(t.Context()))}
	for name, value := range map[string]attr.Value{
		"region": types.StringUnknown(), "max_retries": types.Int64Unknown(), "allowed_account_ids": types.SetUnknown(types.StringType),
	} {
		state := tfsdk.State{Schema: known.Schema, Raw: known.Raw.Copy()}
		if diags := state.SetAttribute(t.Context(), path.Root(name), value); diags.HasError() {
			t.Fatal(diags)
		}
		var model providerModel
		if diags := state.Get(t.Context(), &model); diags.HasError() {
			t.Fatal(diags)
		}
		if model.known() {
			t.Errorf("the block counts as known while %s is not", name)
		}
	}
	var model providerModel
	if diags := known.Get(t.Context(), &model); diags.HasError() || !model.known() {
		t.Errorf("the block counts as unknown: %v", diags)
	}
}
