package image

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// MaxLayerCache is a limit for the folder that [OpenRuntime] is given, in bytes:
// room for some releases on two platforms, at 40 MB each.
const MaxLayerCache = 512 << 20

// maxLayerRecord bounds a record in bytes; one has some 200.
const maxLayerRecord = 4 << 10

// layerCache remembers one layer from run to run: a record of what is known of
// it, and its packed bytes beside that. It cannot fail, only not know.
type layerCache struct {
	folder usercache.Folder
	key    string
}

// layerRecord is [layerSums] on disk.
type layerRecord struct {
	Digest v1.Hash `json:"digest"`
	DiffID v1.Hash `json:"diff_id"`
	Size   int64   `json:"size"`
	Check  string  `json:"check"`
}

// check tells a record from one that a disk has damaged.
func (r layerRecord) check(key string) string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%s %s %s %d", key, r.Digest, r.DiffID, r.Size)))
	return hex.EncodeToString(sum[:])
}

// layerKey stands for a file's content as long as nobody sets its time back, and
// for the program that packs it: another Go release may compress in another way.
func layerKey(f runtimeFile) string {
	text := fmt.Sprintf("%s level %d: %q %d %d %d", runtime.Version(), compression, f.path, f.size, f.modTime, f.inode)
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func (c layerCache) record() string { return c.key + ".json" }
func (c layerCache) packed() string { return c.key + ".tar.gz" }

// sums returns what is known of the layer. A record without its packed bytes
// counts for nothing.
func (c layerCache) sums() (layerSums, bool) {
	text, err := c.folder.Read(c.record(), maxLayerRecord)
	if err != nil {
		return layerSums{}, false
	}
	var r layerRecord
	if err := json.Unmarshal(text, &r); err != nil || r.Check != r.check(c.key) {
		return layerSums{}, false
	}
	info, err := os.Stat(c.folder.Path(c.packed()))
	if err != nil || info.Size() != r.Size {
		return layerSums{}, false
	}
	return layerSums{digest: r.Digest, diffID: r.DiffID, size: r.Size}, true
}

// open gives the packed bytes once they are found to be what the sums say; what
// is not is forgotten.
func (c layerCache) open(want layerSums) (io.ReadCloser, bool) {
	file, err := c.folder.Open(c.packed())
	if err != nil {
		return nil, false
	}
	sum := sha256.New()
	n, err := io.Copy(sum, file)
	if err == nil && n == want.size && hashOf(sum) == want.digest {
		if _, err = file.Seek(0, io.SeekStart); err == nil {
			return file, true
		}
	}
	_ = file.Close()
	_ = c.folder.Forget(c.record())
	_ = c.folder.Forget(c.packed())
	return nil, false
}

// fill packs the layer and remembers it. Without a folder, or with one that is
// full, it only packs.
func (c layerCache) fill(pack func(io.Writer) (layerSums, error)) (layerSums, error) {
	var sums layerSums
	err := c.folder.Fill(c.packed(), func(w io.Writer) (err error) {
		sums, err = pack(w)
		return err
	})
	if err != nil {
		return pack(io.Discard)
	}
	record := layerRecord{Digest: sums.digest, DiffID: sums.diffID, Size: sums.size}
	record.Check = record.check(c.key)
	text, err := json.Marshal(record)
	if err == nil {
		err = c.folder.Write(c.record(), text)
	}
	if err != nil {
		_ = c.folder.Forget(c.packed()) // nobody would find it
	}
	return sums, nil
}
