package cluster

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// day is what a "d" in a lifetime means: 24 hours, whatever the calendar says.
const day = 24 * time.Hour

// ParseLifetime reads how long a cluster may live: a duration of Go's, such as
// "36h" or "90m", with days before it if there are any: "7d", "1d12h". It is
// more than nothing.
func ParseLifetime(text string) (time.Duration, error) {
	days, rest, hasDays := strings.Cut(text, "d")
	var lifetime time.Duration
	if hasDays {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, badLifetime(text)
		}
		lifetime = time.Duration(n) * day
	} else {
		rest = text
	}
	if rest != "" {
		more, err := time.ParseDuration(rest)
		if err != nil || more < 0 {
			return 0, badLifetime(text)
		}
		lifetime += more
	}
	if lifetime <= 0 {
		return 0, badLifetime(text)
	}
	return lifetime, nil
}

func badLifetime(text string) error {
	return fmt.Errorf(`%q is no lifetime: give days, hours and minutes, such as "7d", "36h" or "90m"`, text)
}

// soon is how long before its end a cluster is said to expire soon.
const soon = day

// ExpiresSoon says whether a cluster that lives until then has less than a day
// left at the time now, or none.
func ExpiresSoon(until, now time.Time) bool { return !until.IsZero() && until.Sub(now) < soon }
