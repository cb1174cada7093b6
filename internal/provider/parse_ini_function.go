package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

var _ function.Function = (*parseINIFunction)(nil)

func newParseINIFunction() function.Function { return &parseINIFunction{} }

// parseINIFunction is provider::dbartifact::parse_ini: the predecessor's file as
// the objects that dbartifact_image takes.
type parseINIFunction struct{}

// configType has every attribute of both objects, so that one that the file
// leaves out is null rather than missing.
var configType = types.ObjectType{AttrTypes: attributeTypes(map[string]schema.Attribute{
	"source_db": sourceDBAttribute(),
	"target_db": targetDBAttribute(),
})}

func (*parseINIFunction) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = "parse_ini"
}

func (*parseINIFunction) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = function.Definition{
		Summary: "Read an INI file of database-artifact-factory",
		MarkdownDescription: "Reads the INI text of database-artifact-factory 0.1.0 and returns an object with `source_db` and `target_db`, " +
			"ready to be assigned to a `dbartifact_image`. A key that the file leaves out, or sets to `source` or `dontcare`, is null. " +
			"A file with a key that nobody knows is an error that names section, key and line.",
		Parameters: []function.Parameter{function.StringParameter{
			Name: "text", MarkdownDescription: "The text of the file, as `file(\"orders.ini\")` returns it.",
		}},
		Return: function.ObjectReturn{AttributeTypes: configType.AttrTypes},
	}
}

func (*parseINIFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var text string
	if resp.Error = req.Arguments.Get(ctx, &text); resp.Error != nil {
		return
	}
	config, err := artifact.ParseINI([]byte(text), "text")
	if err != nil {
		resp.Error = function.NewArgumentFuncError(0, err.Error())
		return
	}
	value, err := encodeValue(configType, config)
	if err != nil {
		resp.Error = function.NewFuncError(err.Error())
		return
	}
	resp.Error = resp.Result.Set(ctx, value)
}
