package liquibase

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// javaOptions make a short run short: no second compiler, one thread for
// garbage. Files are read as UTF-8 whatever the machine's locale is.
var javaOptions = []string{
	"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
	"-Dfile.encoding=UTF-8", "-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC", "-Djava.awt.headless=true",
}

// Run runs one command, such as "update", in the folder dir, where it leaves a
// file with the properties that only this user can read: nothing but the
// file's name is among the process's arguments, and nothing of our environment
// reaches it. An error ends with what Liquibase said.
func (i *Installation) Run(ctx context.Context, dir, command string, properties Properties) error {
	if err := i.run(ctx, dir, command, properties); err != nil {
		return fmt.Errorf("running liquibase %s: %w", command, err)
	}
	return nil
}

func (i *Installation) run(ctx context.Context, dir, command string, properties Properties) (err error) {
	defaults := filepath.Join(dir, command+".properties")
	if err := os.WriteFile(defaults, properties.render(), 0o600); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(defaults)) }()
	args := append([]string{}, javaOptions...)
	args = append(args, "-Duser.home="+dir, "-jar", i.jar(), "--defaults-file="+defaults, "--show-banner=false", command)
	said := &tail{}
	cmd := exec.CommandContext(ctx, i.java, args...)
	cmd.Dir = dir
	cmd.Env = []string{
		"LIQUIBASE_HOME=" + i.home, "HOME=" + dir, "TMPDIR=" + dir, "LC_ALL=C.UTF-8",
		// Neither the first run's question nor usage figures.
		"LIQUIBASE_HEADLESS=true", "LIQUIBASE_ANALYTICS_ENABLED=false",
	}
	cmd.Stdout, cmd.Stderr = said, said
	cmd.WaitDelay = 10 * time.Second
	if err := i.start(ctx, cmd, filepath.SplitList(properties[classpath])); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return &Error{Exit: err, Said: said.reason()}
	}
	return nil
}

// starter runs a command, which has to read the files besides those in its
// folder.
type starter func(ctx context.Context, cmd *exec.Cmd, readable []string) error

// startHere runs a command on this machine.
func startHere(_ context.Context, cmd *exec.Cmd, _ []string) error {
	// The JVM's own way to end on a signal, which gives the changelog's lock back.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	return cmd.Run()
}

// Error is a Liquibase that did not do what it was asked to.
type Error struct {
	Exit error  // how the process ended
	Said string // its own reason
}

// Error renders the reason, which may have several lines.
func (e *Error) Error() string { return fmt.Sprintf("%v: %s", e.Exit, e.Said) }

// Unwrap returns how the process ended.
func (e *Error) Unwrap() error { return e.Exit }

// tail keeps the end of what is written to it.
type tail struct{ kept []byte }

const tailBytes = 16 << 10

// Write keeps the last bytes of everything so far.
func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if len(t.kept) > 2*tailBytes {
		t.kept = append([]byte(nil), t.kept[len(t.kept)-tailBytes:]...)
	}
	return len(p), nil
}

// asides are lines that say nothing of what went wrong: what follows names
// files that are gone by then.
var asides = []string{"For more information, please use", "Logs saved to", "Output saved to"}

// reason is the part of the output that says what went wrong.
func (t *tail) reason() string {
	text := string(t.kept)
	for _, mark := range []string{"Unexpected error running Liquibase: ", "Error parsing command line: "} {
		if i := strings.LastIndex(text, mark); i >= 0 {
			text = text[i+len(mark):]
			break
		}
	}
	var lines []string
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || slices.ContainsFunc(asides, func(aside string) bool { return strings.HasPrefix(line, aside) }) {
			continue
		}
		lines = append(lines, line)
	}
	if len(lines) > 12 {
		lines = lines[len(lines)-12:]
	}
	return strings.Join(lines, "\n")
}
