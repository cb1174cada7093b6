package directory_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/directory"
)

// The requests are as OpenLDAP's library writes them.
var (
	bind      = []byte("\x30\x17\x02\x01\x01\x60\x12\x02\x01\x03\x04\x05app@x\x80\x06s3cret")
	wrong     = []byte("\x30\x17\x02\x01\x02\x60\x12\x02\x01\x03\x04\x05app@x\x80\x06S3CRET")
	nobody    = []byte("\x30\x11\x02\x01\x03\x60\x0c\x02\x01\x03\x04\x05app@x\x80\x00")
	unbind    = []byte("\x30\x05\x02\x01\x04\x42\x00")
	succeeded = []byte("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00")
)

func TestBind(t *testing.T) {
	t.Parallel()
	server, err := directory.Start(t.Context(), func(name, password string) error {
		if name != "app@x" || password != "" && password != "s3cret" {
			return errors.New("no")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	cases := []struct {
		name    string
		sends   []byte
		answers []byte // "" for a connection that is closed
	}{
		{"name and password", bind, succeeded},
		{"another password", wrong, []byte("\x30\x0e\x02\x01\x02\x61\x09\x0a\x01\x31\x04\x00\x04\x02no")},
		{"an empty password, whoever takes it", nobody, []byte("\x30\x1a\x02\x01\x03\x61\x15\x0a\x01\x31\x04\x00\x04\x0eit was refused")},
		{"goodbye", unbind, nil},
		{"something else", []byte("GET / HTTP/1.1\r\n\r\n"), nil},
		{"a length that never comes", []byte("\x30\x84\x7f\xff\xff\xff"), nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			client, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(server.Port())))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = client.Close() }()
			_ = client.SetDeadline(time.Now().Add(time.Minute))
			if _, err := client.Write(c.sends); err != nil {
				t.Fatal(err)
			}
			if c.answers == nil {
				_ = client.(*net.TCPConn).CloseWrite() //nolint:forcetypeassert // it was asked for
			}
			got := make([]byte, len(c.answers))
			if _, err := io.ReadFull(client, got); err != nil || !bytes.Equal(got, c.answers) {
				t.Errorf("got %x, %v, want %x", got, err, c.answers)
			}
			if c.answers == nil {
				if rest, err := io.ReadAll(client); err == nil && len(rest) > 0 {
					t.Errorf("it says %x", rest)
				}
			}
		})
	}
}
