package image

import (
	"archive/tar"
	"cmp"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// The folders of an artifact, below [artifact.Folder].
const (
	changelogDir = "changelog"
	scriptsDir   = "clone_scripts"
)

// Modes of the entries: nothing in an image is there to be changed, and any
// user may run it.
const (
	modeExecutable = 0o555
	modeFile       = 0o444
	modeDir        = 0o555
)

// Content is one file of an artifact, by its slash-separated path under
// /artifact.
type Content struct {
	Path string
	Data []byte
}

// checkFiles holds the files against the specification: exactly those it names,
// with the content it names. Otherwise the artifact digest would not stand for
// what is in the image.
func checkFiles(spec artifact.Spec, files []Content) error {
	named := namedBy(spec)
	for _, f := range files {
		want, ok := named[f.Path]
		if !ok {
			return fmt.Errorf("packing %q: the specification does not name it, or it is given twice", f.Path)
		}
		if err := checkContent(want, f.Data); err != nil {
			return err
		}
		delete(named, f.Path)
	}
	if missing := slices.Sorted(maps.Keys(named)); len(missing) > 0 {
		return fmt.Errorf("packing %q: the specification names it, but its content is not given", missing[0])
	}
	return nil
}

// checkContent tells whether data is what the specification says of the file.
func checkContent(f artifact.File, data []byte) error {
	if got := artifact.FileOf(f.Path, data); got != f {
		return fmt.Errorf("file %q has %d bytes with SHA-256 %s, the specification says %d bytes with %s", f.Path, got.Size, got.SHA256, f.Size, f.SHA256)
	}
	return nil
}

// artifactLayer packs the specification's text, whom to turn to ("" for nobody)
// and the files.
func artifactLayer(spec []byte, contact string, files []Content) *layer {
	files = append(slices.Clone(files), Content{Path: artifact.SpecFile, Data: spec})
	if contact != "" {
		files = append(files, Content{Path: artifact.ContactFile, Data: []byte(contact + "\n")})
	}
	slices.SortFunc(files, func(a, b Content) int { return cmp.Compare(a.Path, b.Path) })
	return &layer{writeTar: func(w io.Writer) error {
		if err := writeArtifact(w, files); err != nil {
			return fmt.Errorf("packing the artifact: %w", err)
		}
		return nil
	}}
}

// writeArtifact writes a tar file with the sorted files, each after the folders
// that it is in.
func writeArtifact(w io.Writer, files []Content) error {
	tw := tar.NewWriter(w)
	folders := make(map[string]bool)
	for _, f := range files {
		name := path.Join(artifact.Folder, f.Path)
		if err := writeFolders(tw, path.Dir(name), folders); err != nil {
			return err
		}
		if err := tw.WriteHeader(fileHeader(name, int64(len(f.Data)), modeFile)); err != nil {
			return err
		}
		if _, err := tw.Write(f.Data); err != nil {
			return err
		}
	}
	return tw.Close()
}

// writeFolders writes the folder and those above it that are not there yet.
func writeFolders(tw *tar.Writer, name string, written map[string]bool) error {
	if name == "." || written[name] {
		return nil
	}
	if err := writeFolders(tw, path.Dir(name), written); err != nil {
		return err
	}
	written[name] = true
	return tw.WriteHeader(&tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: modeDir, ModTime: epoch})
}

// epoch is when everything in an image was made: 1970.
var epoch = time.Unix(0, 0).UTC()

// fileHeader describes a file that belongs to root, whoever built it when.
func fileHeader(name string, size, mode int64) *tar.Header {
	return &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: mode, ModTime: epoch}
}
