package fleet

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"strconv"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// PickListen returns a free loopback address for a cluster's endpoint with the
// wanted port. Where only 127.0.0.1 can be bound (macOS), clusters share it, and
// the port is another one when the wanted one is taken; so the result's port is
// what to report. The function taken tells of places that belong to clusters
// which are not serving at the moment.
func PickListen(ctx context.Context, port int, taken func(engine.Listen) bool) (engine.Listen, error) {
	for range 50 {
		at := engine.Listen{Address: randomLoopback(), Port: port}
		if !taken(at) && CanBind(ctx, at) {
			return at, nil
		}
	}
	at := engine.Listen{Address: "127.0.0.1", Port: port}
	if !taken(at) && CanBind(ctx, at) {
		return at, nil
	}
	for range 50 {
		free, err := freePort(ctx, at.Address)
		if err != nil {
			return engine.Listen{}, fmt.Errorf("finding a free port on %s: %w", at.Address, err)
		}
		if at.Port = free; !taken(at) {
			return at, nil
		}
	}
	return engine.Listen{}, errors.New("finding a free port: all tried belong to other clusters")
}

// randomLoopback returns an address of 127.64.0.0/10, away from those that other
// programs are fond of (127.0.0.x, 127.0.1.1).
func randomLoopback() string {
	var b [3]byte
	_, _ = rand.Read(b[:]) // never fails: https://pkg.go.dev/crypto/rand#Read
	return net.IPv4(127, 64|b[0]&0x3f, b[1], 1+b[2]%254).String()
}

// CanBind tells whether nobody listens at a place.
func CanBind(ctx context.Context, at engine.Listen) bool {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(at.Address, strconv.Itoa(at.Port)))
	if err != nil {
		return false
	}
	_ = l.Close()
	return true
}

func freePort(ctx context.Context, address string) (int, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	at, isTCP := l.Addr().(*net.TCPAddr)
	if !isTCP {
		return 0, fmt.Errorf("listening on %s gave no TCP address", address)
	}
	return at.Port, nil
}
