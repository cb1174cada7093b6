package image

import (
	"debug/elf"
	"fmt"
	"runtime"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// machines are the platforms an artifact can be built for, by GOARCH.
var machines = map[string]elf.Machine{
	"amd64": elf.EM_X86_64,
	"arm64": elf.EM_AARCH64,
}

// ParsePlatform reads "linux/amd64" or "linux/arm64"; "" is Linux on this
// host's architecture.
func ParsePlatform(s string) (v1.Platform, error) {
	if s == "" {
		s = "linux/" + runtime.GOARCH
	}
	refuse := func(err error) (v1.Platform, error) {
		return v1.Platform{}, &failure.Error{Op: "reading platform", Object: s, Err: err, Hint: "Artifacts run on linux/amd64 and linux/arm64."}
	}
	p, err := v1.ParsePlatform(s)
	if err != nil {
		return refuse(err)
	}
	if p.Architecture == "arm64" && p.Variant == "v8" {
		p.Variant = "" // the only one there is; one platform, one digest
	}
	if _, known := machines[p.Architecture]; !known || p.OS != "linux" || p.Variant != "" || p.OSVersion != "" {
		return refuse(fmt.Errorf("expected linux/amd64 or linux/arm64"))
	}
	return *p, nil
}
