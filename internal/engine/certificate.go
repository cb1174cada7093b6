package engine

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Certificate is what a server shows to clients that ask for TLS.
type Certificate struct {
	// Chain is the server's certificate in PEM, then those between it and the root.
	Chain []byte
	// Key is its private key in PEM.
	Key []byte
}

// String says that there is a certificate, and keeps the key to itself.
func (Certificate) String() string { return "certificate with its key" }

// certificateName is the file in a server's folder that holds its key and its
// certificate. One file, so that no reader sees the one without the other.
const certificateName = "certificate.pem"

// writeCertificate puts a certificate where the server of dir reads it and
// returns the file's path, or "" for no certificate.
func writeCertificate(dir string, a account, c *Certificate) (string, error) {
	if c == nil {
		return "", nil
	}
	path := filepath.Join(dir, certificateName)
	fresh := path + ".new"
	// PostgreSQL takes no key that others can read.
	err := os.WriteFile(fresh, append(append([]byte(nil), c.Key...), c.Chain...), 0o600)
	if err == nil {
		err = a.give(fresh)
	}
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("writing the server's certificate: %w", err), os.Remove(fresh))
	}
	return path, nil
}
