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
