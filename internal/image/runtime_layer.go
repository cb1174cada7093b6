package image

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// runtimePath is where the image holds the runtime, below its root.
const runtimePath = "dbartifact"

var errRuntimeChanged = errors.New("it was changed while the image was made of it")

// runtimeFile tells one executable from another without reading it.
type runtimeFile struct {
	path          string
	size, modTime int64 // modTime in Unix nanoseconds
	inode         uint64
}

func fileOf(path string, info os.FileInfo) runtimeFile {
	return runtimeFile{path, info.Size(), info.ModTime().UnixNano(), inode(info)}
}

// runtimeLayers remembers the layers of this process: Terraform asks for the
// same image several times in one plan.
var runtimeLayers = struct {
	sync.Mutex
	byFile map[runtimeFile]*layer
}{byFile: make(map[runtimeFile]*layer)}

func layerOf(f runtimeFile, cache usercache.Folder) *layer {
	runtimeLayers.Lock()
	defer runtimeLayers.Unlock()
	l, ok := runtimeLayers.byFile[f]
	if !ok {
		l = &layer{writeTar: f.writeTar, cache: layerCache{cache, layerKey(f)}}
		runtimeLayers.byFile[f] = l
	}
	return l
}

// writeTar writes the layer straight from the disk: an executable of 80 MB is
// never held in memory.
func (f runtimeFile) writeTar(w io.Writer) error {
	file, err := os.Open(f.path)
	if err != nil {
		return fmt.Errorf("opening the runtime: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("opening the runtime: %w", err)
	}
	if fileOf(f.path, info) != f {
		return fmt.Errorf("reading the runtime %q: %w", f.path, errRuntimeChanged)
	}
	tw := tar.NewWriter(w)
	if err := tw.WriteHeader(fileHeader(runtimePath, f.size, modeExecutable)); err != nil {
		return fmt.Errorf("packing the runtime: %w", err)
	}
	if _, err := io.Copy(tw, file); err != nil {
		return fmt.Errorf("packing the runtime: %w", err)
	}
	return tw.Close()
}
