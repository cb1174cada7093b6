package imagestore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/containerd/errdefs"
	"github.com/docker/docker/api/types/image"
	"github.com/docker/docker/client"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// engineAPI is all that is asked of a Docker Engine. The client's module is
// frozen at v28.5.2: whatever takes its place has to offer these, and this file
// and engine_container.go are what changes.
type engineAPI interface {
	containerAPI
	ImageInspect(ctx context.Context, id string, options ...client.ImageInspectOption) (image.InspectResponse, error)
	ImageLoad(ctx context.Context, content io.Reader, options ...client.ImageLoadOption) (image.LoadResponse, error)
	ImageSave(ctx context.Context, ids []string, options ...client.ImageSaveOption) (io.ReadCloser, error)
	ImageRemove(ctx context.Context, id string, options image.RemoveOptions) ([]image.DeleteResponse, error)
}

var _ engineAPI = (*client.Client)(nil)

// engineConnection speaks to one Engine, in this package's words and errors.
type engineConnection struct {
	host string
	api  func() (engineAPI, error)
}

func newEngineConnection(c EngineConfig) (*engineConnection, error) {
	if c.Host == "" {
		c.Host = client.DefaultDockerHost
	}
	if _, err := client.ParseHostURL(c.Host); err != nil {
		return nil, c.refuse(err)
	}
	if strings.HasPrefix(c.Host, "ssh://") {
		// DOCKER_HOST may say so for docker's sake; whoever needs no Engine
		// need not be told.
		err := c.refuse(fmt.Errorf("%w: ssh is not spoken", ErrUnreachable))
		return &engineConnection{host: c.Host, api: func() (engineAPI, error) { return nil, err }}, nil
	}
	tlsConfig, err := c.tlsConfig()
	if err != nil {
		return nil, c.refuse(err)
	}
	options := []client.Opt{client.WithAPIVersionNegotiation()}
	if tlsConfig != nil {
		options = append(options, client.WithHTTPClient(&http.Client{
			Transport:     &http.Transport{TLSClientConfig: tlsConfig},
			CheckRedirect: client.CheckRedirect,
		}))
	}
	options = append(options, client.WithHost(c.Host)) // after the transport that it configures
	if c.UserAgent != "" {
		options = append(options, client.WithUserAgent(c.UserAgent))
	}
	return &engineConnection{host: c.Host, api: sync.OnceValues(func() (engineAPI, error) {
		return client.NewClientWithOpts(options...)
	})}, nil
}

// inspect also tells whether the Engine's id of an image is a manifest's digest,
// as in containerd's image store.
func (c *engineConnection) inspect(ctx context.Context, id string) (found engineImage, manifestIsID bool, err error) {
	api, err := c.api()
	if err != nil {
		return engineImage{}, false, c.fail("inspecting", id, err)
	}
	got, err := api.ImageInspect(ctx, id)
	if err != nil {
		return engineImage{}, false, c.fail("inspecting", id, err)
	}
	return engineImage{engineID: got.ID, imageID: got.ID, names: got.RepoTags}, got.Descriptor != nil, nil
}

// load reads the Engine's answer to its end: an error may come last.
func (c *engineConnection) load(ctx context.Context, content io.Reader) error {
	api, err := c.api()
	if err != nil {
		return c.fail("loading", "", err)
	}
	answer, err := api.ImageLoad(ctx, content, client.ImageLoadWithQuiet(true))
	if err != nil {
		return c.fail("loading", "", err)
	}
	defer answer.Body.Close()
	return c.fail("loading", "", readMessages(answer.Body))
}

// readMessages reads what an Engine reports about a transfer, to its end.
func readMessages(answer io.Reader) error {
	messages := json.NewDecoder(answer)
	for {
		var message struct{ Error string }
		err := messages.Decode(&message)
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case message.Error != "":
			return errors.New(message.Error)
		}
	}
}

// save streams what `docker save` writes.
func (c *engineConnection) save(ctx context.Context, id string) (io.ReadCloser, error) {
	api, err := c.api()
	if err != nil {
		return nil, c.fail("saving", id, err)
	}
	content, err := api.ImageSave(ctx, []string{id})
	if err != nil {
		return nil, c.fail("saving", id, err)
	}
	return content, nil
}

// remove takes a name away, and the image with its last name.
func (c *engineConnection) remove(ctx context.Context, id string) error {
	api, err := c.api()
	if err != nil {
		return c.fail("removing", id, err)
	}
	_, err = api.ImageRemove(ctx, id, image.RemoveOptions{PruneChildren: true})
	if err = c.fail("removing", id, err); errors.Is(err, ErrNotFound) {
		return nil
	}
	return err
}

// fail says what went wrong in terms that the caller can act on.
func (c *engineConnection) fail(op, id string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
	case errdefs.IsNotFound(err):
		err = fmt.Errorf("%w in the Docker Engine", ErrNotFound)
	case client.IsErrConnectionFailed(err):
		return &failure.Error{
			Op: "connecting to the Docker Engine", Object: c.host, Err: fmt.Errorf("%w: %w", ErrUnreachable, err),
			Hint: `Start Docker, point DOCKER_HOST (or the provider's docker block) at a running Engine, or use store = "registry" or "archive", which need none.`,
		}
	case errdefs.IsConflict(err):
		return &failure.Error{
			Op: op + " image", Object: id, Err: fmt.Errorf("%w by the Docker Engine: %w", ErrRefused, err),
			Hint: "A container still uses the image. Remove it with docker rm, then try again.",
		}
	}
	if id == "" {
		return fmt.Errorf("%s an image: %w", op, err)
	}
	return fmt.Errorf("%s image %q: %w", op, id, err)
}
