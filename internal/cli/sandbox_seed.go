package cli

import (
	"fmt"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// seedFlag is a sandbox.Seed as written on the command line.
type seedFlag sandbox.Seed

// UnmarshalText reads ID=FILE.sql[,KEY=VALUE]...
func (s *seedFlag) UnmarshalText(text []byte) error {
	parts := strings.Split(string(text), ",")
	identifier, file, ok := strings.Cut(parts[0], "=")
	if !ok || identifier == "" || file == "" {
		return fmt.Errorf("seed %q: want ID=FILE.sql[,KEY=VALUE]", parts[0])
	}
	s.Identifier, s.File = identifier, file
	for _, part := range parts[1:] {
		key, value, _ := strings.Cut(part, "=")
		field, ok := map[string]*string{
			"engine": &s.Engine, "username": &s.Username, "password": &s.Password, "database": &s.Database,
			"owner": &s.Sharing.Owner, "parameter_group": &s.Sharing.ParameterGroup, "kms_key": &s.Sharing.KMSKey, "kind": &s.Kind,
		}[key]
		if !ok || value == "" {
			return fmt.Errorf("seed %s: %q is none of engine=, username=, password=, database=, owner=, parameter_group=, kms_key=, kind=", identifier, key)
		}
		*field = value
	}
	return nil
}
