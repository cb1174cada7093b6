package sandbox

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
)

// listen begins to answer AWS's clients.
func (s *Server) listen(ctx context.Context, cfg Config, answers http.Handler) error {
	address := cfg.Listen
	if address == "" {
		address = "127.0.0.1:0"
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listening for AWS clients: %w", err)
	}
	s.url = "http://" + reachable(listener.Addr())
	s.http = &http.Server{Handler: answers, ReadHeaderTimeout: headerTimeout}
	s.ended.Go(func() {
		if err := s.http.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.Error("serving AWS clients", "error", err)
		}
	})
	s.log.Info("sandbox answers", "url", s.url)
	return nil
}

// reachable is an address for clients on this machine: they cannot connect to
// "all addresses".
func reachable(at net.Addr) string {
	host, port, err := net.SplitHostPort(at.String())
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", port)
	}
	return at.String()
}
