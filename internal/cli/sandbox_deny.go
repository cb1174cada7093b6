package cli

import (
	"fmt"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
)

// denyFlag is a policy.Denial as written on the command line.
type denyFlag policy.Denial

// UnmarshalText reads ACTION[@RESOURCE][,scp].
func (d *denyFlag) UnmarshalText(text []byte) error {
	what, by, named := strings.Cut(string(text), ",")
	if named && by != "scp" {
		return fmt.Errorf("deny %s: %q is not scp, which has a service control policy deny it", what, by)
	}
	d.Action, d.Resource, _ = strings.Cut(what, "@")
	d.Organization = named
	_, err := policy.New([]policy.Denial{policy.Denial(*d)})
	return err
}
