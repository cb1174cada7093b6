// Package cli is the command line: flags in, text out. The same verbs serve on
// a laptop, in a pipeline, and inside an artifact image, where the program is
// the entrypoint. Results go to stdout and nothing else does; progress and
// errors go to stderr.
package cli

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
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

// userAgent names this program in others' logs.
func (p Process) userAgent() string { return "terraform-provider-dbartifact/" + p.Version }

// verbs are all of them, in the order of the help text.
type verbs struct {
	Build    buildCommand    `cmd:"" help:"Build an artifact image from an INI file."`
	Converge convergeCommand `cmd:"" help:"Make a cluster from an artifact image, or from inside one."`
	Inspect  inspectCommand  `cmd:"" help:"Show what is inside an artifact image."`
	Clusters clustersCommand `cmd:"" help:"List the clusters that were made from artifacts."`
	Reap     reapCommand     `cmd:"" help:"Delete the clusters whose time is over."`
	Sandbox  sandboxCommand  `cmd:"" help:"Run a local Aurora that any AWS client can use."`
	Version  versionCommand  `cmd:"" help:"Print the version."`
}

// Command returns the command line that a process with these arguments was called
// for: by a verb, or under one of the predecessor's names. ok is false for one
// that is to serve as the plugin, which takes nothing but flags.
func Command(argv []string) (run func(context.Context, Process) int, ok bool) {
	if p, ok := predecessors[strings.TrimSuffix(filepath.Base(argv[0]), ".exe")]; ok {
		return func(ctx context.Context, process Process) int { return p.run(ctx, argv[1:], process) }, true
	}
	if len(argv) > 1 && (!strings.HasPrefix(argv[1], "-") || argv[1] == "--help" || argv[1] == "-h") {
		return func(ctx context.Context, process Process) int { return Run(ctx, argv[1:], process) }, true
	}
	return nil, false
}

// Run runs the verb that args name and returns the exit code.
func Run(ctx context.Context, args []string, process Process) int {
	if args[0] == "help" {
		args = append(args[1:], "--help")
	}
	return program{"terraform-provider-dbartifact", description, &verbs{}}.run(ctx, args, process)
}

// program is a command line by one name.
type program struct {
	name, description string
	grammar           any // a pointer to what kong fills in
}

// run parses the arguments, does what they ask for, and returns the exit code.
func (p program) run(ctx context.Context, args []string, process Process) int {
	exited := false
	code := ExitOK
	out := &console{Process: process}
	parser, err := kong.New(p.grammar,
		kong.Name(p.name),
		kong.Description(p.description),
		kong.Writers(process.Stdout, process.Stderr),
		kong.Exit(func(c int) { exited, code = true, c }),
		kong.Vars{"reaplimit": strconv.Itoa(converge.DefaultReapLimit)},
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
		out.json = slices.Contains(args, "--json")
		return out.exitCode(ctx, usageError{&failure.Error{Op: "reading the arguments", Err: err, Hint: "Run with --help to see what is understood."}})
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
