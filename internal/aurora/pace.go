package aurora

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
)

const (
	// slowest and throttled bound the time between looks, in intervals: with
	// the default of 2 seconds, 2 to 5 seconds in peace, up to 30 when AWS
	// throttles.
	slowest   = 2.5
	throttled = 15
	// patience is how many looks in a row may fail for passing reasons.
	patience = 10
)

// pace decides how long to rest between looks.
type pace struct {
	interval time.Duration
	next     time.Duration
	failures int
}

func newPace(interval time.Duration) *pace { return &pace{interval: interval, next: interval} }

// givesUpOn says whether an error of a look should reach the watchers:
// throttling never does, other passing troubles do when they do not pass.
func (p *pace) givesUpOn(err error) bool {
	switch {
	case isThrottling(err):
		return false
	case isPassing(err):
		return p.failures+1 >= patience
	default:
		return true
	}
}

// rest waits for the time of the next look. A newcomer on wake shortens it to
// a fifth of an interval, unless AWS has asked for less. It returns false when
// ctx ended.
func (p *pace) rest(ctx context.Context, wake <-chan struct{}, err error) bool {
	pause := p.after(err)
	asked := wake
	if err != nil {
		asked = nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	case <-asked:
		p.next = p.interval
	}
	short := time.NewTimer(p.interval / 5)
	defer short.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-short.C:
		return true
	}
}

// after returns the pause after a look and prepares the following one.
func (p *pace) after(err error) time.Duration {
	limit := time.Duration(slowest * float64(p.interval))
	switch {
	case err == nil:
		p.failures = 0
		pause := min(p.next, limit)
		p.next = min(pause+pause/4, limit)
		return pause
	case isThrottling(err):
		p.next = min(2*p.next, throttled*p.interval)
	default:
		p.failures++
	}
	return p.next
}

var (
	throttling     = retry.IsErrorThrottles(retry.DefaultThrottles)
	passingTrouble = retry.IsErrorRetryables(retry.DefaultRetryables)
)

func isThrottling(err error) bool {
	return throttling.IsErrorThrottle(err).Bool()
}

// isPassing says whether time may heal the error: the SDK's own list, and any
// server fault or broken connection.
func isPassing(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if passingTrouble.IsErrorRetryable(err).Bool() {
		return true
	}
	if api, ok := errors.AsType[smithy.APIError](err); ok && api.ErrorFault() == smithy.FaultServer {
		return true
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		return response.HTTPStatusCode() >= 500
	}
	_, network := errors.AsType[net.Error](err)
	return network
}
