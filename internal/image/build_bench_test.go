package image_test

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// BenchmarkBuild measures an image and its digest: what one plan needs.
func BenchmarkBuild(b *testing.B) {
	path := imagetest.Runtime(b, "linux/amd64")
	for _, bc := range []struct {
		name   string
		forget bool
	}{{"runtime hashed before", false}, {"runtime new", true}} {
		b.Run(bc.name, func(b *testing.B) {
			for b.Loop() {
				if bc.forget {
					image.ForgetRuntimes()
				}
				runtime := openRuntime(b, path, "linux/amd64", usercache.Folder{})
				digest(b, build(b, image.Input{Spec: spec(), Files: image.Contents{Changelog: contents()}.Files(), Runtimes: []*image.Runtime{runtime}}))
			}
		})
	}
}
