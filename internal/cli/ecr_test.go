package cli_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const ecrHost = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

// certificateFor makes a certificate for a host that vouches for itself.
func certificateFor(t *testing.T, host string) (tls.Certificate, string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, string(authority)
}

// proxyTo is a proxy that leads to one server, whatever host it is asked for.
func proxyTo(t *testing.T, server string) string {
	t.Helper()
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect {
			http.Error(w, "only CONNECT", http.StatusMethodNotAllowed)
			return
		}
		there, err := (&net.Dialer{}).DialContext(r.Context(), "tcp", server)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.WriteHeader(http.StatusOK)
		here, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		go func() { _, _ = io.Copy(there, here); _ = there.Close() }()
		_, _ = io.Copy(here, there)
		_ = here.Close()
	}))
	t.Cleanup(proxy.Close)
	return proxy.URL
}

// TestECRTakesTheAWSCredentials pushes to a private ECR registry, and reads back
// from it, with nothing but AWS credentials. Behind ECR's name is a registry that
// lets in who has the password of ECR's answer.
func TestECRTakesTheAWSCredentials(t *testing.T) {
	t.Parallel()
	const password = "a-token-of-twelve-hours"
	backend := &url.URL{Scheme: "http", Host: storetest.Registry(t, storetest.WithLogin("AWS", password))}
	certificate, authority := certificateFor(t, ecrHost)
	front := httptest.NewUnstartedServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(backend)
		r.SetXForwarded()
		r.Out.Host = r.In.Host
	}})
	front.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12}
	front.StartTLS()
	t.Cleanup(front.Close)
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/ecr/") {
			http.Error(w, "signed for elsewhere: "+r.Header.Get("Authorization"), http.StatusForbidden)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		fmt.Fprintf(w, `{"authorizationData": [{"authorizationToken": %q, "expiresAt": 4102444800, "proxyEndpoint": "https://%s"}]}`,
			base64.StdEncoding.EncodeToString([]byte("AWS:"+password)), ecrHost)
	}))
	t.Cleanup(tokens.Close)

	sandboxURL := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "select 1;")).URL()
	dir := t.TempDir()
	writeINI(t, dir, ini)
	ca := write(t, dir, "ca.pem", authority)
	ecr := func(args ...string) result {
		cmd := command(t, dir, sandboxURL, args...)
		cmd.Env = append(cmd.Env, "HOME="+t.TempDir(), "DOCKER_CONFIG="+t.TempDir(), "DOCKER_HOST=unix:///nowhere",
			"AWS_ENDPOINT_URL_ECR="+tokens.URL, "HTTPS_PROXY="+proxyTo(t, front.Listener.Addr().String()), "SSL_CERT_FILE="+ca)
		return finish(t, cmd)
	}
	built := ecr("build", "config.ini", "--store", "registry", "--name", ecrHost+"/team/orders:v1")
	built.expect(t, 0, "")
	if reference := strings.TrimSpace(built.stdout); !strings.HasPrefix(reference, ecrHost+"/team/orders:v1@sha256:") {
		t.Errorf("build printed %q", reference)
	}
	inspected := ecr("inspect", strings.TrimSpace(built.stdout))
	inspected.expect(t, 0, "")
	if strings.Contains(built.stderr+built.stdout+inspected.stdout+inspected.stderr, password) {
		t.Error("it printed the password")
	}
}
