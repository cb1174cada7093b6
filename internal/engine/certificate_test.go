package engine_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

// startTLS serves dir with a certificate that names host.
func startTLS(t *testing.T, e engine.Engine, dir, host string) (s engine.Server, at engine.Listen, roots *x509.CertPool) {
	t.Helper()
	at = enginetest.Listen(t)
	certificate, roots := enginetest.Certificate(t, host, at.Address)
	at.Certificate = &certificate
	return enginetest.Serve(t, e, dir, at), at, roots
}

// verified opens the master's session with the certificate verified for host.
func verified(t *testing.T, at engine.Listen, roots *x509.CertPool, host string) error {
	t.Helper()
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s dbname=%s sslmode=verify-full", at.Address, at.Port, master, database))
	if err != nil {
		t.Fatal(err)
	}
	config.Password = password
	config.TLSConfig = &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS12}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		return err
	}
	defer conn.Close(t.Context())
	if got := value[bool](t, conn, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"); !got {
		t.Error("the session is not encrypted")
	}
	return nil
}

func TestCertificateIsShownUntilReplaced(t *testing.T) {
	t.Parallel()
	p := enginetest.Postgres(t)
	dir := newDir(t, p)
	s, at, roots := startTLS(t, p, dir, "orders.example")
	if err := s.CreateMaster(t.Context(), master, password, database); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"orders.example", at.Address} {
		if err := verified(t, at, roots, host); err != nil {
			t.Errorf("for the name %s: %v", host, err)
		}
	}
	if err := verified(t, at, roots, "other.example"); err == nil || !strings.Contains(err.Error(), "not other.example") {
		t.Errorf("got %v, want the other name refused", err)
	}
	session(t, at) // without TLS too: which is up to the client

	next, roots := enginetest.Certificate(t, "other.example")
	if err := s.SetCertificate(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	if err := verified(t, at, roots, "other.example"); err != nil {
		t.Errorf("for the new name: %v", err)
	}
	if err := verified(t, at, roots, "orders.example"); err == nil {
		t.Error("the old name is still good")
	}
	info, err := os.Stat(filepath.Join(dir, "certificate.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file has mode %v, %v", info.Mode(), err)
	}
}

func TestCertificateKeepsItsKeyToItself(t *testing.T) {
	t.Parallel()
	c, _ := enginetest.Certificate(t, "orders.example")
	at := engine.Listen{Address: "127.0.0.1", Port: 5432, Certificate: &c}
	for _, verb := range []string{"%v", "%+v", "%s"} {
		if got := fmt.Sprintf(verb+verb, c, at); strings.Contains(got, "PRIVATE") {
			t.Errorf("%s shows it: %s", verb, got)
		}
	}
}
