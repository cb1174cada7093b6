// Package authority is the sandbox's certificate authority: it stands where
// Amazon's rds-ca-rsa2048-g1 stands, signs what the database servers show, and
// gives clients the bundle to verify that with. It lives as long as the
// sandbox's data folder.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// The files in the sandbox's data folder.
const (
	// BundleName holds the authority's certificate, for clients:
	// `sslmode=verify-full sslrootcert=DATA/ca.pem`.
	BundleName = "ca.pem"
	keyName    = "ca-key.pem"
)

// lifetime is how long the authority is good for; AWS's is good for decades too.
const lifetime = 20 * 365 * 24 * time.Hour

// early makes a certificate good for clients whose clock is late.
const early = 24 * time.Hour

// Authority signs certificates. Its methods may be called from several
// goroutines.
type Authority struct {
	certificate *x509.Certificate
	bundle      []byte
	path        string
	key         *ecdsa.PrivateKey
}

// Open returns the authority that lives in a folder, a new one when there is
// none yet.
func Open(folder string) (*Authority, error) {
	a := &Authority{path: filepath.Join(folder, BundleName)}
	err := a.read(folder)
	if errors.Is(err, fs.ErrNotExist) {
		err = a.create(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("opening the certificate authority in %q: %w", folder, err)
	}
	return a, nil
}

// Path is the file that holds the authority's certificate in PEM.
func (a *Authority) Path() string { return a.path }

func (a *Authority) read(folder string) error {
	var err error
	if a.bundle, err = os.ReadFile(a.path); err != nil {
		return err
	}
	if a.certificate, err = parseCertificate(a.bundle); err != nil {
		return err
	}
	private, err := os.ReadFile(filepath.Join(folder, keyName))
	if err != nil {
		return err
	}
	block, _ := pem.Decode(private)
	if block == nil {
		return fmt.Errorf("reading %s: it holds no PEM", keyName)
	}
	if a.key, err = x509.ParseECPrivateKey(block.Bytes); err != nil {
		return fmt.Errorf("reading %s: %w", keyName, err)
	}
	if !a.key.PublicKey.Equal(a.certificate.PublicKey) {
		return fmt.Errorf("reading %s: it is not the key of %s", keyName, BundleName)
	}
	return nil
}

// create makes an authority. The bundle is written last: an authority with a
// bundle is a whole one.
func (a *Authority) create(folder string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("making its key: %w", err)
	}
	now := time.Now()
	serial, err := newSerial()
	if err != nil {
		return err
	}
	template := &x509.Certificate{
		SerialNumber: serial, Subject: pkix.Name{CommonName: "dbartifact sandbox RDS root CA", Organization: []string{"dbartifact"}},
		NotBefore: now.Add(-early), NotAfter: now.Add(lifetime), BasicConstraintsValid: true, IsCA: true, MaxPathLenZero: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return fmt.Errorf("signing its certificate: %w", err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return fmt.Errorf("encoding its key: %w", err)
	}
	a.key, a.bundle = key, pem.EncodeToMemory(&pem.Block{Type: certificateType, Bytes: der})
	if a.certificate, err = x509.ParseCertificate(der); err != nil {
		return fmt.Errorf("reading its certificate: %w", err)
	}
	if err := write(filepath.Join(folder, keyName), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private}), 0o600); err != nil {
		return err
	}
	return write(a.path, a.bundle, 0o644)
}

// write puts a file in place whole.
func write(path string, content []byte, mode fs.FileMode) error {
	fresh := path + ".new"
	err := os.WriteFile(fresh, content, mode)
	if err == nil {
		err = os.Rename(fresh, path)
	}
	if err != nil {
		return fmt.Errorf("writing %q: %w", path, err)
	}
	return nil
}

const certificateType = "CERTIFICATE"

func parseCertificate(text []byte) (*x509.Certificate, error) {
	block, _ := pem.Decode(text)
	if block == nil || block.Type != certificateType {
		return nil, errors.New("reading a certificate: it holds no PEM of one")
	}
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("reading a certificate: %w", err)
	}
	return certificate, nil
}

// newSerial returns a serial number that no other certificate has: RFC 5280
// section 4.1.2.2 allows 20 octets, positive.
func newSerial() (*big.Int, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127))
	if err != nil {
		return nil, fmt.Errorf("choosing a serial number: %w", err)
	}
	return serial, nil
}
