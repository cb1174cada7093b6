// Package directory is an LDAP server that can do one thing: say whether a name
// and a password belong together. PostgreSQL asks it about those who log in with
// a token instead of a password.
//
// Of LDAP version 3 (https://www.rfc-editor.org/rfc/rfc4511) it knows the simple
// bind and the unbind; whoever asks for more is hung up on.
package directory

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	ber "github.com/go-asn1-ber/asn1-ber"
)

// Operations and result codes: RFC 4511, sections 4.2 and 4.1.9.
const (
	bindRequest  = 0
	bindResponse = 1
	simple       = 0

	success            = 0
	invalidCredentials = 49
)

const (
	patience       = 30 * time.Second // with a client that says nothing
	longestRequest = 64 << 10
)

// Server answers binds.
type Server struct {
	listener net.Listener
	check    func(name, password string) error
	clients  sync.WaitGroup

	mu     sync.Mutex
	open   map[net.Conn]bool
	closed bool
}

// Start starts a server on a free port of 127.0.0.1. Check says what is wrong
// with a name and a password, nil when nothing is; it is called from many
// goroutines.
func Start(ctx context.Context, check func(name, password string) error) (*Server, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listening for LDAP: %w", err)
	}
	s := &Server{listener: listener, check: check, open: map[net.Conn]bool{}}
	s.clients.Go(s.accept)
	return s, nil
}

// Port is where it listens.
func (s *Server) Port() int {
	if at, isTCP := s.listener.Addr().(*net.TCPAddr); isTCP {
		return at.Port
	}
	return 0
}

// Close ends the server and its connections.
func (s *Server) Close() error {
	err := s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for client := range s.open {
		_ = client.Close()
	}
	s.mu.Unlock()
	s.clients.Wait()
	return err
}

func (s *Server) accept() {
	for {
		client, err := s.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			continue
		}
		s.mu.Lock()
		s.open[client] = !s.closed
		if s.closed {
			_ = client.Close()
		}
		s.mu.Unlock()
		s.clients.Go(func() {
			s.serve(client)
			s.mu.Lock()
			delete(s.open, client)
			s.mu.Unlock()
		})
	}
}

// serve answers a client's binds until it says something else.
func (s *Server) serve(client net.Conn) {
	defer func() { _ = client.Close() }()
	for client.SetDeadline(time.Now().Add(patience)) == nil {
		request, err := ber.ReadPacket(io.LimitReader(client, longestRequest))
		if err != nil {
			return
		}
		id, name, password, isBind := readBind(request)
		if !isBind {
			return
		}
		code, text := success, ""
		// An empty password is LDAP's way to say nobody (RFC 4513, section 5.1.2).
		if err := s.check(name, password); err != nil || password == "" {
			code, text = invalidCredentials, "it was refused"
			if err != nil {
				text = err.Error()
			}
		}
		if _, err := client.Write(answer(id, code, text)); err != nil {
			return
		}
	}
}

// readBind reads a request, and tells whether it is a simple bind.
func readBind(p *ber.Packet) (id int64, name, password string, is bool) {
	if len(p.Children) < 2 {
		return 0, "", "", false
	}
	id, isNumber := p.Children[0].Value.(int64)
	bind := p.Children[1]
	if !isNumber || bind.ClassType != ber.ClassApplication || bind.Tag != bindRequest || len(bind.Children) != 3 {
		return 0, "", "", false
	}
	name, isText := bind.Children[1].Value.(string)
	secret := bind.Children[2]
	if !isText || secret.ClassType != ber.ClassContext || secret.Tag != simple {
		return 0, "", "", false
	}
	return id, name, secret.Data.String(), true
}

func answer(id int64, code int, text string) []byte {
	result := ber.Encode(ber.ClassApplication, ber.TypeConstructed, bindResponse, nil, "")
	result.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagEnumerated, int64(code), ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, "", ""))
	result.AppendChild(ber.NewString(ber.ClassUniversal, ber.TypePrimitive, ber.TagOctetString, text, ""))
	message := ber.NewSequence("")
	message.AppendChild(ber.NewInteger(ber.ClassUniversal, ber.TypePrimitive, ber.TagInteger, id, ""))
	message.AppendChild(result)
	return message.Bytes()
}
