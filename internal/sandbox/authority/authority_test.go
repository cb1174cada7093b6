package authority_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/authority"
)

func TestIssuedCertificates(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	ca, err := authority.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	c, err := ca.Issue("127.64.1.2", []string{"a.localhost", "b.localhost"})
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(c.Chain, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	again, err := authority.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := os.ReadFile(again.Path())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(bundle)
	for host, good := range map[string]bool{"a.localhost": true, "b.localhost": true, "127.64.1.2": true, "127.64.1.3": false, "c.localhost": false} {
		_, err := pair.Leaf.Verify(x509.VerifyOptions{Roots: roots, DNSName: host})
		if (err == nil) != good {
			t.Errorf("for %s: %v", host, err)
		}
	}
	names, good := again.Names(c, "127.64.1.2")
	if !good || !slices.Equal(names, []string{"a.localhost", "b.localhost"}) {
		t.Errorf("it names %v, good: %t", names, good)
	}
	if _, good := again.Names(c, "127.64.1.3"); good {
		t.Error("a certificate for another address is good")
	}
	stranger, err := authority.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, good := stranger.Names(c, "127.64.1.2"); good {
		t.Error("another authority's certificate is good")
	}
	if block, rest := pem.Decode(c.Chain); block == nil || len(rest) == 0 {
		t.Error("the chain lacks the authority")
	}
	if _, err := ca.Issue("orders.localhost", []string{"a"}); err == nil {
		t.Error("a name was taken for an address")
	}
}

func TestOpenAfterACutShortCreation(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "ca-key.pem"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Open(folder); err != nil {
		t.Errorf("an authority without a bundle is made anew: %v", err)
	}
	if err := os.WriteFile(filepath.Join(folder, "ca-key.pem"), []byte("broken"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := authority.Open(folder); err == nil {
		t.Error("a broken key was taken")
	}
}
