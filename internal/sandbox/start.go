package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/authority"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/ec2"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/logs"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/secrets"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sts"
)

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
		return nil, errors.Join(fmt.Errorf("starting a sandbox: %w", err), s.Close(context.WithoutCancel(ctx)))
	}
	context.AfterFunc(ctx, func() { _ = s.Close(context.WithoutCancel(ctx)) }) // whoever calls Close gets the error
	return s, nil
}

func (s *Server) start(ctx context.Context, cfg Config) error {
	timing, err := account.NewDurations(cfg.Timing, cfg.TimeScale, cfg.Phases, cfg.RandomSeed)
	if err != nil {
		return err
	}
	if err := rds.CheckQuotas(cfg.Quotas); err != nil {
		return err
	}
	denials, err := policy.New(cfg.Denials)
	if err != nil {
		return err
	}
	s.started, s.timing = cfg.Clock.Now(), cfg.Timing
	if s.faults, err = faults.New(cfg.RandomSeed, cfg.Faults); err != nil {
		return err
	}
	versions, engines, err := findEngines(ctx, cfg)
	if err != nil {
		return err
	}
	s.engine = describe(versions)
	folder, err := s.openData(cfg.Data)
	if err != nil {
		return err
	}
	store, err := account.Open(filepath.Join(folder, "account.json"), cfg.Clock.Now())
	if err != nil {
		return err
	}
	s.store = store
	if cfg.SharedVPC {
		if err := store.Update(func(a *account.Account) error { a.AddSharedVPC(); return nil }); err != nil {
			return fmt.Errorf("sharing a VPC: %w", err)
		}
	}
	if s.authority, err = authority.Open(folder); err != nil {
		return err
	}
	s.clusters = filepath.Join(folder, "clusters")
	tokens := &sts.Tokens{Clock: cfg.Clock, Key: tokenKey(cfg.Credentials)}
	var known *callers
	if len(cfg.Credentials) > 0 {
		known = &callers{secrets: cfg.Credentials, tokens: tokens, clock: cfg.Clock}
	}
	if s.fleet, err = s.newServers(ctx, engines, tokenCheck(store, known, cfg.Clock, s.log)); err != nil {
		return err
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
