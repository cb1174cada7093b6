package fleet

import (
	"bytes"
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// Authority signs what servers show to clients that ask for TLS.
type Authority interface {
	// Issue returns a certificate for a server with these names at an address.
	Issue(address string, names []string) (engine.Certificate, error)
	// Names returns the names in a certificate, and false when it has to be replaced.
	Names(c engine.Certificate, address string) (names []string, good bool)
}

// Names are what a cluster's certificate says that it is, besides its address.
type Names struct {
	// Cluster are the cluster's names. They are written into the certificate when
	// the server starts after Unserve, and stay in it until the next Unserve: on
	// AWS, a renamed cluster's certificate keeps the old name until the cluster is
	// stopped and started.
	Cluster []string
	// Instances are the members' names; a new one is added as it comes.
	Instances []string
}

const certificateFile = "certificate.pem"

func (u *unit) certificatePath() string { return filepath.Join(u.folder, certificateFile) }

// certify returns the certificate that the unit's server is to show at a place,
// and whether it is another one than before. The caller holds u.mu for writing.
func (f *Fleet) certify(u *unit, at engine.Listen, names Names) (c engine.Certificate, fresh bool, err error) {
	c, err = u.readCertificate()
	had := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, false, err
	}
	wanted, good := slices.Clone(names.Cluster), false
	if had {
		if wanted, good = f.authority.Names(c, at.Address); len(wanted) == 0 {
			wanted = slices.Clone(names.Cluster)
		}
	}
	for _, name := range names.Instances {
		if !slices.Contains(wanted, name) {
			wanted, good = append(wanted, name), false
		}
	}
	if good {
		return c, false, nil
	}
	if c, err = f.authority.Issue(at.Address, wanted); err != nil {
		return c, false, fmt.Errorf("certifying %s: %w", filepath.Base(u.folder), err)
	}
	path := u.certificatePath()
	err = os.WriteFile(path+".new", append(slices.Clone(c.Key), c.Chain...), 0o600)
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return c, false, fmt.Errorf("keeping the certificate of %s: %w", filepath.Base(u.folder), err)
	}
	return c, true, nil
}

// readCertificate reads what certify has written: the key, then the chain.
func (u *unit) readCertificate() (engine.Certificate, error) {
	content, err := os.ReadFile(u.certificatePath())
	if err != nil {
		return engine.Certificate{}, fmt.Errorf("reading the certificate of %s: %w", filepath.Base(u.folder), err)
	}
	_, chain := pem.Decode(content)
	return engine.Certificate{Key: bytes.TrimSuffix(content, chain), Chain: chain}, nil
}

// forgetCertificate has the next start begin with a new certificate.
func (u *unit) forgetCertificate() error {
	if err := os.Remove(u.certificatePath()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("dropping the certificate of %s: %w", filepath.Base(u.folder), err)
	}
	return nil
}

// recertify has a running server show a certificate that names everybody.
func (f *Fleet) recertify(ctx context.Context, u *unit, names Names) error {
	c, fresh, err := f.certify(u, u.at, names)
	if err != nil || !fresh {
		return err
	}
	if err := u.server.SetCertificate(ctx, c); err != nil {
		return fmt.Errorf("certifying %s: %w", filepath.Base(u.folder), err)
	}
	return nil
}
