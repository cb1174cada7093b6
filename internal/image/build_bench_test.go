package image_test

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
)

// BenchmarkBuild measures an image and its digest: what one plan needs.
func BenchmarkBuild(b *testing.B) {
	path, p := imagetest.Runtime(b, "linux/amd64"), platform(b, "linux/amd64")
	for _, bc := range []struct {
		name   string
		forget bool
	}{{"runtime hashed before", false}, {"runtime new", true}} {
		b.Run(bc.name, func(b *testing.B) {
			for b.Loop() {
				if bc.forget {
					image.ForgetRuntimes()
				}
				runtime, err := image.OpenRuntime(path, p)
				if err != nil {
					b.Fatal(err)
				}
				digest(b, build(b, image.Input{Spec: spec(), Files: image.ChangelogFiles(contents()), Runtime: runtime, Platform: p}))
			}
		})
	}
}
