package fleet

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// door listens where a paused cluster's server would, and knocks when somebody
// comes. Who came is led to the server once it answers, as on AWS, where a login
// waits until the cluster has resumed.
type door struct {
	listener net.Listener
	at       string
	opened   chan struct{} // closed once the server answers, or nobody is going to
	visitors sync.WaitGroup
}

// visitTime is how long somebody waits at a door.
const visitTime = 2 * time.Minute

func openDoor(ctx context.Context, at engine.Listen, knock func()) (*door, error) {
	d := &door{at: net.JoinHostPort(at.Address, strconv.Itoa(at.Port)), opened: make(chan struct{})}
	var err error
	if d.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", d.at); err != nil {
		return nil, fmt.Errorf("listening for a paused cluster: %w", err)
	}
	d.visitors.Go(func() {
		for {
			visitor, err := d.listener.Accept()
			if err != nil {
				return // the door is closed
			}
			knock()
			d.visitors.Go(func() { d.lead(context.WithoutCancel(ctx), visitor) })
		}
	})
	return d, nil
}

// lead takes a visitor to the server.
func (d *door) lead(ctx context.Context, visitor net.Conn) {
	defer func() { _ = visitor.Close() }()
	select {
	case <-d.opened:
	case <-time.After(visitTime):
		return
	}
	server, err := (&net.Dialer{}).DialContext(ctx, "tcp", d.at)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{visitor, server}, {server, visitor}} {
		go func() {
			_, _ = io.Copy(way[0], way[1]) // either side may end it in any way
			ended <- struct{}{}
		}()
	}
	<-ended
}

// shut stops listening, so that the server can; open lets the visitors go on.
func (d *door) shut() { _ = d.listener.Close() }
func (d *door) open() { close(d.opened) }

// inUse tells whether anybody has a session. Those that have just been ended are
// given a moment to go.
func inUse(ctx context.Context, server engine.Server) (bool, error) {
	const moment, steps = 50 * time.Millisecond, 20
	for range steps {
		n, err := server.Sessions(ctx)
		if err != nil || n == 0 {
			return false, err
		}
		select {
		case <-ctx.Done():
			return true, nil
		case <-time.After(moment):
		}
	}
	return true, nil
}

// Pause ends the cluster's server, and has knock called when somebody wants to
// reach it, until Serve. A server that is in use goes on, unless forced is set;
// then paused is false.
func (f *Fleet) Pause(ctx context.Context, id string, at engine.Listen, forced bool, knock func()) (paused bool, err error) {
	u := f.unit(id)
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.door != nil {
		return true, nil
	}
	if u.server != nil && !hasExited(u.server) && !forced {
		if used, err := inUse(ctx, u.server); err != nil || used {
			return false, err
		}
	}
	if err := u.stop(ctx); err != nil {
		return false, err
	}
	u.door, err = openDoor(ctx, at, knock)
	return err == nil, err
}
