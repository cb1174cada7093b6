package enginetest

import (
	"crypto/x509"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// Certificate returns what [engine.SelfSigned] makes for hosts, and the roots that
// a client trusts it with.
func Certificate(tb testing.TB, hosts ...string) (engine.Certificate, *x509.CertPool) {
	tb.Helper()
	certificate, err := engine.SelfSigned(hosts...)
	if err != nil {
		tb.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(certificate.Chain)
	return certificate, roots
}
