package rds

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// checkShared refuses a clone of a cluster that another account shares, unless it
// says what cannot be taken from there, and is the first one:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Managing.Clone.Cross-Account.html
func checkShared(a *account.Account, source *account.Cluster, in creationParameters) error {
	if in.DBClusterParameterGroupName == "" && !strings.HasPrefix(source.ParameterGroup, "default.") {
		return wire.InvalidCombinationf("The cluster parameter group name is required when the source cluster uses a custom parameter group.")
	}
	if in.KmsKeyID == "" && source.StorageEncrypted {
		return wire.InvalidCombinationf("A KMS key is required to clone an encrypted cluster of another account.")
	}
	for other := range a.Clusters.All() {
		if other.ClonedFrom == source.ResourceID {
			return wire.InvalidCombinationf("The cluster %s is already a clone of the shared cluster %s.", other.ID, source.ID)
		}
	}
	return nil
}

// Sharing is who shares a planted cluster with the account that is played.
type Sharing struct {
	Owner          string // number of the account; "" shares nothing
	ParameterGroup string // custom cluster parameter group that it uses there; "" is the engine's default
	KMSKey         string // it is encrypted with; "" is not encrypted
}

var accountForm = regexp.MustCompile(`^[0-9]{12}$`)

// check returns an error for what cannot be shared.
func (s Sharing) check() error {
	switch {
	case s.Owner == "" && (s.ParameterGroup != "" || s.KMSKey != ""):
		return errors.New("parameter group and key of a seed are for those that another account owns")
	case s.Owner == "":
		return nil
	case !accountForm.MatchString(s.Owner) || s.Owner == account.ID:
		return fmt.Errorf("the owner %q: want the 12 digits of another account than %s", s.Owner, account.ID)
	case s.KMSKey == "alias/aws/rds":
		return fmt.Errorf("a cluster that is encrypted with the default key %s cannot be shared", s.KMSKey)
	}
	return nil
}

// hand gives a planted cluster, with its data, to the account that shares it.
func (s Sharing) hand(a *account.Account, cl *account.Cluster) {
	for _, i := range a.Members(cl.ResourceID) {
		a.Instances.Delete(i.ResourceID)
	}
	a.Clusters.Delete(cl.ResourceID)
	cl.Owner, cl.KMSKey, cl.StorageEncrypted = s.Owner, s.KMSKey, s.KMSKey != ""
	setText(&cl.ParameterGroup, s.ParameterGroup)
	a.Shared[cl.ResourceID] = cl
}
