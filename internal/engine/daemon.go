package engine

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// product is how one kind of server behaves as a process.
type product struct {
	title   string         // for messages: "PostgreSQL"
	program string         // base name of the server's program
	pidFile string         // in the data folder, holds the process id
	stop    syscall.Signal // the signal that writes what is in memory and ends
	quit    syscall.Signal // the signal that ends at once and loses nothing committed
}

// daemon is the running process of a server, whichever its kind: the part of
// Server that needs no SQL.
type daemon struct {
	product
	dir, data string
	socket    string // folder of the unix socket
	account   account
	at        Listen
	lock      *os.File
	logStart  int64 // size of the log before this start
	process   *process
}

// prepare claims dir for a server at a place: nobody else serves it, nothing of
// an earlier server is left in it, and there is a folder for its socket. The
// caller calls release when no process comes of it.
func (p product) prepare(ctx context.Context, dir string, a account, at Listen) (*daemon, error) {
	d := &daemon{product: p, dir: dir, data: filepath.Join(dir, dataName), account: a, at: at}
	var err error
	if d.lock, err = lockFile(filepath.Join(dir, lockName)); err != nil {
		return d, err
	}
	if err := p.stopLeftover(ctx, d.data); err != nil {
		return d, err
	}
	d.socket, err = makeSocketFolder(dir, a)
	return d, err
}

func (d *daemon) logPath() string { return filepath.Join(d.dir, logName) }

// run starts the server program with its output in the folder's log.
func (d *daemon) run(ctx context.Context, program string, args ...string) error {
	log, err := os.OpenFile(d.logPath(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("opening the server's log: %w", err)
	}
	defer log.Close() // the child has its own by then
	info, err := log.Stat()
	if err != nil {
		return fmt.Errorf("reading the size of the server's log: %w", err)
	}
	d.logStart = info.Size()

	// The server outlives the call, so it does not end with the call's ctx.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), program, args...)
	cmd.Dir = d.data
	cmd.Env = environment()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = attributes(d.account)
	d.process, err = launch(cmd, d.quit, d.release)
	if err != nil {
		return fmt.Errorf("running the server program: %w", err)
	}
	return nil
}

// awaitAnswer waits until the server answers SQL, which ask finds out.
func (d *daemon) awaitAnswer(ctx context.Context, ask func(context.Context) error) error {
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		last := ask(ctx)
		if last == nil {
			return nil
		}
		select {
		case <-d.process.exited:
			return fmt.Errorf("the server ended (%s); it said: %s", d.process.outcome(), logSince(d.logPath(), d.logStart))
		case <-ctx.Done():
			return fmt.Errorf("waiting for the server to answer: %w; its last answer: %w", context.Cause(ctx), last)
		case <-again.C:
		}
	}
}

// Exited is closed once the process has ended.
func (d *daemon) Exited() <-chan struct{} { return d.process.exited }

// Stop asks for an orderly end: sessions are ended, what is in memory is
// written; see Server.
func (d *daemon) Stop(ctx context.Context) error {
	d.process.signal(d.stop)
	select {
	case <-d.process.exited:
		return nil
	case <-ctx.Done():
	}
	cause := context.Cause(ctx)
	if err := d.endNow(ctx); err != nil {
		return fmt.Errorf("stopping %s in %q: %w, then %w", d.title, d.dir, cause, err)
	}
	return fmt.Errorf("stopping %s in %q: %w; it was ended at once and recovers at its next start", d.title, d.dir, cause)
}

// endNow ends the server without its ado, whatever became of ctx: the quit
// signal lets PostgreSQL take its children along, SIGKILL leaves no choice.
func (d *daemon) endNow(ctx context.Context) error {
	d.process.signal(d.quit)
	if d.exitedWithin(ctx, 5*time.Second) {
		return nil
	}
	d.process.signal(syscall.SIGKILL)
	if d.exitedWithin(ctx, 5*time.Second) {
		return nil
	}
	return fmt.Errorf("process %d does not end by SIGKILL", d.process.cmd.Process.Pid)
}

func (d *daemon) exitedWithin(ctx context.Context, wait time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), wait)
	defer cancel()
	select {
	case <-d.process.exited:
		return true
	case <-ctx.Done():
		return false
	}
}

// release gives up what was held for the process: the socket's folder, then the
// lock that lets the next Start in.
func (d *daemon) release() {
	if d.socket != "" {
		removeSocketFolder(d.dir)
	}
	if d.lock != nil {
		// Closing is what unlocks.
		_ = d.lock.Close()
	}
}
