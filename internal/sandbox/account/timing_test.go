package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

func durations(t *testing.T, timing account.Timing, scale float64, override map[account.Kind]time.Duration, seed uint64) *account.Durations {
	t.Helper()
	d, err := account.NewDurations(timing, scale, override, seed)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestDurationsOfAWSKeepTheirSpread(t *testing.T) {
	t.Parallel()
	const drawn = 2001
	d := durations(t, account.AWS, 0, nil, 7)
	lengths := make([]time.Duration, drawn)
	for i := range lengths {
		lengths[i] = d.Of(account.CloneCluster)
	}
	slices.Sort(lengths)
	if least, most := lengths[0], lengths[drawn-1]; least < 28*time.Second || most > 120*time.Second {
		t.Errorf("clones take %s to %s, want 28 s to 120 s", least, most)
	}
	if middle := lengths[drawn/2]; middle < 44*time.Second || middle > 46*time.Second {
		t.Errorf("half of the clones take %s at most, want about 45 s", middle)
	}
	if lengths[drawn-1] < 100*time.Second {
		t.Errorf("the slowest of %d clones takes %s, want slow ones among them", drawn, lengths[drawn-1])
	}
}

func TestDurationsRepeatWithTheirSeed(t *testing.T) {
	t.Parallel()
	draw := func(seed uint64, disturb bool) []time.Duration {
		d := durations(t, account.AWS, 0, nil, seed)
		var all []time.Duration
		for range 5 {
			if disturb {
				d.Of(account.DeleteCluster)
			}
			all = append(all, d.Of(account.CreateInstance))
		}
		return all
	}
	if a, b := draw(1, false), draw(1, true); !slices.Equal(a, b) {
		t.Errorf("the same seed gives %v, and %v beside phases of another kind", a, b)
	}
	if a, b := draw(1, false), draw(2, false); slices.Equal(a, b) {
		t.Errorf("two seeds give the same %v", a)
	}
}

func TestDurationsOverriddenAndScaled(t *testing.T) {
	t.Parallel()
	override := map[account.Kind]time.Duration{account.CreateInstance: 30 * time.Second}
	cases := []struct {
		name        string
		timing      account.Timing
		scale       float64
		kind        account.Kind
		least, most time.Duration
	}{
		{"instant", account.Instant, 1, account.CreateCluster, 0, 0},
		{"fast, a hundredth", account.Fast, 1, account.StopCluster, 3 * time.Second, 3 * time.Second},
		{"fast, no less than can be seen", account.Fast, 1, account.ModifyLag, 200 * time.Millisecond, 200 * time.Millisecond},
		{"a tenth of AWS's", account.AWS, 0.1, account.CreateCluster, 3 * time.Second, 4500 * time.Millisecond},
		{"overridden, unscaled", account.AWS, 0.1, account.CreateInstance, 30 * time.Second, 30 * time.Second},
		{"overridden, with instant timing", account.Instant, 0, account.CreateInstance, 30 * time.Second, 30 * time.Second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := durations(t, c.timing, c.scale, override, 1).Of(c.kind); got < c.least || got > c.most {
				t.Errorf("got %s, want %s to %s", got, c.least, c.most)
			}
		})
	}
}

func TestDurationsRefuse(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		scale    float64
		override map[account.Kind]time.Duration
		want     string
	}{
		{"time that runs backwards", -1, nil, "want a number above 0"},
		{"a phase there is not", 1, map[account.Kind]time.Duration{"create-tea": 1}, `"create-tea": there are only [add-security-groups`},
		{"a negative length", 1, map[account.Kind]time.Duration{account.StopCluster: -time.Second}, "stop-cluster to -1s"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := account.NewDurations(account.AWS, c.scale, c.override, 1); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
	for _, kind := range account.Kinds() {
		// AWS publishes nothing about the time until a new object is seen.
		if d := durations(t, account.AWS, 1, nil, 1); d.Of(kind) <= 0 && kind != account.Appear {
			t.Errorf("phases of the kind %s take no time", kind)
		}
	}
}
