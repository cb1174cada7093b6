// Package sandbox is a local Aurora: one HTTP address that any AWS client
// reaches through AWS_ENDPOINT_URL, and real database servers behind it. It
// refuses what AWS refuses with AWS's codes and texts, walks clusters through
// AWS's statuses, and clones them with their data.
//
// The protocols are in wire, what exists in account, the servers in fleet, and
// one package holds each AWS service. This one puts them together.
package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/authority"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/directory"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/ec2"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/logs"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/secrets"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sts"
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

// Server is a running sandbox.
type Server struct {
	url       string
	temporary string // data folder to remove
	lock      *folderLock
	http      *http.Server
	control   *rds.Control
	data      *data.API
	faults    *faults.Set
	requests  atomic.Int64
	started   time.Time
	engine    string // and its version
	timing    Timing
	clusters  string // folder of the clusters' data
	store     *account.Store
	fleet     servers
	logins    *directory.Server // checks tokens; nil when there are none
	authority *authority.Authority
	log       *slog.Logger
	stop      context.CancelFunc // ends the control plane
	ended     sync.WaitGroup
	closing   sync.Once
	closed    chan struct{}
	closeErr  error
}

// Start starts a sandbox and returns once it answers and every seed answers SQL.
// When ctx ends, before or after, the sandbox is closed; wait for it with Close.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	s := &Server{log: cfg.Logger, closed: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if cfg.Clock == nil {
		cfg.Clock = account.SystemClock{}
	}
	if cfg.Timing == "" {
		cfg.Timing = Instant
	}
	if err := s.start(ctx, cfg); err != nil {
		return nil, errors.Join(err, s.Close(context.WithoutCancel(ctx)))
	}
	context.AfterFunc(ctx, func() { _ = s.Close(context.WithoutCancel(ctx)) }) // whoever calls Close gets the error
	return s, nil
}

func (s *Server) start(ctx context.Context, cfg Config) error {
	timing, err := account.NewDurations(cfg.Timing, cfg.TimeScale, cfg.Phases, cfg.RandomSeed)
	if err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	if err := rds.CheckQuotas(cfg.Quotas); err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	denials, err := policy.New(cfg.Denials)
	if err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	s.started, s.timing = cfg.Clock.Now(), cfg.Timing
	if s.faults, err = faults.New(cfg.RandomSeed, cfg.Faults); err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	versions, engines, err := findEngines(ctx, cfg)
	if err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	s.engine = describe(versions)
	folder, err := s.openData(cfg.Data)
	if err != nil {
		return err
	}
	store, err := account.Open(filepath.Join(folder, "account.json"), cfg.Clock.Now())
	if err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	s.store = store
	if cfg.SharedVPC {
		if err := store.Update(func(a *account.Account) error { a.AddSharedVPC(); return nil }); err != nil {
			return fmt.Errorf("sharing a VPC: %w", err)
		}
	}
	if s.authority, err = authority.Open(folder); err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	s.clusters = filepath.Join(folder, "clusters")
	tokens := &sts.Tokens{Clock: cfg.Clock, Key: tokenKey(cfg.Credentials)}
	var known *callers
	if len(cfg.Credentials) > 0 {
		known = &callers{secrets: cfg.Credentials, tokens: tokens, clock: cfg.Clock}
	}
	if s.fleet, err = s.newServers(ctx, engines, tokenCheck(store, known, cfg.Clock, s.log)); err != nil {
		return fmt.Errorf("starting a sandbox: %w", err)
	}
	s.control = rds.NewControl(rds.Config{
		Store: store, Servers: s.fleet, Clock: cfg.Clock, Timing: timing, EngineVersions: versions, Quotas: cfg.Quotas, FreePlan: cfg.FreePlan, Log: s.log,
	})
	if err := s.control.Resume(ctx); err != nil {
		return fmt.Errorf("starting the clusters of %q again: %w", folder, err)
	}
	running, stop := context.WithCancel(context.WithoutCancel(ctx))
	s.stop = stop
	s.ended.Go(func() { s.control.Run(running) })
	for _, seed := range cfg.Seeds {
		if err := s.plant(ctx, seed); err != nil {
			return fmt.Errorf("seeding the cluster %q: %w", seed.Identifier, err)
		}
	}
	s.data = data.New(data.Config{Control: s.control, Clock: cfg.Clock, StatementTimeout: cfg.StatementTimeout})
	return s.listen(ctx, cfg, &handler{
		callers: known,
		denials: denials,
		services: byName(
			rds.Service(s.control),
			ec2.Service(&ec2.Network{Store: store}),
			sts.Service(tokens),
			secrets.Service(&secrets.Manager{Store: store, Clock: cfg.Clock}),
			data.Service(s.data),
			logs.Service(&logs.Logs{Store: store}),
		),
		admin:  admin.New(admin.Config{Faults: s.faults, Status: s.status}),
		faults: s.faults, control: s.control, clock: cfg.Clock, log: s.log,
		onRequest: func(r Request) {
			s.requests.Add(1)
			if cfg.OnRequest != nil {
				cfg.OnRequest(r)
			}
		},
	})
}

// URL returns the endpoint for AWS_ENDPOINT_URL, such as http://127.0.0.1:4566.
func (s *Server) URL() string { return s.url }

// CAFile is the path of the certificate authority's certificate, in PEM, with
// which clients verify the database servers: `sslmode=verify-full
// sslrootcert=FILE`. It stands where AWS's global-bundle.pem stands, and lasts as
// long as the data folder, in which it is ca.pem.
func (s *Server) CAFile() string { return s.authority.Path() }

// Done is closed once the sandbox has ended.
func (s *Server) Done() <-chan struct{} { return s.closed }

// Close ends the sandbox: requests in flight are answered as long as ctx allows,
// servers are stopped, and a temporary data folder is removed. Called again, it
// waits for the first call.
func (s *Server) Close(ctx context.Context) error {
	s.closing.Do(func() {
		defer close(s.closed)
		s.closeErr = s.close(ctx)
	})
	<-s.closed
	return s.closeErr
}

func (s *Server) close(ctx context.Context) error {
	var errs []error
	if s.stop != nil {
		s.stop() // first: work that requests wait for is not going to end
	}
	if s.http != nil {
		drain, cancel := context.WithTimeout(ctx, drainTime)
		if s.http.Shutdown(drain) != nil {
			errs = append(errs, s.http.Close())
		}
		cancel()
	}
	if s.data != nil {
		s.data.Close(ctx)
	}
	s.ended.Wait()
	if s.fleet != nil {
		errs = append(errs, s.fleet.Close(ctx))
	}
	if s.logins != nil {
		errs = append(errs, s.logins.Close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.lock != nil {
		errs = append(errs, s.lock.release())
	}
	if s.temporary != "" {
		errs = append(errs, os.RemoveAll(s.temporary))
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("closing the sandbox: %w", err)
	}
	return nil
}
