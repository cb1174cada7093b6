package provider

import (
	"context"
	"fmt"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// session is one configured provider block: the connections its resources
// share. AWS is reached on first use, so that validating a configuration needs
// no credentials.
type session struct {
	// unknown is set while the provider block itself is not yet known; plans
	// then treat everything that AWS decides as unknown.
	unknown     bool
	runtimes    build.Runtimes
	defaultTags map[string]string
	places      imagestore.Places
	specs       *specCache
	contents    *contentCache
	// databaseRoots are the authorities, in PEM, that databases are trusted by;
	// empty for Amazon RDS's own.
	databaseRoots []byte

	connection aurora.Connection
	mu         sync.Mutex
	client     *aurora.Client
	converger  *converge.Converger
}

// newSession reads the provider block.
func newSession(ctx context.Context, config providerModel, version string, opts options) (*session, diag.Diagnostics) {
	s := &session{specs: newSpecCache(), contents: newContentCache()}
	if !config.known() {
		s.unknown = true
		return s, nil
	}
	var diags diag.Diagnostics
	s.connection, diags = config.connection(ctx, "terraform-provider-dbartifact/"+version)
	s.connection.PollInterval = opts.pollInterval
	s.defaultTags = config.defaultTags(ctx, &diags)
	s.databaseRoots = config.databaseRoots(&diags)
	engine, err := imagestore.NewEngine(config.engine())
	if err != nil {
		diags.Append(errorDiagnostic("Docker Engine is not configured correctly", err))
	}
	ecr := aurora.Registries{Connect: func(ctx context.Context, _ string) (*aurora.Client, error) { return s.aws(ctx) }}
	registry := imagestore.NewRegistry(imagestore.RegistryConfig{
		Auth: config.registryAuth(), Login: ecr.Login, Insecure: config.insecureRegistries(ctx, &diags), UserAgent: s.connection.UserAgent,
	})
	s.places = imagestore.Places{Engine: engine, Registry: registry}
	s.runtimes = build.NewRuntimes(version, s.places.Image)
	s.runtimes.Executable = opts.executable
	return s, diags
}

// configured is the part that all resources share: the session of their
// provider block, nil before it is configured, as in terraform validate.
type configured struct{ session *session }

// Configure takes the session over from the provider.
func (c *configured) Configure(_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse) {
	c.session = sessionFrom(req.ProviderData, &resp.Diagnostics)
}

// sessionFrom is what the provider's Configure handed over; nil before it has.
func sessionFrom(data any, diags *diag.Diagnostics) *session {
	if data == nil {
		return nil
	}
	s, ok := data.(*session)
	if !ok {
		diags.AddError("Provider is not set up", fmt.Sprintf("BUG: the provider handed over a %T. Please report this.", data))
	}
	return s
}

// aws connects to AWS, once. A failed attempt is tried again by the next call.
func (s *session) aws(ctx context.Context) (*aurora.Client, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client != nil {
		return s.client, nil
	}
	client, err := aurora.Connect(ctx, s.connection)
	if err != nil {
		return nil, err
	}
	s.client = client
	s.converger = converge.New(client, converge.Options{})
	return client, nil
}

// clusters is what turns artifacts into clusters.
func (s *session) clusters(ctx context.Context) (*converge.Converger, error) {
	if _, err := s.aws(ctx); err != nil {
		return nil, err
	}
	return s.converger, nil
}

// store is the place that an image resource names.
func (s *session) store(m imageModel) imagestore.Store {
	switch m.Store.ValueString() {
	case storeArchive:
		return imagestore.NewArchive(m.ArchivePath.ValueString())
	case storeRegistry:
		return s.places.Registry
	default:
		return s.places.Engine
	}
}
