package cli

import (
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
)

// sandboxFlags say what a sandbox is made of, whichever verb starts it.
type sandboxFlags struct {
	Data        string                          `help:"Folder that keeps the clusters for the next start. Default: a temporary one." type:"path"`
	Seed        []seedFlag                      `help:"Cluster that is there from the start: ID=FILE.sql[,engine=E][,username=U][,password=P][,database=D]; with owner=ACCOUNT another account shares it." placeholder:"ID=FILE" sep:"none"`
	Timing      string                          `help:"How long the phases of clusters last: instant, fast, or aws (as long as on AWS, with its spread)." enum:"instant,fast,aws" default:"instant"`
	TimeScale   float64                         `help:"Multiplies the lengths that --timing gives: 0.1 is ten times as fast." default:"1"`
	Phase       map[sandbox.Phase]time.Duration `help:"Length of one phase, whatever --timing says, such as create-instance=30s." placeholder:"PHASE=TIME"`
	Credentials []string                        `help:"Who may call: KEY:SECRET, or a file with one of them in each line. Default: everybody, with any signature." placeholder:"FILE" sep:"none"`
	Deny        []denyFlag                      `help:"What callers may not do, in RDS and the Data API: ACTION[@RESOURCE][,scp], such as rds:CreateDBCluster@subgrp:*." placeholder:"ACTION" sep:"none"`
	Quota       map[string]int                  `help:"How many the account may have, by the names of DescribeAccountAttributes, such as DBClusters=40." placeholder:"NAME=N"`
	FreePlan    bool                            `help:"Have the account be one of AWS's free plan."`
	SharedVPC   bool                            `name:"shared-vpc" help:"Have another account share a VPC, vpc-1a with subnet-1a to subnet-1c."`
	Fault       []faultFlag                     `help:"Call that goes wrong: OPERATION=FAULT[,KEY=VALUE]..., such as CreateDBInstance=no-capacity,nth=1." placeholder:"OPERATION=FAULT" sep:"none"`
	Faults      string                          `help:"YAML or JSON file with more of them." type:"existingfile" placeholder:"FILE"`
	RequestLog  string                          `help:"File to append one line of JSON to for each call, without secrets." type:"path" placeholder:"FILE"`
	RandomSeed  uint64                          `help:"Decides what is left to chance; the same number gives the same run." default:"1" placeholder:"N"`
	Engine      string                          `help:"Database servers behind the clusters: those installed, or none (the control plane alone, for thousands of clusters)." enum:"installed,none" default:"installed"`
	Postgres    string                          `help:"Folder of PostgreSQL's programs. Default: the usual places." type:"path" placeholder:"DIR"`
	MariaDB     string                          `name:"mariadb" help:"Folder of MariaDB's programs, for aurora-mysql. Default: the usual places." type:"path" placeholder:"DIR"`
}

// config is the sandbox that the flags ask for.
func (f sandboxFlags) config(process Process) (sandbox.Config, error) {
	timing, err := sandbox.ParseTiming(f.Timing)
	if err != nil {
		return sandbox.Config{}, err
	}
	config := sandbox.Config{
		Data: f.Data, Timing: timing, TimeScale: f.TimeScale, Phases: f.Phase, Quotas: f.Quota, FreePlan: f.FreePlan, SharedVPC: f.SharedVPC, RandomSeed: f.RandomSeed, PostgresBinDir: f.Postgres, MariaDBBinDir: f.MariaDB,
		Logger: slog.New(slog.NewTextHandler(process.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	if f.Engine == string(sandbox.NoEngines) {
		config.Engines = sandbox.NoEngines
	}
	for _, seed := range f.Seed {
		config.Seeds = append(config.Seeds, sandbox.Seed(seed))
	}
	for _, denial := range f.Deny {
		config.Denials = append(config.Denials, policy.Denial(denial))
	}
	if config.Credentials, _, err = readCredentials(f.Credentials); err != nil {
		return sandbox.Config{}, err
	}
	if config.Faults, err = f.faults(); err != nil {
		return sandbox.Config{}, err
	}
	if f.RequestLog != "" {
		log, err := os.OpenFile(f.RequestLog, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return sandbox.Config{}, fmt.Errorf("opening the request log: %w", err)
		}
		config.OnRequest = sandbox.RequestLog(log, func(err error) { config.Logger.Error("writing the request log", "error", err) })
	}
	return config, nil
}

// faults are those of the command line, and then those of the file.
func (f sandboxFlags) faults() ([]faults.Rule, error) {
	var rules []faults.Rule
	for _, rule := range f.Fault {
		rules = append(rules, faults.Rule(rule))
	}
	if f.Faults == "" {
		return rules, nil
	}
	file, err := os.Open(f.Faults)
	if err != nil {
		return nil, fmt.Errorf("opening the faults: %w", err)
	}
	defer func() { _ = file.Close() }() // it was only read
	more, err := faults.Decode(file)
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", f.Faults, err)
	}
	return append(rules, more...), nil
}

// faultFlag is a faults.Rule as written on the command line.
type faultFlag faults.Rule

// UnmarshalText reads OPERATION=FAULT[,KEY=VALUE]...
func (f *faultFlag) UnmarshalText(text []byte) error {
	rule, err := faults.Parse(string(text))
	*f = faultFlag(rule)
	return err
}
