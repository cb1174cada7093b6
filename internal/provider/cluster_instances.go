package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func instanceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"identifier":        computedString("Identifier of the instance."),
		"instance_class":    computedString("Class of the instance."),
		"availability_zone": computedString("Zone of the instance."),
		"endpoint":          computedString("Host name of the instance."),
		"writer":            computedBool("Whether it is the writer."),
	}
}

var instanceType = types.ObjectType{AttrTypes: attributeTypes(instanceAttributes())}

// instanceModel is an element of `instances`.
type instanceModel struct {
	Identifier       string       `tfsdk:"identifier"`
	InstanceClass    string       `tfsdk:"instance_class"`
	AvailabilityZone types.String `tfsdk:"availability_zone"`
	Endpoint         types.String `tfsdk:"endpoint"`
	Writer           bool         `tfsdk:"writer"`
}

func (m *clusterModel) applyInstances(ctx context.Context, instances []cluster.Instance, diags *diag.Diagnostics) {
	values := make([]instanceModel, 0, len(instances))
	for _, i := range writerFirst(instances) {
		if len(values) == 0 || i.PubliclyAccessible != m.PubliclyAccessible.ValueBool() {
			m.PubliclyAccessible = types.BoolValue(i.PubliclyAccessible)
		}
		values = append(values, instanceModel{
			Identifier: i.Identifier, InstanceClass: i.Class, AvailabilityZone: optional(i.AvailabilityZone),
			Endpoint: optional(i.Endpoint), Writer: i.Writer,
		})
	}
	list, d := types.ListValueFrom(ctx, instanceType, values)
	diags.Append(d...)
	m.Instances = list
}

// writerFirst orders instances as `instances` shows them.
func writerFirst(instances []cluster.Instance) []cluster.Instance {
	return slices.SortedStableFunc(slices.Values(instances), func(a, b cluster.Instance) int {
		switch {
		case a.Writer == b.Writer:
			return 0
		case a.Writer:
			return -1
		default:
			return 1
		}
	})
}
