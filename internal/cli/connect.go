package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
)

// awsFlags say how AWS is reached; what is left out comes from the usual
// environment variables and files.
type awsFlags struct {
	Region                string `help:"AWS Region." placeholder:"REGION"`
	Profile               string `help:"Profile in the shared AWS files." placeholder:"NAME"`
	SharedCredentialsFile string `help:"Shared AWS credentials file. Default: AWS's." placeholder:"FILE"`
}

func (f awsFlags) connect(ctx context.Context, process Process) (*aurora.Client, error) {
	return aurora.Connect(ctx, f.connection(process))
}

func (f awsFlags) connection(process Process) aurora.Connection {
	c := aurora.Connection{Region: f.Region, Profile: f.Profile, UserAgent: process.userAgent()}
	if f.SharedCredentialsFile != "" {
		c.SharedCredentialsFiles = []string{f.SharedCredentialsFile}
	}
	return c
}

// connectionIn is the connection in a Region, unless another one is configured.
func (f awsFlags) connectionIn(process Process, region string) aurora.Connection {
	c := f.connection(process)
	if cmp.Or(c.Region, os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")) == "" {
		c.Region = region
	}
	return c
}

// connectFor connects for an artifact: in its source's Region, unless another
// one is asked for, and inside an image with the files that are mounted.
func (f awsFlags) connectFor(ctx context.Context, process Process, from packed) (*aurora.Client, error) {
	c := f.connectionIn(process, from.spec.Source.Region)
	named := cmp.Or(f.SharedCredentialsFile, os.Getenv("AWS_SHARED_CREDENTIALS_FILE"))
	switch {
	case named != "":
		there, err := readable(named)
		if err == nil && !there {
			err = fmt.Errorf("%s: %w", named, fs.ErrNotExist)
		}
		if err != nil {
			return nil, usageError{fmt.Errorf("AWS_SHARED_CREDENTIALS_FILE (--shared-credentials-file): %w", err)}
		}
	case from.inside:
		var err error
		if c.SharedCredentialsFiles, err = mounted("credentials"); err != nil {
			return nil, err
		}
		if c.SharedConfigFiles, err = mounted("config"); err != nil {
			return nil, err
		}
	}
	return aurora.Connect(ctx, c)
}

// mounted finds an AWS file that was mounted into a container: in the user's
// home, or in root's, where database-artifact-factory's images had theirs. nil
// when there is none.
func mounted(name string) ([]string, error) {
	home, _ := os.UserHomeDir() // a container's user may have none
	for _, path := range []string{filepath.Join("/", home, ".aws", name), filepath.Join("/root/.aws", name)} {
		there, err := readable(path)
		if err != nil {
			return nil, usageError{fmt.Errorf("AWS credentials: %w", err)}
		}
		if there {
			return []string{path}, nil
		}
	}
	return nil, nil
}

// readable says whether a file is there; one that is there and cannot be read is
// an error.
func readable(path string) (bool, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, unreadable(err)
	}
	return true, f.Close()
}
