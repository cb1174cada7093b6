package sandbox

import (
	"log/slog"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
)

// AccountID is the number of the account that a sandbox plays.
const AccountID = account.ID

// Timing is how long the phases of clusters and instances last.
type Timing = account.Timing

// The timings: nothing lasts (the next Describe shows what a call asked for as
// done), everything lasts a moment, or as long as on AWS.
const (
	Instant = account.Instant
	Fast    = account.Fast
	AWS     = account.AWS
)

// Phase is the kind of a phase that a cluster or an instance goes through, such
// as "create-instance"; see Phases.
type Phase = account.Kind

// Phases returns the kinds of phases that there are, sorted.
func Phases() []Phase { return account.Kinds() }

// ParseTiming reads the name of a timing: "instant" (also ""), "fast" or "aws".
func ParseTiming(name string) (Timing, error) { return account.ParseTiming(name) }

// Config is what a sandbox is made of. The zero value is a sandbox with nothing
// in it, on a free port, that leaves nothing behind.
type Config struct {
	// Data is the folder that keeps clusters and data from one start to the next.
	// One sandbox at a time has it. "" is a temporary folder, removed by Close.
	Data string
	// Listen is the address of the AWS endpoint, "127.0.0.1:0" when empty.
	Listen string
	// Timing is Instant when empty.
	Timing Timing
	// TimeScale multiplies the lengths that Timing gives; 0 is 1.
	TimeScale float64
	// Phases are lengths of single phases, by kind, whatever Timing says.
	Phases map[Phase]time.Duration
	// StatementTimeout is how long a call of the Data API may take; AWS's 45 s when 0.
	StatementTimeout time.Duration
	// RandomSeed decides what is left to chance: the spread of AWS's durations, and
	// which calls meet a fault of some probability.
	RandomSeed uint64
	// Credentials are secret keys by access key. With any, callers must have signed
	// with one of them, or with temporary ones from STS. Without, any signature
	// is taken.
	Credentials map[string]string
	// Denials are what callers have no permission for, in RDS.
	Denials []policy.Denial
	// Faults are in force from the start; the admin interface changes them.
	Faults []faults.Rule
	// Quotas replace AWS's, by the names that DescribeAccountAttributes gives them,
	// such as "DBClusters".
	Quotas map[string]int
	// FreePlan has the account be one of AWS's free plan.
	FreePlan bool
	// SharedVPC has another account share a VPC, vpc-1a, with subnets subnet-1a to subnet-1c.
	SharedVPC bool
	// Seeds are clusters that are there once Start has returned.
	Seeds []Seed
	// Engines is InstalledEngines when empty.
	Engines Engines
	// PostgresBinDir and MariaDBBinDir hold the server programs; "" looks in the
	// usual places. Without MariaDB there is no aurora-mysql.
	PostgresBinDir, MariaDBBinDir string
	// Clock is the system's when nil.
	Clock account.Clock
	// Logger is told of what goes on inside; nil discards it. No secret goes there.
	Logger *slog.Logger
	// OnRequest is called after each request was answered, from many goroutines.
	OnRequest func(Request)
}
