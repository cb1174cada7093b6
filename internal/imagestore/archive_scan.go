package imagestore

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// maxArchiveEntries bounds how many entries of a tar file are looked at.
const maxArchiveEntries = 10_000

// scan notes where each blob is, and returns the index. Only regular files count,
// so no link in the archive leads anywhere, and no name counts twice, since
// programs differ in which one they take.
func (a *archiveFile) scan(f *os.File) (*v1.IndexManifest, error) {
	var index *v1.IndexManifest
	tr := tar.NewReader(f)
	for n := 0; ; n++ {
		header, err := tr.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading it as a tar file: %w", err)
		}
		if n == maxArchiveEntries {
			return nil, fmt.Errorf("it has more than %d entries", maxArchiveEntries)
		}
		if header.Typeflag != tar.TypeReg {
			continue
		}
		name := strings.TrimPrefix(header.Name, "./")
		switch hex, isBlob := strings.CutPrefix(name, blobDir); {
		case name == indexFile && index != nil:
			return nil, fmt.Errorf("it has %s twice", indexFile)
		case name == indexFile:
			if index, err = readTopIndex(tr, header.Size); err != nil {
				return nil, fmt.Errorf("reading %s: %w", indexFile, err)
			}
		case isBlob:
			if err := a.note(f, hex, header.Size); err != nil {
				return nil, err
			}
		}
	}
	if index == nil {
		return nil, fmt.Errorf("%s is missing", indexFile)
	}
	return index, nil
}

func readTopIndex(r io.Reader, size int64) (*v1.IndexManifest, error) {
	if size > maxManifestSize {
		return nil, fmt.Errorf("it has %d bytes, at most %d are read", size, maxManifestSize)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return parseIndex(text)
}

// note remembers where a blob's content begins: the tar reader reads a header at a
// time and nothing ahead, so the file now stands there.
func (a *archiveFile) note(f *os.File, hex string, size int64) error {
	h, err := v1.NewHash("sha256:" + hex)
	if err != nil {
		return nil //nolint:nilerr // a file of another name is no blob
	}
	if _, twice := a.blobs[h]; twice {
		return fmt.Errorf("it has the blob %s twice", h)
	}
	offset, err := f.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	a.blobs[h] = section{offset, size}
	return nil
}
