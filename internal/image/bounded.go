package image

import (
	"fmt"
	"io"
)

// boundedReader ends in an error rather than quietly, so that nothing cut short
// passes for a whole.
type boundedReader struct {
	from        io.Reader
	left, limit int64
}

func bound(from io.Reader, limit int64) *boundedReader {
	return &boundedReader{from: from, left: limit, limit: limit}
}

// Read implements [io.Reader].
func (b *boundedReader) Read(p []byte) (int, error) {
	if b.left > 0 {
		n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
		b.left -= int64(n)
		return n, err
	}
	if n, err := b.from.Read(make([]byte, 1)); n == 0 && err != nil {
		return 0, err // it ends just here
	}
	return 0, fmt.Errorf("the layer unpacks to more than the %d bytes that are read", b.limit)
}
