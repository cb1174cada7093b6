package imagestore_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// TestEngineOverTLS puts a door with TLS and client certificates, as
// dockerd --tlsverify has, before the real Engine.
func TestEngineOverTLS(t *testing.T) {
	socket, ok := strings.CutPrefix(storetest.Engine(t), "unix://")
	if !ok {
		t.Skip("the Engine is not on a socket")
	}
	cert, key := selfSigned(t)
	host := door(t, socket, cert, key)
	folder := t.TempDir()
	for name, text := range map[string]string{"ca.pem": cert, "cert.pem": cert, "key.pem": key} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, config := range map[string]imagestore.EngineConfig{
		"from texts":    {Host: host, CAMaterial: cert, CertMaterial: cert, KeyMaterial: key},
		"from a folder": {Host: host, CertPath: folder},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := imagestore.NewEngine(config)
			if err != nil {
				t.Fatal(err)
			}
			put(t, storetest.Place{Store: store, Name: storetest.UniqueName()}, storetest.Image(t, 80))
		})
	}
	for name, config := range map[string]imagestore.EngineConfig{
		"without a certificate": {Host: host, CAMaterial: cert},
		"without TLS":           {Host: host},
	} {
		t.Run(name, func(t *testing.T) {
			store, err := imagestore.NewEngine(config)
			if err != nil {
				t.Fatal(err)
			}
			_, err = store.Find(t.Context(), storetest.UniqueName())
			if err == nil || errors.Is(err, imagestore.ErrNotFound) {
				t.Errorf("got %v, want to stay outside", err)
			}
		})
	}
}

func door(t *testing.T, socket, cert, key string) (host string) {
	t.Helper()
	pair, err := tls.X509KeyPair([]byte(cert), []byte(key))
	if err != nil {
		t.Fatal(err)
	}
	clients := x509.NewCertPool()
	clients.AppendCertsFromPEM([]byte(cert))
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "docker"})
	proxy.Transport = &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", socket)
	}}
	server := httptest.NewUnstartedServer(proxy)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: clients, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // those that stay outside
	server.StartTLS()
	t.Cleanup(server.Close)
	return "tcp://" + server.Listener.Addr().String()
}

// selfSigned is a certificate that is its own authority, for both ends.
func selfSigned(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "engine"}, IsCA: true, BasicConstraintsValid: true,
		NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}))
}
