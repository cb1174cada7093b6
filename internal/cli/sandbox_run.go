package cli

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// closeTime bounds how long the servers may take to end.
const closeTime = time.Minute

type sandboxRun struct {
	Listen    string `help:"Address to listen on." default:"127.0.0.1:4566"`
	ReadyFile string `help:"File to write the endpoint's URL to once every seed answers." type:"path"`
	sandboxFlags
}

// Run serves until the process is told to end.
func (c sandboxRun) Run(ctx context.Context, process Process) error {
	config, err := c.config(process)
	if err != nil {
		return err
	}
	config.Listen = c.Listen
	server, err := sandbox.Start(ctx, config)
	if err != nil {
		return err
	}
	if err := c.ready(process, server.URL(), server.CAFile()); err != nil {
		return err
	}
	<-ctx.Done()
	fmt.Fprintln(process.Stderr, "sandbox: ending")
	return closeSandbox(ctx, server)
}

// closeSandbox ends a sandbox, also after ctx has ended.
func closeSandbox(ctx context.Context, server *sandbox.Server) error {
	closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
	defer cancel()
	return server.Close(closing)
}

// onLoopback tells whether only this machine reaches the address to listen on.
func (c sandboxRun) onLoopback() bool {
	host, _, err := net.SplitHostPort(c.Listen)
	return err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback())
}

// ready says that the sandbox answers: on stdout, and in the ready file, which
// appears whole or not at all.
func (c sandboxRun) ready(process Process, url, ca string) error {
	if _, err := fmt.Fprintf(process.Stdout, "%s\n", url); err != nil {
		return err
	}
	who := "any credentials"
	if len(c.Credentials) > 0 {
		who = "credentials that it was given"
	}
	fmt.Fprintf(process.Stderr, "sandbox: listening; point AWS clients at it with AWS_ENDPOINT_URL=%s, any Region and %s\n", url, who)
	fmt.Fprintf(process.Stderr, "sandbox: its databases' certificates are signed by %s (DBARTIFACT_DATABASE_CA_BUNDLE, database_ca_bundle)\n", ca)
	if !c.onLoopback() {
		fmt.Fprintf(process.Stderr, "sandbox: WARNING: it listens at %s, where other machines may reach it; it takes %s\n", c.Listen, who)
	}
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
