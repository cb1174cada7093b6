package provider

import (
	"context"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// fullSpec has every field set, so that nothing can get lost unseen.
func fullSpec() artifact.Spec {
	var spec artifact.Spec
	fill(reflect.ValueOf(&spec).Elem())
	return spec
}

func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(v.Index(0))
		fill(v.Index(1))
	case reflect.Map:
		element := reflect.New(v.Type().Elem()).Elem()
		fill(element)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(reflect.ValueOf("name"), element)
	case reflect.Struct:
		for _, field := range v.Fields() {
			fill(field)
		}
	default:
		panic("a kind of field that the test does not know: " + v.Kind().String())
	}
}

func TestSpecificationSurvivesTerraformUnchanged(t *testing.T) {
	want := fullSpec()
	value, err := encodeValue(specType, want)
	if err != nil {
		t.Fatal(err)
	}
	var got artifact.Spec
	if err := decodeValue(value, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the specification changed on its way (-want +got):\n%s", diff)
	}
}

func TestSpecAttributesAreTheFieldsOfTheSpecification(t *testing.T) {
	data, err := json.Marshal(fullSpec())
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	compareNames(t, "spec", specType.AttrTypes, fields)
}

func TestConfigAttributesAreTheFieldsOfTheConfiguration(t *testing.T) {
	var config artifact.Config
	fill(reflect.ValueOf(&config).Elem())
	data, err := json.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(data, &fields); err != nil {
		t.Fatal(err)
	}
	attributes := imageSchema(context.Background()).Attributes
	compareNames(t, "config", attributeTypes(map[string]schema.Attribute{
		"source_db": attributes["source_db"], "target_db": attributes["target_db"],
	}), fields)
}

func compareNames(t *testing.T, at string, attributes map[string]attr.Type, fields map[string]any) {
	t.Helper()
	for name, attribute := range attributes {
		field, ok := fields[name]
		if !ok {
			t.Errorf("%s.%s is in the schema but not in the artifact", at, name)
			continue
		}
		if object, ok := attribute.(types.ObjectType); ok {
			inner, _ := field.(map[string]any)
			compareNames(t, at+"."+name, object.AttrTypes, inner)
		}
	}
	for name := range fields {
		if _, ok := attributes[name]; !ok {
			t.Errorf("%s.%s is in the artifact but not in the schema", at, name)
		}
	}
}

func TestUnknownValuesNeverReachTheDomain(t *testing.T) {
	list := types.ListValueMust(types.StringType, []attr.Value{types.StringValue("a"), types.StringUnknown()})
	if whollyKnown(list) {
		t.Error("a list with an unknown element counts as known")
	}
	if err := decodeValue(list, &[]string{}); err == nil {
		t.Error("an unknown element was decoded")
	}
}
