package imagestore

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// EngineConfig locates a Docker Engine. Its zero value is the Engine of this
// host.
type EngineConfig struct {
	// Host is what DOCKER_HOST holds: unix:///var/run/docker.sock, or
	// tcp://host:2376.
	Host string
	// CertPath is a folder with ca.pem, cert.pem and key.pem, as
	// DOCKER_CERT_PATH names one.
	CertPath string
	// The same three as PEM texts; they go before CertPath's files. Without a
	// CA, the system's are trusted.
	CAMaterial, CertMaterial, KeyMaterial string
	// UserAgent goes into the Engine's logs.
	UserAgent string
}

// String leaves the key out.
func (c EngineConfig) String() string { return "Docker Engine " + c.Host }

// GoString leaves the key out.
func (c EngineConfig) GoString() string { return c.String() }

// tlsConfig is nil when nothing asks for TLS.
func (c EngineConfig) tlsConfig() (*tls.Config, error) {
	for _, part := range []struct {
		material *string
		file     string
	}{{&c.CAMaterial, "ca.pem"}, {&c.CertMaterial, "cert.pem"}, {&c.KeyMaterial, "key.pem"}} {
		if *part.material != "" || c.CertPath == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(c.CertPath, part.file))
		if err != nil {
			return nil, fmt.Errorf("reading the certificates: %w", err)
		}
		*part.material = string(text)
	}
	if c.CAMaterial == "" && c.CertMaterial == "" && c.KeyMaterial == "" {
		return nil, nil //nolint:nilnil // no TLS is a configuration
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CAMaterial != "" {
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM([]byte(c.CAMaterial)) {
			return nil, errors.New("reading the CA certificate: it holds none in PEM form")
		}
	}
	if c.CertMaterial != "" || c.KeyMaterial != "" {
		pair, err := tls.X509KeyPair([]byte(c.CertMaterial), []byte(c.KeyMaterial))
		if err != nil {
			return nil, fmt.Errorf("reading the client certificate: %w", err)
		}
		config.Certificates = []tls.Certificate{pair}
	}
	return config, nil
}

func (c EngineConfig) refuse(err error) error {
	return &failure.Error{
		Op: "configuring the Docker Engine", Object: c.Host, Err: err,
		Hint: "Give a host as unix:///var/run/docker.sock or tcp://host:2376, and for TLS a folder with ca.pem, cert.pem and key.pem.",
	}
}
