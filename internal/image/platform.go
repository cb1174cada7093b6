package image

import (
	"debug/elf"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"

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
	p, err := v1.ParsePlatform(s)
	if err != nil {
		return v1.Platform{}, refusePlatform(s, err)
	}
	if p.Architecture == "arm64" && p.Variant == "v8" {
		p.Variant = "" // the only one there is; one platform, one digest
	}
	if _, known := machines[p.Architecture]; !known || p.OS != "linux" || p.Variant != "" || p.OSVersion != "" {
		return v1.Platform{}, refusePlatform(s, errors.New("expected linux/amd64 or linux/arm64"))
	}
	return *p, nil
}

// ParsePlatforms reads one platform, or several with commas between them as
// docker buildx takes them, in any order; "" is this host's. The answer is sorted:
// equal sets give equal images.
func ParsePlatforms(s string) ([]v1.Platform, error) {
	var platforms []v1.Platform
	for name := range strings.SplitSeq(s, ",") {
		if strings.TrimSpace(name) == "" && strings.Contains(s, ",") {
			return nil, refusePlatform(s, errors.New("expected a platform on each side of a comma"))
		}
		p, err := ParsePlatform(strings.TrimSpace(name))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(platforms, p.Equals) {
			return nil, refusePlatform(s, fmt.Errorf("%s stands there twice", p))
		}
		platforms = append(platforms, p)
	}
	slices.SortFunc(platforms, func(a, b v1.Platform) int { return strings.Compare(a.String(), b.String()) })
	return platforms, nil
}

func refusePlatform(s string, err error) error {
	return &failure.Error{Op: "reading platform", Object: s, Err: err, Hint: "Artifacts run on linux/amd64 and linux/arm64."}
}
