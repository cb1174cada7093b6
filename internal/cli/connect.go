package cli

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
)

// awsFlags say how AWS is reached; what is left out comes from the usual
// environment variables and files.
type awsFlags struct {
	Region  string `help:"AWS Region." placeholder:"REGION"`
	Profile string `help:"Profile in the shared AWS files." placeholder:"NAME"`
}

func (f awsFlags) connect(ctx context.Context, process Process) (*aurora.Client, error) {
	return aurora.Connect(ctx, aurora.Connection{
		Region: f.Region, Profile: f.Profile, UserAgent: "terraform-provider-dbartifact/" + process.Version,
	})
}
