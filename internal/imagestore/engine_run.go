package imagestore

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"time"

	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/mount"
	"github.com/docker/docker/pkg/stdcopy"
)

// ExitError is a program in a container that ended with another status than 0.
type ExitError struct{ Code int64 }

// Error says what exec.ExitError does.
func (e *ExitError) Error() string { return fmt.Sprintf("exit status %d", e.Code) }

// Run runs cmd in a container of an image that the Engine has, much as cmd.Run
// would run it here: as this user, on this machine's network, in cmd.Dir. Of
// this machine's files the container sees that folder, and those that readable
// lists and must not be changed, under the names that they have here; so it has
// to be an Engine of this machine. The program is cmd.Args[0], which the
// container looks up, and gets cmd.Env beside the image's environment. Input,
// other files and cmd.Cancel are ignored.
//
// The container is removed when the program ends, however it does. When ctx
// ends first, the program is interrupted and, after cmd.WaitDelay, killed. A
// program that says no is an [*ExitError].
func (e *Engine) Run(ctx context.Context, image string, cmd *exec.Cmd, readable ...string) error {
	if !path.IsAbs(cmd.Dir) { // a drive of Windows, say
		return fmt.Errorf("running a program in a container: %q is no folder that it can see by this name", cmd.Dir)
	}
	if err := e.connection.run(ctx, image, cmd, readable); err != nil {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		return err
	}
	return nil
}

func (c *engineConnection) run(ctx context.Context, image string, cmd *exec.Cmd, readable []string) error {
	config := &container.Config{
		Image: image, Entrypoint: cmd.Args[:1], Cmd: cmd.Args[1:], Env: cmd.Env, WorkingDir: cmd.Dir,
		AttachStdout: true, AttachStderr: true, StopSignal: "SIGINT",
	}
	if os.Getuid() >= 0 { // there are none on Windows
		config.User = fmt.Sprintf("%d:%d", os.Getuid(), os.Getgid())
	}
	host := &container.HostConfig{
		NetworkMode: "host", AutoRemove: true,
		CapDrop: []string{"ALL"}, SecurityOpt: []string{"no-new-privileges", "label=disable"}, // SELinux would keep the folder from it
		LogConfig: container.LogConfig{Type: "none"}, // the output is read here and kept nowhere
		Mounts:    []mount.Mount{{Type: mount.TypeBind, Source: cmd.Dir, Target: cmd.Dir}},
	}
	for _, name := range readable {
		host.Mounts = append(host.Mounts, mount.Mount{Type: mount.TypeBind, Source: name, Target: name, ReadOnly: true})
	}
	return c.contain(ctx, config, host, func(api engineAPI, id string) error {
		attached, err := api.ContainerAttach(ctx, id, container.AttachOptions{Stream: true, Stdout: true, Stderr: true})
		if err != nil {
			return c.failRun("attaching to a container", err)
		}
		defer attached.Close()
		read := make(chan error, 1)
		go func() {
			_, err := stdcopy.StdCopy(orDiscard(cmd.Stdout), orDiscard(cmd.Stderr), attached.Reader)
			read <- err
		}()
		lasting, end := context.WithCancel(context.WithoutCancel(ctx))
		defer end()
		// From before it starts: a program may end, and its container be gone, at once.
		ended, failed := api.ContainerWait(lasting, id, container.WaitConditionRemoved)
		if err := api.ContainerStart(ctx, id, container.StartOptions{}); err != nil && ctx.Err() == nil {
			return c.failRun("starting a container", err)
		}
		select {
		case <-ctx.Done(): // it may have started all the same
			return stop(ctx, api, id, cmd.WaitDelay, ended)
		case err := <-failed:
			return c.failRun("waiting for a container", err)
		case end := <-ended:
			return errors.Join(c.failRun("reading a container's output", <-read), judge(end))
		}
	})
}

// stop interrupts a program, gives it a while and waits for its end. When that
// does not come, the container is removed next.
func stop(ctx context.Context, api engineAPI, id string, grace time.Duration, ended <-chan container.WaitResponse) error {
	lasting, end := context.WithTimeout(context.WithoutCancel(ctx), grace+patience)
	defer end()
	seconds := int(grace / time.Second)
	_ = api.ContainerStop(lasting, id, container.StopOptions{Timeout: &seconds})
	select {
	case <-ended:
	case <-lasting.Done():
	}
	return ctx.Err()
}

// judge makes an error of how a program ended.
func judge(end container.WaitResponse) error {
	switch {
	case end.Error != nil:
		return errors.New(end.Error.Message)
	case end.StatusCode != 0:
		return &ExitError{Code: end.StatusCode}
	}
	return nil
}

func orDiscard(w io.Writer) io.Writer {
	if w == nil {
		return io.Discard
	}
	return w
}
