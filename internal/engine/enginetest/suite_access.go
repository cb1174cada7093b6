package enginetest

import (
	"crypto/tls"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

func (s suite) masterIsNoSuperuser(t *testing.T) {
	t.Helper()
	_, at, _ := s.master(t)
	db := s.session(t, at)
	execute(t, db, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (1)", "CREATE DATABASE another")
	for _, statement := range s.denied {
		if _, err := db.ExecContext(t.Context(), statement); err == nil {
			t.Errorf("%s: allowed", statement)
		}
	}
	if stolen, err := filepath.Glob("/tmp/dbartifact-stolen*"); err != nil || len(stolen) > 0 {
		t.Errorf("files were written: %v, %v", stolen, err)
	}
}

func (s suite) superuserIsRefusedOverTCP(t *testing.T) {
	t.Helper()
	_, at, _ := s.master(t)
	for user, word := range map[string]string{engine.Superuser: "", master: "wrong", "root": ""} {
		if err := s.login(t, at, user, word).PingContext(t.Context()); err == nil {
			t.Errorf("%s is let in with the password %q", user, word)
		}
	}
	if err := s.login(t, at, engine.Superuser, password).PingContext(t.Context()); err == nil {
		t.Error("the superuser is let in with the master user's password")
	}
}

func (s suite) sessionsAreCounted(t *testing.T) {
	t.Helper()
	server, at, _ := s.master(t)
	expect := func(want int) {
		t.Helper()
		if n, err := server.Sessions(t.Context()); err != nil || n != want {
			t.Errorf("%d sessions, %v, want %d", n, err, want)
		}
	}
	expect(0)
	open, err := s.session(t, at).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	expect(1)
}

func (s suite) changedPasswordTakesEffect(t *testing.T) {
	t.Helper()
	server, at, _ := s.master(t)
	open, err := s.session(t, at).Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = open.Close() }()
	const second = `second"; DROP ROLE dbadmin --'`
	if err := server.SetPassword(t.Context(), master, second); err != nil {
		t.Fatal(err)
	}
	if err := s.login(t, at, master, password).PingContext(t.Context()); err == nil {
		t.Error("the old password still works")
	}
	execute(t, s.login(t, at, master, second), "CREATE TABLE t (n int)")
	if err := open.PingContext(t.Context()); err != nil {
		t.Errorf("the open session is gone: %v", err)
	}
	if err := server.SetPassword(t.Context(), "nobody", second); err == nil {
		t.Error("a login that is not there got a password")
	}
}

func (s suite) passwordsStayOut(t *testing.T) {
	t.Helper()
	server, at, dir := s.master(t)
	const secret = "open-sesame"
	if _, err := s.session(t, at).ExecContext(t.Context(), "ALTER USER nobody PASSWORD '"+secret+"'"); err == nil {
		t.Error("a login that is not there got a password")
	}
	for name, err := range map[string]error{
		"unknown login":  server.SetPassword(t.Context(), "nobody", secret),
		"superuser":      server.SetPassword(t.Context(), engine.Superuser, secret),
		"not ASCII":      server.SetPassword(t.Context(), master, secret+"é"),
		"control":        server.SetPassword(t.Context(), master, secret+"\x00"),
		"reserved":       server.CreateMaster(t.Context(), engine.Superuser, secret, ""),
		"reserved too":   server.CreateMaster(t.Context(), "rds_superuser", secret, ""),
		"no database":    server.CreateMaster(t.Context(), master, secret, strings.Repeat("x", 70)+"\x00"),
		"empty password": server.CreateMaster(t.Context(), master, "", ""),
		"script": server.Load(t.Context(), database, master,
			script(t, "SELECT 1;\nALTER USER nobody PASSWORD '"+secret+"';")),
	} {
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", name, err)
		}
	}
	log, err := os.ReadFile(filepath.Join(dir, "server.log"))
	if err != nil || len(log) == 0 {
		t.Fatalf("the log proves nothing: %d bytes, %v", len(log), err)
	}
	if strings.Contains(string(log), secret) {
		t.Errorf("a password is in the log: %s", log)
	}
}

func (s suite) masterCanBeMadeAgain(t *testing.T) {
	t.Helper()
	server, _ := s.serve(t, s.dir(t))
	const user, name = `we"ird U'se` + "`r", `we"ird da\ta=base'` + "`"
	for _, word := range []string{"first", "second"} {
		if err := server.CreateMaster(t.Context(), user, word, name); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.Load(t.Context(), name, user, script(t, "CREATE TABLE t (n int);")); err != nil {
		t.Errorf("the names are not usable: %v", err)
	}
}

func (s suite) certificateIsShown(t *testing.T) {
	t.Helper()
	dir := s.dir(t)
	at := s.place(t)
	certificate, roots := Certificate(t, "orders.example", at.Address)
	at.Certificate = &certificate
	server := Serve(t, s.engine, dir, at)
	if err := server.CreateMaster(t.Context(), master, password, database); err != nil {
		t.Fatal(err)
	}
	verified := func(host string, roots *x509.CertPool) error {
		db := s.open(t, at, master, password, database, &tls.Config{RootCAs: roots, ServerName: host, MinVersion: tls.VersionTLS12})
		defer func() { _ = db.Close() }()
		var encrypted bool
		err := db.QueryRowContext(t.Context(), s.encrypted).Scan(&encrypted)
		if err == nil && !encrypted {
			t.Error("the session is not encrypted")
		}
		return err
	}
	for _, host := range []string{"orders.example", at.Address} {
		if err := verified(host, roots); err != nil {
			t.Errorf("for the name %s: %v", host, err)
		}
	}
	if err := verified("other.example", roots); err == nil || !strings.Contains(err.Error(), "not other.example") {
		t.Errorf("got %v, want the other name refused", err)
	}
	s.session(t, at) // without TLS too: that is up to the client

	next, roots := Certificate(t, "other.example")
	if err := server.SetCertificate(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	if err := verified("other.example", roots); err != nil {
		t.Errorf("for the new name: %v", err)
	}
	if err := verified("orders.example", roots); err == nil {
		t.Error("the old name is still good")
	}
	info, err := os.Stat(filepath.Join(dir, "certificate.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
}
