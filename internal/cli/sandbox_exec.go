package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"

	"github.com/mattn/go-isatty"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// Exit codes of a shell for a command that cannot be run, or that a signal ended
// (then the signal's number is added).
const (
	exitNotRun   = 127
	exitSignaled = 128
)

type sandboxExec struct {
	Listen  string   `help:"Address to listen on. Default: a free port of this machine." default:"127.0.0.1:0"`
	Region  string   `help:"AWS Region for the command." default:"us-east-1"`
	Command []string `arg:"" passthrough:"" help:"Command and its arguments, after --."`
	sandboxFlags
}

// Run starts a sandbox, runs the command with the environment that leads any AWS
// client to it, and ends the sandbox. The command's exit code becomes ours.
func (c sandboxExec) Run(ctx context.Context, process Process) error {
	command := c.Command
	if len(command) > 0 && command[0] == "--" {
		command = command[1:]
	}
	if len(command) == 0 {
		return errors.New("no command was given: put it after --, as in sandbox exec -- terraform test")
	}
	config, err := c.config(process)
	if err != nil {
		return err
	}
	config.Listen = c.Listen
	server, err := startFor(ctx, config)
	if err != nil {
		return err
	}
	env, err := c.environment(server.URL(), server.CAFile())
	if err == nil {
		err = runCommand(ctx, command, env, process)
	}
	if closeErr := closeSandbox(ctx, server); closeErr != nil {
		report(process.Stderr, closeErr) // the command's own end matters more
	}
	return err
}

// startFor starts a sandbox that outlives ctx, for the command may need it to end
// well when it is interrupted. Until it has started, ctx ends it.
func startFor(ctx context.Context, config sandbox.Config) (*sandbox.Server, error) {
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	server, err := sandbox.Start(running, config)
	if err == nil && !stop() {
		err = errors.Join(fmt.Errorf("starting a sandbox: %w", context.Cause(ctx)), closeSandbox(ctx, server))
	}
	if err != nil {
		cancel()
		return nil, err
	}
	return server, nil
}

// runCommand runs a command and passes signals on to it. Errors are an exitCode,
// or that it could not be run.
func runCommand(ctx context.Context, command, env []string, process Process) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...) //nolint:gosec // running it is what the verb is for
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = env, os.Stdin, process.Stdout, process.Stderr
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, forwarded()...)
	defer signal.Stop(signals)
	if err := cmd.Start(); err != nil {
		report(process.Stderr, fmt.Errorf("running the command: %w", err))
		return exitCode(exitNotRun)
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for {
			select {
			case <-ended:
				return
			case s := <-signals:
				_ = cmd.Process.Signal(s) // it may have ended by itself
			}
		}
	}()
	err := cmd.Wait()
	exit, is := errors.AsType[*exec.ExitError](err)
	if !is {
		return err
	}
	if status, is := exit.Sys().(syscall.WaitStatus); is && status.Signaled() {
		return exitCode(exitSignaled + int(status.Signal()))
	}
	return exitCode(exit.ExitCode())
}

// forwarded are the signals that the command must get from us. An interrupt from
// a terminal reaches it anyway, and twice means "now" to some.
func forwarded() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}
	if !isatty.IsTerminal(os.Stdin.Fd()) {
		signals = append(signals, os.Interrupt)
	}
	return signals
}
