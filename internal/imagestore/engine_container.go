package imagestore

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/api/types/network"
	"github.com/docker/docker/client"
	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// containerAPI is what is asked of a Docker Engine to run a program in an image.
type containerAPI interface {
	ImagePull(ctx context.Context, name string, options image.PullOptions) (io.ReadCloser, error)
	ContainerCreate(ctx context.Context, config *container.Config, host *container.HostConfig, net *network.NetworkingConfig, platform *ocispec.Platform, name string) (container.CreateResponse, error)
	ContainerAttach(ctx context.Context, id string, options container.AttachOptions) (types.HijackedResponse, error)
	ContainerStart(ctx context.Context, id string, options container.StartOptions) error
	ContainerWait(ctx context.Context, id string, condition container.WaitCondition) (<-chan container.WaitResponse, <-chan error)
	ContainerStop(ctx context.Context, id string, options container.StopOptions) error
	ContainerRemove(ctx context.Context, id string, options container.RemoveOptions) error
	CopyFromContainer(ctx context.Context, id, path string) (io.ReadCloser, container.PathStat, error)
}

// patience is how long an Engine may take to remove a container, whoever waits.
const patience = 30 * time.Second

// contain makes a container and removes it after use. Its name is chosen here, so
// that it can be removed when the answer to its making is lost.
func (c *engineConnection) contain(ctx context.Context, config *container.Config, host *container.HostConfig, use func(api engineAPI, id string) error) (err error) {
	api, err := c.api()
	if err != nil {
		return err
	}
	name := "dbartifact-" + strings.ToLower(rand.Text())
	defer func() {
		lasting, end := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer end()
		gone := api.ContainerRemove(lasting, name, container.RemoveOptions{Force: true, RemoveVolumes: true})
		if err == nil && !errdefs.IsNotFound(gone) && !errdefs.IsConflict(gone) { // on its way by itself
			err = c.failRun("removing a container", gone)
		}
	}()
	created, err := api.ContainerCreate(ctx, config, host, nil, nil, name)
	if err != nil {
		return c.failRun("making a container", err)
	}
	return use(api, created.ID)
}

// failRun says what went wrong, without a hint: what to do instead of running
// something in a container is for the caller to say.
func (c *engineConnection) failRun(op string, err error) error {
	switch {
	case err == nil:
		return nil
	case client.IsErrConnectionFailed(err):
		return fmt.Errorf("connecting to the Docker Engine at %s: %w: %w", c.host, ErrUnreachable, err)
	}
	return fmt.Errorf("%s: %w", op, err)
}
