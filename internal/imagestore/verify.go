package imagestore

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
)

// verifier passes content on, and reports at its end when it is not what its
// digest says. A size below 0 is not known.
type verifier struct {
	from io.Reader
	want v1.Hash
	size int64

	sum  hash.Hash
	read int64
}

func verify(from io.Reader, want v1.Hash, size int64) *verifier {
	return &verifier{from: from, want: want, size: size, sum: sha256.New()}
}

func (v *verifier) Read(p []byte) (int, error) {
	n, err := v.from.Read(p)
	v.sum.Write(p[:n])
	v.read += int64(n)
	if err != io.EOF {
		return n, err
	}
	got := v1.Hash{Algorithm: "sha256", Hex: hex.EncodeToString(v.sum.Sum(nil))}
	if got != v.want || v.size >= 0 && v.read != v.size {
		return n, fmt.Errorf("content of %s (%d bytes) has the digest %s and %d bytes", v.want, v.size, got, v.read)
	}
	return n, io.EOF
}

// readAll reads content of a known digest whose size is bounded.
func readAll(from io.Reader, want v1.Hash, size, limit int64) ([]byte, error) {
	if size > limit {
		return nil, fmt.Errorf("content of %s has %d bytes, at most %d are read", want, size, limit)
	}
	var out bytes.Buffer
	if _, err := out.ReadFrom(verify(io.LimitReader(from, limit+1), want, size)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// readCloser joins a reader with what has to be closed after it.
type readCloser struct {
	io.Reader
	close func() error
}

func (r readCloser) Close() error { return r.close() }

// contextReader ends with its context.
type contextReader struct {
	ctx  context.Context
	from io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(p)
}
