package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// closeTime bounds how long the servers may take to end.
const closeTime = time.Minute

type sandboxCommand struct {
	Listen    string     `help:"Address to listen on." default:"127.0.0.1:4566"`
	Data      string     `help:"Folder that keeps the clusters for the next start. Default: a temporary one." type:"path"`
	Seed      []seedFlag `help:"Cluster that is there from the start: ID=FILE.sql[,engine=E][,username=U][,password=P][,database=D]." placeholder:"ID=FILE" sep:"none"`
	Timing    string     `help:"How long the phases of clusters last: instant, fast or aws." enum:"instant,fast,aws" default:"instant"`
	ReadyFile string     `help:"File to write the endpoint's URL to once every seed answers." type:"path"`
	Postgres  string     `help:"Folder of PostgreSQL's programs. Default: the usual places." type:"path" placeholder:"DIR"`
}

// Run serves until the process is told to end.
func (c sandboxCommand) Run(ctx context.Context, process Process) error {
	timing, err := sandbox.ParseTiming(c.Timing)
	if err != nil {
		return err
	}
	config := sandbox.Config{
		Data: c.Data, Listen: c.Listen, Timing: timing, PostgresBinDir: c.Postgres,
		Logger: slog.New(slog.NewTextHandler(process.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
	for _, seed := range c.Seed {
		config.Seeds = append(config.Seeds, sandbox.Seed(seed))
	}
	server, err := sandbox.Start(ctx, config)
	if err != nil {
		return err
	}
	if err := c.ready(process, server.URL()); err != nil {
		return err
	}
	<-ctx.Done()
	fmt.Fprintln(process.Stderr, "sandbox: ending")
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	return server.Close(closing)
}

// ready says that the sandbox answers: on stdout, and in the ready file, which
// appears whole or not at all.
func (c sandboxCommand) ready(process Process, url string) error {
	if _, err := fmt.Fprintf(process.Stdout, "%s\n", url); err != nil {
		return err
	}
	fmt.Fprintf(process.Stderr, "sandbox: listening; point AWS clients at it with AWS_ENDPOINT_URL=%s, any Region and any credentials\n", url)
	if c.ReadyFile == "" {
		return nil
	}
	tmp, err := os.CreateTemp(filepath.Dir(c.ReadyFile), ".ready-*")
	if err != nil {
		return fmt.Errorf("writing the ready file: %w", err)
	}
	_, err = fmt.Fprintln(tmp, url)
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), c.ReadyFile)
	}
	if err != nil {
		_ = os.Remove(tmp.Name())
		return fmt.Errorf("writing the ready file: %w", err)
	}
	return nil
}

// seedFlag is a sandbox.Seed as written on the command line.
type seedFlag sandbox.Seed

// UnmarshalText reads ID=FILE.sql[,KEY=VALUE]...
func (s *seedFlag) UnmarshalText(text []byte) error {
	parts := strings.Split(string(text), ",")
	identifier, file, ok := strings.Cut(parts[0], "=")
	if !ok || identifier == "" || file == "" {
		return fmt.Errorf("seed %q: want ID=FILE.sql[,KEY=VALUE]", parts[0])
	}
	s.Identifier, s.File = identifier, file
	for _, part := range parts[1:] {
		key, value, _ := strings.Cut(part, "=")
		field, ok := map[string]*string{
			"engine": &s.Engine, "username": &s.Username, "password": &s.Password, "database": &s.Database,
		}[key]
		if !ok || value == "" {
			return fmt.Errorf("seed %s: %q is none of engine=, username=, password=, database=", identifier, key)
		}
		*field = value
	}
	return nil
}
