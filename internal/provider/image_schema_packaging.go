package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
)

// imagePackagingAttributes say how the artifact becomes an image. None of them
// changes the artifact digest.
func imagePackagingAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"platform": schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{aPlatform},
			MarkdownDescription: "What the program inside runs on: `linux/amd64`, `linux/arm64`, or `linux/amd64,linux/arm64` for an index " +
				"of both. A registry and an archive keep an index; a Docker Engine gets the image for the processor of the machine that " +
				"runs Terraform. Default: this machine's processor, on Linux.",
			PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
		},
		"runtime_image": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Image to take the program from, for every platform: a reference, or `oci-archive:PATH`. It has the program " +
				"as `/dbartifact`, as every artifact does. Default: this provider's own executable where it is a static Linux program for the " +
				"platform, else the image that its release published (`" + build.PublishedImage + ":VERSION`).",
		},
		"labels": schema.MapAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Labels to put on the image beside those that describe the artifact.",
		},
		"annotations": schema.MapAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "OCI annotations, such as `org.opencontainers.image.source`, `.revision`, `.version` and `.created`. They go " +
				"onto the manifest and, since a Docker Engine keeps no manifest, onto the image as labels. `org.opencontainers.image.title` " +
				"is the source cluster's identifier unless given. Without `.created` the image has no time, so that the same configuration " +
				"gives the same digest.",
		},
		"sbom": schema.BoolAttribute{
			Optional: true,
			Computed: true,
			Default:  booldefault.StaticBool(true),
			MarkdownDescription: "Attach a bill of materials of the program inside (CycloneDX) to the image, as an OCI 1.1 artifact. A Docker " +
				"Engine keeps none; an archive lists it beside the image, so that `skopeo` wants the tag named (`oci-archive:PATH:TAG`). Set " +
				"`false` for a registry that takes nothing but images. Default: `true`.",
		},
		"contact": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{stringvalidator.LengthBetween(1, 256)},
			MarkdownDescription: "Whom the artifact's users turn to, such as an address or a channel. It is the label and annotation `" +
				artifact.LabelContact + "`, and `docker run` of the image names it when it fails.",
		},
	}
}
