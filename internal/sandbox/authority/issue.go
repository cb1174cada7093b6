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
	"net"
	"slices"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// A server's certificate is good for a year, as AWS's are
// (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.SSL-certificate-rotation.html),
// and is replaced at a start when less than a month is left. That is the
// machine's time, never the sandbox's clock: clients verify with theirs.
const (
	goodFor  = 365 * 24 * time.Hour
	renewing = 30 * 24 * time.Hour
)

// Issue returns a certificate for a server with these names at an address, and
// its key.
func (a *Authority) Issue(address string, names []string) (engine.Certificate, error) {
	certificate, err := a.issue(address, names)
	if err != nil {
		return engine.Certificate{}, fmt.Errorf("issuing a certificate for %s: %w", address, err)
	}
	return certificate, nil
}

func (a *Authority) issue(address string, names []string) (engine.Certificate, error) {
	ip := net.ParseIP(address)
	if ip == nil || len(names) == 0 {
		return engine.Certificate{}, errors.New("a certificate needs an IP address and a name")
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return engine.Certificate{}, err
	}
	serial, err := newSerial()
	if err != nil {
		return engine.Certificate{}, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber: serial,
		// Names are in the alternative names; a common name has room for 64 characters.
		Subject:   pkix.Name{Organization: []string{"dbartifact"}, OrganizationalUnit: []string{"sandbox"}},
		NotBefore: now.Add(-early), NotAfter: now.Add(goodFor), BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: names, IPAddresses: []net.IP{ip},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, &key.PublicKey, a.key)
	if err != nil {
		return engine.Certificate{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return engine.Certificate{}, err
	}
	return engine.Certificate{
		Chain: append(pem.EncodeToMemory(&pem.Block{Type: certificateType, Bytes: der}), a.bundle...),
		Key:   pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}, nil
}

// Names returns the names that a certificate of ours has, and false when it has
// to be replaced: it is for another address, by another authority, or runs out.
func (a *Authority) Names(c engine.Certificate, address string) ([]string, bool) {
	certificate, err := parseCertificate(c.Chain)
	if err != nil || len(c.Key) == 0 {
		return nil, false
	}
	good := certificate.CheckSignatureFrom(a.certificate) == nil && time.Until(certificate.NotAfter) > renewing &&
		slices.ContainsFunc(certificate.IPAddresses, func(ip net.IP) bool { return ip.Equal(net.ParseIP(address)) })
	return certificate.DNSNames, good
}
