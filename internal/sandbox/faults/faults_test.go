package faults_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
)

func set(t *testing.T, seed uint64, rules ...string) *faults.Set {
	t.Helper()
	parsed := make([]faults.Rule, 0, len(rules))
	for _, text := range rules {
		r, err := faults.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, r)
	}
	s, err := faults.New(seed, parsed)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var describe = faults.Call{Service: "rds", Operation: "DescribeDBClusters", Targets: []string{"Orders"}}

// pattern shows which of n calls go wrong: x is one that does.
func pattern(s *faults.Set, n int) string {
	var b strings.Builder
	for range n {
		mark := byte('.')
		if len(s.Meet(describe).Faults) > 0 {
			mark = 'x'
		}
		b.WriteByte(mark)
	}
	return b.String()
}

func TestWhichCallsGoWrong(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, rule, want string }{
		{"all", "DescribeDBClusters=throttling", "xxxxxx"},
		{"by pattern", "Describe*=throttling", "xxxxxx"},
		{"of another operation", "CreateDBCluster=throttling", "......"},
		{"of a service", "*=throttling,service=rds,times=2", "xx...."},
		{"of another service", "*=throttling,service=ec2", "......"},
		{"with a target in any case", "*=throttling,target=orders,times=1", "x....."},
		{"with another target", "*=throttling,target=order", "......"},
		{"the third", "*=throttling,nth=3", "..x..."},
		{"two from the third on", "*=throttling,nth=3,times=2", "..xx.."},
		{"half of them", "*=throttling,probability=0.5", "x...x."},
		{"half of them, but one at most", "*=throttling,probability=0.5,times=1", "x....."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := pattern(set(t, 1, c.rule), 6); got != c.want {
				t.Errorf("%s gives %s, want %s", c.rule, got, c.want)
			}
		})
	}
}

func TestChanceRepeatsWithItsSeed(t *testing.T) {
	t.Parallel()
	const half, other = "Describe*=throttling,probability=0.5", "Create*=slow,delay=1s,probability=0.5"
	a := pattern(set(t, 1, half, other), 64)
	busy := set(t, 1, half, other)
	busy.Meet(faults.Call{Operation: "CreateDBCluster"})
	if b := pattern(busy, 64); a != b {
		t.Errorf("the same seed gives %s, and %s beside other calls", a, b)
	}
	if b := pattern(set(t, 2, half, other), 64); a == b {
		t.Errorf("two seeds give the same %s", a)
	}
	if hits := strings.Count(a, "x"); hits < 16 || hits > 48 {
		t.Errorf("%d of 64 calls go wrong, want about half", hits)
	}
}

func TestWhatGoesWrong(t *testing.T) {
	t.Parallel()
	const capacity = "There is insufficient storage available for the current action. You might be able to resolve this error by updating " +
		"your subnet group to use different Availability Zones that have more storage available."
	cases := []struct {
		rule string
		call faults.Call
		want faults.Effect
	}{
		{"*=throttling", describe, faults.Effect{Refusal: &faults.Refusal{"Throttling", 400, "Rate exceeded"}}},
		{"*=throttling", faults.Call{Service: "ec2"}, faults.Effect{Refusal: &faults.Refusal{"RequestLimitExceeded", 503, "Request limit exceeded."}}},
		{"*=throttling", faults.Call{Service: "secretsmanager"}, faults.Effect{Refusal: &faults.Refusal{"ThrottlingException", 400, "Rate exceeded"}}},
		{"*=service-unavailable", describe, faults.Effect{Refusal: &faults.Refusal{
			"ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server.",
		}}},
		{"*=internal-failure", faults.Call{Service: "ec2"}, faults.Effect{Refusal: &faults.Refusal{
			"InternalError", 500, "The request processing has failed because of an unknown error, exception or failure.",
		}}},
		{"*=no-capacity", faults.Call{Operation: "CreateDBInstance"}, faults.Effect{Refusal: &faults.Refusal{
			"InsufficientDBInstanceCapacity", 400, "The specified DB instance class isn't available in the specified Availability Zone.",
		}}},
		{"*=no-capacity", faults.Call{Operation: "RestoreDBClusterToPointInTime"}, faults.Effect{Refusal: &faults.Refusal{
			"InsufficientStorageClusterCapacity", 400, capacity,
		}}},
		{"*=refuse,code=KMSKeyNotAccessibleFault,message=no key", describe, faults.Effect{Refusal: &faults.Refusal{"KMSKeyNotAccessibleFault", 400, "no key"}}},
		{"*=refuse,code=AccessDenied,http_status=403,message=no", describe, faults.Effect{Refusal: &faults.Refusal{"AccessDenied", 403, "no"}}},
		{"*=drop-before", describe, faults.Effect{DropBefore: true}},
		{"*=drop-after", describe, faults.Effect{DropAfter: true}},
		{"*=slow,delay=1m30s", describe, faults.Effect{Delay: 90 * time.Second}},
		{"*=status,status=cloning-failed", describe, faults.Effect{Status: "cloning-failed"}},
		{"*=kms-loss", describe, faults.Effect{Status: "inaccessible-encryption-credentials"}},
	}
	for _, c := range cases {
		t.Run(c.rule+" "+c.call.Service, func(t *testing.T) {
			t.Parallel()
			got := set(t, 1, c.rule).Meet(c.call)
			got.Faults = nil
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestRulesTogether(t *testing.T) {
	t.Parallel()
	s := set(t, 1, "*=slow,delay=1s", "*=throttling,nth=1", "*=drop-after", "*=slow,delay=2s")
	first, second := s.Meet(describe), s.Meet(describe)
	if first.Delay != 3*time.Second || first.Refusal == nil || first.DropAfter {
		t.Errorf("the first call meets %+v, want 3 s and the first refusal alone", first)
	}
	if second.Refusal != nil || !second.DropAfter {
		t.Errorf("the second call meets %+v, want it dropped afterwards", second)
	}
	if got := s.List()[2]; got.Calls != 2 || got.Fired != 1 {
		t.Errorf("the third rule has met %d calls and fired %d times, want 2 and 1", got.Calls, got.Fired)
	}
	if !s.Remove(3) || s.Remove(3) {
		t.Error("the third rule is there to remove once")
	}
	if s.Clear(); len(s.List()) > 0 || len(s.Meet(describe).Faults) > 0 {
		t.Error("a cleared set still does something")
	}
}

func TestDecode(t *testing.T) {
	t.Parallel()
	want := []faults.Rule{
		{Operation: "Describe*", Fault: faults.Throttling, Probability: 0.25},
		{Operation: "CreateDBInstance", Target: "copy-1", Fault: faults.Slow, Delay: faults.Delay(2 * time.Second), Nth: 2},
	}
	asJSON, err := json.Marshal(map[string]any{"faults": want})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"JSON": string(asJSON),
		"YAML": "faults:\n- {operation: Describe*, fault: throttling, probability: 0.25}\n- operation: CreateDBInstance\n  target: copy-1\n  fault: slow\n  delay: 2s\n  nth: 2\n",
	} {
		got, err := faults.Decode(strings.NewReader(text))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := faults.Decode(strings.NewReader(`{"faults": [{"operation": "*", "falt": "slow"}]}`)); err == nil {
		t.Error("a misspelt member was taken")
	}
}

func TestRulesThatMeanNothing(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"DescribeDBClusters":                 "want OPERATION=FAULT",
		"*=explode":                          `no fault "explode", only [throttling`,
		"[=throttling":                       "syntax error in pattern",
		"*=throttling,nth=-1":                "counted from 1",
		"*=throttling,nth=two":               "invalid syntax",
		"*=throttling,probability=2":         "between 0 and 1",
		"*=slow":                             "a delay belongs to the fault slow",
		"*=throttling,delay=1s":              "a delay belongs to the fault slow",
		"*=refuse":                           "needs a code",
		"*=throttling,code=X":                "needs a code",
		"*=refuse,code=X,http_status=200":    "200 is no error's",
		"*=status":                           "a status belongs to",
		"*=status,status=bored":              `the status "bored"`,
		"*=throttling,colour=red":            "there is no such key",
		"*=kms-loss,status=storage-full":     "a status belongs to",
		"*=throttling,message=slow down now": "belong to the fault refuse",
	} {
		if _, err := faults.Parse(rule); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", rule, err, want)
		}
	}
}
