package cli

import (
	"log/slog"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// sandboxFlags say what a sandbox is made of, whichever verb starts it.
type sandboxFlags struct {
	Data       string                          `help:"Folder that keeps the clusters for the next start. Default: a temporary one." type:"path"`
	Seed       []seedFlag                      `help:"Cluster that is there from the start: ID=FILE.sql[,engine=E][,username=U][,password=P][,database=D]." placeholder:"ID=FILE" sep:"none"`
	Timing     string                          `help:"How long the phases of clusters last: instant, fast, or aws (as long as on AWS, with its spread)." enum:"instant,fast,aws" default:"instant"`
	TimeScale  float64                         `help:"Multiplies the lengths that --timing gives: 0.1 is ten times as fast." default:"1"`
	Phase      map[sandbox.Phase]time.Duration `help:"Length of one phase, whatever --timing says, such as create-instance=30s." placeholder:"PHASE=TIME"`
	RandomSeed uint64                          `help:"Decides what is left to chance; the same number gives the same run." default:"1" placeholder:"N"`
	Postgres   string                          `help:"Folder of PostgreSQL's programs. Default: the usual places." type:"path" placeholder:"DIR"`
}

// config is the sandbox that the flags ask for.
func (f sandboxFlags) config(process Process) (sandbox.Config, error) {
	timing, err := sandbox.ParseTiming(f.Timing)
	if err != nil {
		return sandbox.Config{}, err
	}
	config := sandbox.Config{
		Data: f.Data, Timing: timing, TimeScale: f.TimeScale, Phases: f.Phase, RandomSeed: f.RandomSeed, PostgresBinDir: f.Postgres,
		Logger: slog.New(slog.NewTextHandler(process.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	for _, seed := range f.Seed {
		config.Seeds = append(config.Seeds, sandbox.Seed(seed))
	}
	return config, nil
}
