package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
)

// TestTheDataSourceHasTheResourcesSpecification also finds an attribute of a kind
// that the data source does not have yet.
func TestTheDataSourceHasTheResourcesSpecification(t *testing.T) {
	attribute, ok := imageDataSchema().Attributes["spec"].(schema.SingleNestedAttribute)
	if !ok || !attribute.GetType().Equal(specType) {
		t.Errorf("the data source's specification is %s, the resource's %s", attribute.GetType(), specType)
	}
}
