package image

import (
	"bytes"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

// sbomVersion is CycloneDX's: the newest that the scanners of 2025 read.
const sbomVersion = cdx.SpecVersion1_6

// recordedSettings are the build settings that say what the runtime is; the
// others (flags, folders) say how somebody's machine is set up.
var recordedSettings = []string{"GOOS", "GOARCH", "CGO_ENABLED", "vcs.revision", "vcs.time", "vcs.modified"}

// sbom is the runtime's bill of materials as CycloneDX's JSON: the modules that
// the Go toolchain recorded in the executable. It has neither a time nor a serial
// number, so one executable has one bill.
func (r *Runtime) sbom() ([]byte, error) {
	info, err := buildinfo.ReadFile(r.path)
	if err != nil {
		return nil, fmt.Errorf("reading what the runtime is built from: %w", err)
	}
	sum, err := r.sha256()
	if err != nil {
		return nil, fmt.Errorf("reading what the runtime is built from: %w", err)
	}
	program := cdx.Component{
		Type: cdx.ComponentTypeApplication, Name: info.Path,
		Hashes:     &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: sum}},
		Properties: settings(info.Settings),
	}
	if info.Main.Path != "" {
		program.Name, program.Version, program.PackageURL = info.Main.Path, info.Main.Version, packageURL(info.Main)
	}
	program.BOMRef = program.Name
	modules := append([]*debug.Module{{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go")}}, info.Deps...)
	components, refs := make([]cdx.Component, 0, len(modules)), make([]string, 0, len(modules))
	for _, module := range modules {
		component := library(module)
		components, refs = append(components, component), append(refs, component.BOMRef)
	}
	bom := cdx.NewBOM()
	bom.Metadata = &cdx.Metadata{Component: &program}
	bom.Components = &components
	bom.Dependencies = &[]cdx.Dependency{{Ref: program.BOMRef, Dependencies: &refs}}
	var text bytes.Buffer
	if err := cdx.NewBOMEncoder(&text, cdx.BOMFileFormatJSON).EncodeVersion(bom, sbomVersion); err != nil {
		return nil, fmt.Errorf("encoding the bill of materials: %w", err)
	}
	return text.Bytes(), nil
}

func (r *Runtime) sha256() (string, error) {
	f, err := os.Open(r.path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// library describes a module that is linked in, as cyclonedx-gomod does.
func library(m *debug.Module) cdx.Component {
	if m.Replace != nil {
		m = m.Replace
	}
	c := cdx.Component{
		Type: cdx.ComponentTypeLibrary, Name: m.Path, Version: m.Version,
		BOMRef: packageURL(*m), PackageURL: packageURL(*m),
	}
	if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) == sha256.Size {
		c.Hashes = &[]cdx.Hash{{Algorithm: cdx.HashAlgoSHA256, Value: hex.EncodeToString(sum)}}
	}
	return c
}

// packageURL is the module's, by the package URL specification's type golang.
func packageURL(m debug.Module) string {
	return "pkg:golang/" + m.Path + "@" + url.QueryEscape(m.Version) + "?type=module"
}

func settings(all []debug.BuildSetting) *[]cdx.Property {
	var kept []cdx.Property
	for _, s := range all {
		if slices.Contains(recordedSettings, s.Key) {
			kept = append(kept, cdx.Property{Name: "dbartifact:build:" + s.Key, Value: s.Value})
		}
	}
	if kept == nil {
		return nil
	}
	return &kept
}
