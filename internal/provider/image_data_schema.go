package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	resourceschema "github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func imageDataSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "Tells what is inside a published artifact, wherever it is: in a Docker Engine, a registry or an archive. Of a " +
			"registry, only the image's manifest and configuration are pulled.",
		Attributes: map[string]schema.Attribute{
			"image": schema.StringAttribute{
				Required:   true,
				Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
				MarkdownDescription: "Image to look into: what `dbartifact_image.reference` gives, any other image reference (looked for in the " +
					"Docker Engine first, then in its registry, as `docker run` does), or `oci-archive:PATH`.",
			},
			"read_changesets": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Also list the changesets of the compiled schema, for which the artifact's layer is pulled. Default: `false`.",
			},
			"reference":       dataString("The image, pinned: it carries the digest of what `image` means now."),
			"digest":          dataString("Digest of the manifest, or of several platforms' index; null where the store keeps none (a Docker Engine's classic image store)."),
			"image_id":        dataString("Image id: the digest of the image's configuration. Of several platforms, see `dbartifact_image`."),
			"artifact_digest": dataString("Digest of the artifact's content without the program: clusters compare this one."),
			"platforms": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Platforms that there is an image for, such as `linux/amd64`. A Docker Engine has one of them.",
			},
			"labels":      dataMap("Labels of the image that are not the artifact's own."),
			"annotations": dataMap("Annotations of the image's manifest; empty where the store keeps none."),
			"contact":     dataString("Whom the artifact's users turn to; null when the publisher gave nobody."),
			"spec": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The artifact: what was discovered from the source, every setting of the cluster to be made, and the files of its schema.",
				Attributes:          dataAttributes(specAttributes()),
			},
			"changesets": schema.ListNestedAttribute{
				Computed: true,
				MarkdownDescription: "The compiled schema's changesets, in the order in which they run; null unless `read_changesets` asks for them, " +
					"empty without a compiled schema.",
				NestedObject: schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
					"id":       dataString("Id of the changeset."),
					"author":   dataString("Its author."),
					"path":     dataString("The file it is in, as Liquibase records it."),
					"checksum": dataString("Its checksum, as Liquibase records it."),
					"outcome":  dataString("What became of it on the database that the schema was compiled with: `EXECUTED`, `MARK_RAN`, `SKIPPED` or `FAILED`."),
				}},
			},
		},
	}
}

func dataString(description string) schema.Attribute {
	return schema.StringAttribute{Computed: true, MarkdownDescription: description}
}

func dataMap(description string) schema.Attribute {
	return schema.MapAttribute{Computed: true, ElementType: types.StringType, MarkdownDescription: description}
}

// dataAttributes are a resource's computed attributes as a data source's: the
// framework has a type for each, and the words are the same.
func dataAttributes(attributes map[string]resourceschema.Attribute) map[string]schema.Attribute {
	out := make(map[string]schema.Attribute, len(attributes))
	for name, attribute := range attributes {
		out[name] = dataAttribute(attribute)
	}
	return out
}

func dataAttribute(attribute resourceschema.Attribute) schema.Attribute {
	words := attribute.GetMarkdownDescription()
	switch a := attribute.(type) {
	case resourceschema.StringAttribute:
		return dataString(words)
	case resourceschema.Int64Attribute:
		return schema.Int64Attribute{Computed: true, MarkdownDescription: words}
	case resourceschema.Float64Attribute:
		return schema.Float64Attribute{Computed: true, MarkdownDescription: words}
	case resourceschema.BoolAttribute:
		return schema.BoolAttribute{Computed: true, MarkdownDescription: words}
	case resourceschema.ListAttribute:
		return schema.ListAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: words}
	case resourceschema.SetAttribute:
		return schema.SetAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: words}
	case resourceschema.MapAttribute:
		return schema.MapAttribute{Computed: true, ElementType: a.ElementType, MarkdownDescription: words}
	case resourceschema.SingleNestedAttribute:
		return schema.SingleNestedAttribute{Computed: true, Attributes: dataAttributes(a.Attributes), MarkdownDescription: words}
	case resourceschema.ListNestedAttribute:
		return schema.ListNestedAttribute{
			Computed: true, MarkdownDescription: words,
			NestedObject: schema.NestedAttributeObject{Attributes: dataAttributes(a.NestedObject.Attributes)},
		}
	default:
		panic(fmt.Sprintf("BUG: the specification has a %T, which no data source has yet", attribute))
	}
}
