package cluster_test

import (
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestParseLifetime(t *testing.T) {
	tests := map[string]time.Duration{
		"7d": 7 * 24 * time.Hour, "1d12h": 36 * time.Hour, "36h": 36 * time.Hour, "90m": 90 * time.Minute, "1h30m": 90 * time.Minute,
		"": 0, "0s": 0, "0d": 0, "-1h": 0, "d": 0, "1.5d": 0, "7": 0, "-1d": 0, "1d-2h": 0, "99999999d": 0, "a week": 0,
	}
	for text, want := range tests {
		t.Run(text, func(t *testing.T) {
			got, err := cluster.ParseLifetime(text)
			if got != want || (err == nil) != (want > 0) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestExpiresSoonIsWithinADay(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		until time.Time
		soon  bool
	}{
		"never":        {time.Time{}, false},
		"in two days":  {now.Add(48 * time.Hour), false},
		"in an hour":   {now.Add(time.Hour), true},
		"an hour ago":  {now.Add(-time.Hour), true},
		"in a day":     {now.Add(24 * time.Hour), false},
		"in a day - 1": {now.Add(24*time.Hour - 1), true},
	} {
		if got := cluster.ExpiresSoon(test.until, now); got != test.soon {
			t.Errorf("%s: got %t", name, got)
		}
	}
}
