package aurora

import (
	"context"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// look is one view of everything there is in the Region, by identifier.
type look struct {
	clusters map[string]cluster.Cluster
	// instances are grouped by cluster; filled when somebody wanted them.
	instances map[string][]cluster.Instance
}

// poller lets all waits of a process ride on the same looks. AWS counts every
// call of every program of an account against 12 a second (RDS API
// throttling): thirty waits that ask for themselves every few seconds would
// use that up, thirty that share do not ask more often than one.
//
// It looks while somebody watches and rests otherwise. A newcomer is shown
// only looks that began after it came, so that it cannot mistake the past for
// the answer to what it has just done.
type poller struct {
	take     func(ctx context.Context, instances bool) (look, error)
	interval time.Duration

	mu       sync.Mutex
	watchers map[*watcher]struct{}
	rounds   *rounds // the running loop; nil at rest
}

// rounds is one loop: from the first watcher's coming to the last one's going.
type rounds struct {
	stop context.CancelFunc
	wake chan struct{} // holds one: somebody new wants a look
}

type watcher struct {
	instances bool
	sights    chan sight // holds the newest
}

type sight struct {
	look look
	err  error
}

func newPoller(interval time.Duration, take func(ctx context.Context, instances bool) (look, error)) *poller {
	return &poller{take: take, interval: interval, watchers: map[*watcher]struct{}{}}
}

// watch shows see every look until it is done, fails, or ctx ends. An error of
// taking the look ends the watch when it is one that time does not heal.
func (p *poller) watch(ctx context.Context, instances bool, see func(look) (done bool, err error)) error {
	w := &watcher{instances: instances, sights: make(chan sight, 1)}
	p.join(ctx, w)
	defer p.leave(w)
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case s := <-w.sights:
			if s.err != nil {
				return s.err
			}
			if done, err := see(s.look); done || err != nil {
				return err
			}
		}
	}
}

func (p *poller) join(ctx context.Context, w *watcher) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.watchers[w] = struct{}{}
	if p.rounds != nil {
		select {
		case p.rounds.wake <- struct{}{}:
		default:
		}
		return
	}
	// The looks outlive the watch that began them when others have joined.
	ctx, stop := context.WithCancel(context.WithoutCancel(ctx))
	p.rounds = &rounds{stop: stop, wake: make(chan struct{}, 1)}
	go p.run(ctx, p.rounds)
}

func (p *poller) leave(w *watcher) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.watchers, w)
	if len(p.watchers) == 0 && p.rounds != nil {
		p.rounds.stop()
		p.rounds = nil
	}
}

func (p *poller) run(ctx context.Context, r *rounds) {
	pace := newPace(p.interval)
	for ctx.Err() == nil {
		watching, instances := p.present()
		taken, err := p.take(ctx, instances)
		if ctx.Err() != nil {
			return
		}
		if err == nil || pace.givesUpOn(err) {
			for _, w := range watching {
				w.show(sight{look: taken, err: err})
			}
		}
		if !pace.rest(ctx, r.wake, err) {
			return
		}
	}
}

// present returns who watches now, and whether any of them wants instances.
func (p *poller) present() (watching []*watcher, instances bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for w := range p.watchers {
		watching = append(watching, w)
		instances = instances || w.instances
	}
	return watching, instances
}

// show replaces what the watcher has not looked at yet.
func (w *watcher) show(s sight) {
	select {
	case <-w.sights:
	default:
	}
	w.sights <- s
}
