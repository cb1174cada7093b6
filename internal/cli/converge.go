package cli

import (
	"context"
	"net"
	"strconv"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

type convergeCommand struct {
	Image      string        `arg:"" optional:"" help:"Image reference, or oci-archive:PATH. Default: the artifact this program is packed in."`
	CreateMode string        `help:"How the cluster comes to be: clone, a copy-on-write clone of the source, or create, an empty cluster shaped like it." default:"clone" env:"CREATE_MODE"`
	Timeout    time.Duration `help:"How long it may take." default:"2h"`
	outputFlags
	clusterFlags    `group:"The cluster:"`
	settingFlags    `group:"Settings, instead of the artifact's:"`
	credentialFlags `group:"The master user:"`
	insideFlags     `group:"What is done inside before it is opened:"`
	registryFlags   `group:"AWS and registries:"`
}

// Run makes the cluster and prints its endpoint. An unfinished cluster that an
// earlier run left under the identifier is carried on with.
func (c convergeCommand) Run(ctx context.Context, out *console) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	p, err := c.prepare(ctx, out)
	if err == nil {
		err = p.converge(ctx, out)
	}
	return blame(err, p.from.contact)
}

func (p prepared) converge(ctx context.Context, out *console) error {
	converger := converge.New(p.client, converge.Options{})
	found, err := converger.Find(ctx, p.request.Identifier)
	if err != nil {
		return err
	}
	switch found.Standing(p.request, time.Now()) {
	case cluster.Adoptable, cluster.Busy: // a busy one is waited for, until its lease ends
		p.request.Adopt = found.Cluster.ResourceID
		fallthrough
	case cluster.Free:
		if err := p.check(ctx, out, found); err != nil {
			return err
		}
	}
	report, end := out.progress()
	outcome, err := converger.Create(ctx, p.request, report)
	end()
	if err != nil {
		return unfinished(err, p.request.Identifier, outcome)
	}
	return out.result(net.JoinHostPort(outcome.Cluster.Endpoint, strconv.Itoa(outcome.Cluster.Port)), madeOf(p.request, outcome))
}
