package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
)

// specInside is where an artifact image keeps its specification.
const specInside = "/artifact/spec.json"

type convergeCommand struct {
	Image              string            `arg:"" optional:"" help:"Image reference, or oci-archive:PATH. Default: the artifact this program is packed in."`
	CreateMode         string            `help:"How the cluster comes to be." enum:"clone,create" default:"clone" env:"CREATE_MODE"`
	ClusterIdentifier  string            `help:"Identifier of the cluster." required:"" env:"CLUSTER_IDENTIFIER"`
	DBUsername         string            `name:"db-username" help:"Master user of an empty cluster. Default: the source's name for it." env:"DB_USERNAME"`
	PasswordFile       string            `help:"File that holds the master password. Default: a password that RDS manages." type:"existingfile" env:"DB_PASSWORD_FILE" xor:"credentials"`
	InheritPassword    bool              `help:"Leave the clone with its source's master password." xor:"credentials"`
	SecurityGroup      []string          `help:"Security group to attach once the cluster is ready." placeholder:"ID" xor:"access"`
	AllowCIDR          []string          `name:"allow-cidr" help:"Address range that may connect." placeholder:"CIDR" xor:"access"`
	DeletionProtection bool              `help:"Make AWS refuse to delete the cluster."`
	WaitForReaders     bool              `help:"Wait for the readers too."`
	Tag                map[string]string `help:"Tag of the cluster and its instances." placeholder:"KEY=VALUE"`
	Timeout            time.Duration     `help:"How long it may take." default:"2h"`
	awsFlags
}

// Run makes the cluster and prints its endpoint. An unfinished cluster that an
// earlier run left under the identifier is carried on with.
func (c convergeCommand) Run(ctx context.Context, process Process) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	spec, err := c.spec(ctx)
	if err != nil {
		return err
	}
	request, err := c.request(spec)
	if err != nil {
		return err
	}
	client, err := c.connect(ctx, process)
	if err != nil {
		return err
	}
	converger := converge.New(client, converge.Options{})
	found, err := converger.Find(ctx, request.Identifier)
	if err != nil {
		return err
	}
	switch found.Standing(request.Inputs(), time.Now()) {
	case cluster.Adoptable, cluster.Busy: // a busy one is waited for, until its lease ends
		request.Adopt = found.Cluster.ResourceID
	}
	outcome, err := converger.Create(ctx, request, func(e converge.Event) {
		fmt.Fprintf(process.Stderr, "%s %s %s (%ds)\n", e.Phase, e.Object, e.Status, int(e.Elapsed.Seconds()))
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(process.Stdout, "%s:%d\n", outcome.Cluster.Endpoint, outcome.Cluster.Port)
	return err
}

// spec is the artifact's: of the named image, or of the one around us.
func (c convergeCommand) spec(ctx context.Context) (artifact.Spec, error) {
	if c.Image == "" {
		data, err := os.ReadFile(specInside)
		if errors.Is(err, fs.ErrNotExist) {
			return artifact.Spec{}, errors.New("no image was named, and this program is not packed in one")
		}
		if err != nil {
			return artifact.Spec{}, fmt.Errorf("reading the artifact: %w", err)
		}
		return artifact.DecodeSpec(data)
	}
	where, err := places()
	if err != nil {
		return artifact.Spec{}, err
	}
	img, _, err := where.Open(ctx, c.Image)
	if err != nil {
		return artifact.Spec{}, err
	}
	opened, err := image.Open(img)
	if err != nil {
		return artifact.Spec{}, err
	}
	return opened.Spec, nil
}

func (c convergeCommand) request(spec artifact.Spec) (converge.Request, error) {
	digest, err := spec.Digest()
	if err != nil {
		return converge.Request{}, err
	}
	credentials, err := c.credentials()
	return converge.Request{
		Identifier: c.ClusterIdentifier, Owner: rand.Text(),
		Spec: spec, ArtifactDigest: digest, Target: spec.Target, Credentials: credentials,
		Mode: converge.Mode(c.CreateMode), MasterUsername: c.DBUsername,
		Access:             converge.Access{SecurityGroupIDs: c.SecurityGroup, AllowedCIDRs: c.AllowCIDR},
		DeletionProtection: c.DeletionProtection, WaitForReaders: c.WaitForReaders, Tags: c.Tag,
	}, err
}

func (c convergeCommand) credentials() (cluster.Credentials, error) {
	switch {
	case c.InheritPassword:
		return cluster.Inherited(), nil
	case c.PasswordFile != "":
		text, err := os.ReadFile(c.PasswordFile)
		if err != nil {
			return cluster.Credentials{}, fmt.Errorf("reading the master password: %w", err)
		}
		return cluster.WithPassword(cluster.NewSecret(strings.TrimRight(string(text), "\r\n")), ""), nil
	default:
		return cluster.Managed(""), nil
	}
}
