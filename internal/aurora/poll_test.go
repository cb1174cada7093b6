package aurora

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/smithy-go"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// looks counts the looks that a poller takes and says what they show.
type looks struct {
	taken     atomic.Int32
	instances atomic.Int32
	err       func(n int32) error
}

func (l *looks) take(_ context.Context, instances bool) (look, error) {
	n := l.taken.Add(1)
	if instances {
		l.instances.Add(1)
	}
	if l.err != nil {
		if err := l.err(n); err != nil {
			return look{}, err
		}
	}
	return look{clusters: map[string]cluster.Cluster{"x": {Port: int(n)}}}, nil
}

// until watches until the n-th look, or a later one, is seen.
func until(n int) func(look) (bool, error) {
	return func(l look) (bool, error) { return l.clusters["x"].Port >= n, nil }
}

func TestPollerLooksWithoutDelayAndThenEveryFewSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l looks
		p := newPoller(2*time.Second, l.take)
		began := time.Now()
		if err := p.watch(t.Context(), false, until(1)); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("the first look came after %s", took)
		}
		var at []time.Duration
		err := p.watch(t.Context(), false, func(look) (bool, error) {
			at = append(at, time.Since(began))
			return len(at) == 12, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for i := 1; i < len(at); i++ {
			if gap := at[i] - at[i-1]; gap < 2*time.Second || gap > 5*time.Second {
				t.Errorf("look %d came %s after the one before", i, gap)
			}
		}
	})
}

func TestPollerSharesLooksAmongAllWatches(t *testing.T) {
	// A newcomer has a look of its own, but not sooner than others allow.
	alone := looksDuring(t, 1)
	if crowd := looksDuring(t, 30); crowd > alone+3 {
		t.Errorf("30 watches take %d looks in a minute, one takes %d", crowd, alone)
	}
}

// looksDuring counts the looks of one minute of some watches.
func looksDuring(t *testing.T, watches int) int32 {
	t.Helper()
	var l looks
	synctest.Test(t, func(t *testing.T) {
		p := newPoller(2*time.Second, l.take)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for range watches {
			go func() { _ = p.watch(ctx, false, func(look) (bool, error) { return false, nil }) }()
		}
		<-ctx.Done()
		synctest.Wait()
	})
	return l.taken.Load()
}

func TestPollerRestsWhenNobodyWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l looks
		p := newPoller(2*time.Second, l.take)
		if err := p.watch(t.Context(), false, until(2)); err != nil {
			t.Fatal(err)
		}
		before := l.taken.Load()
		time.Sleep(time.Hour)
		if now := l.taken.Load(); now != before {
			t.Errorf("%d looks were taken for nobody", now-before)
		}
		if err := p.watch(t.Context(), false, until(int(before)+1)); err != nil {
			t.Errorf("it does not begin again: %v", err)
		}
	})
}

func TestPollerShowsANewcomerOnlyWhatBeganAfterItCame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var taken atomic.Int32
		p := newPoller(2*time.Second, func(context.Context, bool) (look, error) {
			n := taken.Add(1)
			time.Sleep(time.Second) // a slow answer, on its way when the newcomer comes
			return look{clusters: map[string]cluster.Cluster{"x": {Port: int(n)}}}, nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go func() { _ = p.watch(ctx, false, func(look) (bool, error) { return false, nil }) }()
		time.Sleep(500 * time.Millisecond)
		var first int
		err := p.watch(t.Context(), false, func(l look) (bool, error) {
			first = l.clusters["x"].Port
			return true, nil
		})
		if err != nil || first != 2 {
			t.Errorf("the newcomer saw look %d, %v", first, err)
		}
	})
}

func TestPollerAsksForInstancesOnlyWhenWanted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l looks
		p := newPoller(2*time.Second, l.take)
		if err := p.watch(t.Context(), false, until(3)); err != nil {
			t.Fatal(err)
		}
		if l.instances.Load() != 0 {
			t.Error("instances were listed for nobody")
		}
		if err := p.watch(t.Context(), true, until(5)); err != nil || l.instances.Load() != 2 {
			t.Errorf("%d listings of instances, %v", l.instances.Load(), err)
		}
	})
}

func TestPollerSlowsDownWhileAWSThrottles(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		throttle := &smithy.GenericAPIError{Code: "Throttling", Message: "Rate exceeded"}
		l := looks{err: func(n int32) error {
			if n <= 6 {
				return explain("listing clusters", "", throttle)
			}
			return nil
		}}
		began := time.Now()
		if err := newPoller(2*time.Second, l.take).watch(t.Context(), false, until(1)); err != nil {
			t.Fatalf("throttling ended the watch: %v", err)
		}
		// 4 + 8 + 16 + 30 + 30 + 30 seconds.
		if took := time.Since(began); took != 118*time.Second {
			t.Errorf("six refusals took %s", took)
		}
	})
}

func TestPollerEndsWithErrorsThatTimeDoesNotHeal(t *testing.T) {
	denied := &smithy.GenericAPIError{Code: "AccessDenied", Message: "no"}
	broken := &smithy.GenericAPIError{Code: "InternalError", Message: "oops", Fault: smithy.FaultServer}
	tests := map[string]struct {
		err   error
		looks int32
	}{
		"denied":                {denied, 1},
		"broken and not mended": {broken, patience},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := looks{err: func(int32) error { return test.err }}
				err := newPoller(2*time.Second, l.take).watch(t.Context(), false, until(1))
				if !errors.Is(err, test.err) || l.taken.Load() != test.looks {
					t.Errorf("%d looks, %v", l.taken.Load(), err)
				}
			})
		})
	}
}

func TestPollerOutlivesTheWatchThatBeganIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l looks
		p := newPoller(2*time.Second, l.take)
		first, cancel := context.WithCancelCause(t.Context())
		go func() { _ = p.watch(first, false, until(1000)) }()
		synctest.Wait()
		done := make(chan error)
		go func() { done <- p.watch(t.Context(), false, until(5)) }()
		synctest.Wait()
		cancel(errors.New("the user gave up"))
		if err := <-done; err != nil {
			t.Errorf("the other watch ended with %v", err)
		}
	})
}

func TestPollerWatchEndsWithItsContextsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var l looks
		cause := errors.New("the user gave up")
		ctx, cancel := context.WithCancelCause(t.Context())
		time.AfterFunc(time.Minute, func() { cancel(cause) })
		if err := newPoller(2*time.Second, l.take).watch(ctx, false, until(1000)); !errors.Is(err, cause) {
			t.Errorf("got %v", err)
		}
	})
}
