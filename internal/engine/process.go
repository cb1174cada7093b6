package engine

import (
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// process is a child process that ends with this one, where the platform can
// do that: see endWithParent.
type process struct {
	cmd    *exec.Cmd
	exited chan struct{} // closed once the process is gone and cleaned up after
}

// launch starts cmd, which gets the signal withParent when this process is gone,
// and calls after when it has ended.
//
// Linux sends the parent-death signal when the *thread* that forked ends, not
// the process (prctl(2), PR_SET_PDEATHSIG), and the Go runtime ends a thread
// when a goroutine locked to it returns. So each child is forked by a goroutine
// that keeps its thread to itself until the child is gone; then no other
// goroutine can take that thread down.
func launch(cmd *exec.Cmd, withParent syscall.Signal, after func()) (*process, error) {
	endWithParent(cmd.SysProcAttr, withParent)
	p := &process{cmd: cmd, exited: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		// How it ended is in cmd.ProcessState.
		_ = cmd.Wait()
		after()
		close(p.exited)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// signal sends sig; a process that is gone already is no error.
func (p *process) signal(sig syscall.Signal) {
	_ = p.cmd.Process.Signal(sig)
}

// outcome says how the process ended, once exited is closed.
func (p *process) outcome() string { return p.cmd.ProcessState.String() }

// lastBytes returns the end of out, as much as belongs into an error.
func lastBytes(out []byte) string {
	const enough = 2000
	if len(out) > enough {
		out = out[len(out)-enough:]
	}
	return string(out)
}

// logSince returns the end of what was written to the log file after position
// from, for an error message.
func logSince(path string, from int64) string {
	f, err := os.Open(path)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err.Error()
	}
	const enough = 2000
	from = max(from, info.Size()-enough)
	out := make([]byte, enough)
	n, err := f.ReadAt(out, from)
	if n == 0 && err != nil {
		return "its log is empty"
	}
	return string(out[:n])
}

// environment is what servers and their clients run with: nothing of ours, so that
// neither PGPASSWORD, MYSQL_PWD nor a locale of the caller changes what they do.
func environment() []string {
	return []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
}
