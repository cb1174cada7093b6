package direct

import (
	"crypto/x509"
	_ "embed"
	"errors"
	"slices"
)

// rdsRoots are Amazon RDS's public certificate authorities for the commercial
// Regions.
// https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem
//
//go:embed rds-global-bundle.pem
var rdsRoots []byte

// RDSRoots are Amazon RDS's authorities, in PEM, for programs that take a file.
func RDSRoots() []byte { return slices.Clone(rdsRoots) }

// pool returns the authorities in pem, or RDS's.
func pool(pem []byte) (*x509.CertPool, error) {
	if len(pem) == 0 {
		pem = rdsRoots
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("no certificate is in the authorities' PEM")
	}
	return roots, nil
}
