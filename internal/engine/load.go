package engine

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

// scriptFile returns the whole path of a script that is there. A client would take
// a missing file, or "-", in its own way.
func scriptFile(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	if info.IsDir() {
		return "", errors.New("it is a folder")
	}
	return path, nil
}

// tail keeps the end of what is written to it: a script may warn a million
// times before it fails.
type tail struct{ kept []byte }

// Write keeps the last bytes of everything so far.
func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if len(t.kept) > 8000 {
		t.kept = append([]byte(nil), lastBytes(t.kept)...)
	}
	return len(p), nil
}

// String returns the end of what was written.
func (t *tail) String() string { return strings.TrimSpace(lastBytes(t.kept)) }
