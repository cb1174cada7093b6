package account

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"sync"
	"time"
)

// Timing is how long phases last.
type Timing string

// The timings. AWS takes the time that Amazon takes, with its spread. Fast is
// short enough for a test and long enough for every status to be seen. Instant
// lets no time pass: a phase is over when its work is done.
const (
	Instant Timing = "instant"
	Fast    Timing = "fast"
	AWS     Timing = "aws"
)

// ParseTiming reads a timing's name; "" is Instant.
func ParseTiming(name string) (Timing, error) {
	switch t := Timing(name); t {
	case "":
		return Instant, nil
	case Instant, Fast, AWS:
		return t, nil
	}
	return "", fmt.Errorf("parsing the timing %q: want %s, %s or %s", name, Instant, Fast, AWS)
}

// Durations tells how long each phase lasts. Its methods may be called from
// several goroutines.
type Durations struct {
	timing   Timing
	scale    float64
	override map[Kind]time.Duration
	seed     uint64

	mu    sync.Mutex
	draws map[Kind]*rand.Rand
}

// NewDurations returns the durations of a timing, multiplied by scale (0 is 1).
// What override holds for a kind is taken as it is, unscaled. The same seed gives
// the n-th phase of a kind the same length in every run.
func NewDurations(timing Timing, scale float64, override map[Kind]time.Duration, seed uint64) (*Durations, error) {
	if scale < 0 {
		return nil, fmt.Errorf("scaling time by %g: want a number above 0", scale)
	}
	if scale == 0 {
		scale = 1
	}
	for kind, lasts := range override {
		if _, known := onAWS[kind]; !known {
			return nil, fmt.Errorf("setting the length of the phase %q: there are only %v", kind, Kinds())
		}
		if lasts < 0 {
			return nil, fmt.Errorf("setting the length of the phase %s to %s: want no less than 0s", kind, lasts)
		}
	}
	return &Durations{timing: timing, scale: scale, override: override, seed: seed, draws: map[Kind]*rand.Rand{}}, nil
}

// Instant tells whether answers wait for what is under way, so that the next
// Describe after a change shows it done.
func (d *Durations) Instant() bool { return d.timing == Instant }

// Of returns how long the next phase of a kind lasts.
func (d *Durations) Of(kind Kind) time.Duration {
	if lasts, set := d.override[kind]; set {
		return lasts
	}
	var lasts time.Duration
	switch d.timing {
	case AWS:
		lasts = d.draw(kind)
	case Fast:
		if onAWS[kind].typical == 0 {
			return 0
		}
		lasts = max(onAWS[kind].typical/100, 200*time.Millisecond)
	case Instant:
	}
	return time.Duration(float64(lasts) * d.scale)
}

// draw returns a length from the kind's spread. Each kind has a source of its
// own, so that what else goes on at the same time changes nothing.
func (d *Durations) draw(kind Kind) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	source := d.draws[kind]
	if source == nil {
		name := fnv.New64a()
		_, _ = name.Write([]byte(kind)) // a hash takes every write
		source = rand.New(rand.NewPCG(d.seed, name.Sum64()))
		d.draws[kind] = source
	}
	return onAWS[kind].at(source.Float64())
}

// at returns the length that a share of all phases does not exceed. Lengths crowd
// around the typical one: the distance from it grows with the square of the
// share's distance from one half.
func (s spread) at(share float64) time.Duration {
	off := 2*share - 1 // -1 to 1
	reach := s.most - s.typical
	if off < 0 {
		reach = s.least - s.typical
	}
	return s.typical + time.Duration(off*off*float64(reach))
}
