// Package cli is the command line: flags in, text out. The same verbs serve on
// a laptop, in a pipeline, and inside an artifact image, where the program is
// the entrypoint. Results go to stdout and nothing else does; progress and
// errors go to stderr.
package cli

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/alecthomas/kong"
)

// Exit codes. What a signal ended has a shell's code for that: 130 for SIGINT,
// 143 for SIGTERM.
const (
	ExitOK      = 0
	ExitFailure = 1 // something went wrong
	ExitUsage   = 2 // the arguments, or a file they name, cannot be right
)

// description heads the help text.
const description = `Builds database artifacts and converges them into Aurora clusters. Without a verb it is the Terraform provider.

Results go to stdout; progress and errors go to stderr. Exit codes: 0 done, 1 went wrong, 2 bad input, 130 and 143 interrupted.`

// Process is what a verb has of the process it runs in.
type Process struct {
	Stdout  io.Writer
	Stderr  io.Writer
	Version string
}

// verbs are all of them, in the order of the help text.
type verbs struct {
	Build    buildCommand    `cmd:"" help:"Build an artifact image from an INI file."`
	Converge convergeCommand `cmd:"" help:"Make a cluster from an artifact image, or from inside one."`
	Inspect  inspectCommand  `cmd:"" help:"Show what is inside an artifact image."`
	Sandbox  sandboxCommand  `cmd:"" help:"Run a local Aurora that any AWS client can use."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// IsVerb reports whether a first argument asks for the command line rather than
// for the plugin server.
func IsVerb(arg string) bool {
	return slices.Contains([]string{"build", "converge", "inspect", "sandbox", "version", "help", "--help", "-h"}, arg)
}

// Run runs the verb that args name and returns the exit code.
func Run(ctx context.Context, args []string, process Process) int {
	if args[0] == "help" {
		args = append(args[1:], "--help")
	}
	var commands verbs
	exited := false
	code := ExitOK
	out := &console{Process: process}
	parser, err := kong.New(&commands,
		kong.Name("terraform-provider-dbartifact"),
		kong.Description(description),
		kong.Writers(process.Stdout, process.Stderr),
		kong.Exit(func(c int) { exited, code = true, c }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(process, out),
	)
	if err != nil {
		fmt.Fprintln(process.Stderr, "BUG:", err)
		return ExitFailure
	}
	command, err := parser.Parse(args)
	if exited {
		return code
	}
	if err != nil {
		fmt.Fprintf(process.Stderr, "error: %s\nRun with --help to see what is understood.\n", err)
		return ExitUsage
	}
	return out.exitCode(ctx, command.Run())
}

// exitCode is the exit code of a command that a verb ran, passed on as our own.
type exitCode int

// Error says how the command ended.
func (e exitCode) Error() string {
	return fmt.Sprintf("the command ended with the exit code %d", int(e))
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run(process Process) error {
	_, err := fmt.Fprintln(process.Stdout, process.Version)
	return err
}
