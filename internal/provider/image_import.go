package provider

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// importTransports are the prefixes of an import id, as skopeo writes them.
var importTransports = []struct{ prefix, store string }{
	{"docker-daemon:", storeDocker},
	{"docker://", storeRegistry},
	{"oci-archive:", storeArchive},
}

// importImage looks a published artifact up and describes it as state. The
// configuration that it came from is not in the image: the first plan after an
// import fills it in.
func (s *session) importImage(ctx context.Context, id string) (imageModel, error) {
	state := imageModel{SBOM: types.BoolValue(true)}
	for _, t := range importTransports {
		if rest, ok := strings.CutPrefix(id, t.prefix); ok {
			state.Store = types.StringValue(t.store)
			state.Name = types.StringValue(rest)
			state.KeepOnDestroy = types.BoolValue(keepsByDefault(t.store))
		}
	}
	if state.Store.IsNull() {
		return state, &failure.Error{
			Op: "importing image", Object: id, Err: errors.New("the id does not say which store"),
			Hint: "Write docker-daemon:NAME:TAG, docker://HOST/NAME:TAG or oci-archive:PATH.",
		}
	}
	if state.Store.ValueString() == storeArchive {
		state.ArchivePath = state.Name
	}
	img, stored, err := s.store(state).Open(ctx, state.Name.ValueString())
	if err != nil {
		return state, fmt.Errorf("opening the image: %w", err)
	}
	opened, err := image.Open(img)
	if err != nil {
		return state, err
	}
	return state, state.setImported(img, opened, stored)
}

func (m *imageModel) setImported(img v1.Image, opened *image.Artifact, stored imagestore.Stored) error {
	config, err := img.ConfigFile()
	if err != nil {
		return fmt.Errorf("reading the image's configuration: %w", err)
	}
	m.Platform = types.StringValue(cmp.Or(stored.Platforms, config.OS+"/"+config.Architecture))
	if err := m.setBuilt(built{spec: opened.Spec, artifactDigest: opened.Digest, digest: stored.Digest, stored: stored}); err != nil {
		return err
	}
	m.InputsDigest = types.StringNull()
	return nil
}
