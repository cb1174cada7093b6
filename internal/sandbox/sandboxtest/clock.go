package sandboxtest

import (
	"sync"
	"time"
)

// HeldClock is a sandbox's clock that stands still until it is told to go on,
// so that a test of hours takes none.
type HeldClock struct {
	mu  sync.Mutex
	now time.Time
}

// HoldAt returns a clock that stands at a time.
func HoldAt(now time.Time) *HeldClock { return &HeldClock{now: now} }

// Now returns the time that was reached.
func (c *HeldClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After never fires: each call to the sandbox looks at the clock by itself.
func (c *HeldClock) After(time.Duration) <-chan time.Time { return nil }

// GoOn moves the time, also back.
func (c *HeldClock) GoOn(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// AheadClock is the system's clock that can be moved on: timers run as they do,
// and what is due at a time is due once the clock has been moved there.
type AheadClock struct{ HeldClock }

// Now returns the system's time, and what it was moved on.
func (c *AheadClock) Now() time.Time { return time.Now().UTC().Add(c.ahead()) }

func (c *AheadClock) ahead() time.Duration { return c.HeldClock.Now().Sub(time.Time{}) }

// After is time.After.
func (*AheadClock) After(d time.Duration) <-chan time.Time { return time.After(d) }
