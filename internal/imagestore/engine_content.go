package imagestore

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/container"
	"github.com/docker/docker/api/types/image"
)

// maxFile bounds a file that is read out of an image, in bytes.
const maxFile = 64 << 20

// Pull returns an image's id, by which this Engine knows exactly this one, and
// the environment that the image gives to its programs, as NAME=value. An image
// that the Engine does not have is pulled first, without credentials.
func (e *Engine) Pull(ctx context.Context, name string) (id string, env []string, err error) {
	id, env, err = e.connection.environment(ctx, name)
	if !errors.Is(err, ErrNotFound) {
		return id, env, err
	}
	if err := e.connection.pull(ctx, name); err != nil {
		return "", nil, err
	}
	return e.connection.environment(ctx, name)
}

// ReadFile returns the content of a regular file, of at most 64 MiB, in an image
// that the Engine has. Nothing of the image is run.
func (e *Engine) ReadFile(ctx context.Context, image, name string) (content []byte, err error) {
	err = e.connection.extract(ctx, image, name, func(archive io.Reader) error {
		content, err = readOnly(archive)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading %q in image %q: %w", name, image, err)
	}
	return content, nil
}

// readOnly reads the one file in an archive.
func readOnly(archive io.Reader) ([]byte, error) {
	entries := tar.NewReader(archive)
	header, err := entries.Next()
	switch {
	case err != nil:
		return nil, err
	case header.Typeflag != tar.TypeReg:
		return nil, errors.New("it is no regular file")
	case header.Size > maxFile:
		return nil, fmt.Errorf("it has %d bytes, %d are the most", header.Size, maxFile)
	}
	var content bytes.Buffer
	_, err = io.Copy(&content, entries)
	return content.Bytes(), err
}

// environment returns an image's id and what its programs find in their
// environment.
func (c *engineConnection) environment(ctx context.Context, name string) (id string, env []string, err error) {
	api, err := c.api()
	if err != nil {
		return "", nil, err
	}
	found, err := api.ImageInspect(ctx, name)
	if errdefs.IsNotFound(err) {
		return "", nil, fmt.Errorf("inspecting image %q: %w in the Docker Engine", name, ErrNotFound)
	}
	if err != nil {
		return "", nil, c.failRun("inspecting the image", err)
	}
	if found.Config != nil {
		env = found.Config.Env
	}
	return found.ID, env, nil
}

func (c *engineConnection) pull(ctx context.Context, name string) error {
	api, err := c.api()
	if err != nil {
		return err
	}
	answer, err := api.ImagePull(ctx, name, image.PullOptions{})
	if err != nil {
		return c.failRun("pulling the image", err)
	}
	defer answer.Close()
	return c.failRun("pulling the image", readMessages(answer))
}

// extract hands over an archive with one path of an image's files.
func (c *engineConnection) extract(ctx context.Context, image, path string, read func(io.Reader) error) error {
	config := &container.Config{Image: image, Cmd: []string{"never run"}}
	return c.contain(ctx, config, &container.HostConfig{NetworkMode: "none"}, func(api engineAPI, id string) error {
		archive, _, err := api.CopyFromContainer(ctx, id, path)
		if err != nil {
			return c.failRun("copying", err)
		}
		defer archive.Close()
		return read(archive)
	})
}
