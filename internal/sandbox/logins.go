package sandbox

import (
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/authtoken"
)

// iamRole is the role whose members log in with tokens, and not with passwords:
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
const iamRole = "rds_iam"

// loginCheck says what is wrong with the token of a login, named USER@CLUSTER by
// its resource id.
type loginCheck func(name, token string) error

// tokenCheck returns the check of IAM tokens. With callers, nil for anybody, a
// token's signature must be that of one of them.
func tokenCheck(store *account.Store, known *callers, clock account.Clock, log *slog.Logger) loginCheck {
	var secrets authtoken.Secrets
	if known != nil {
		secrets = known.secret
	}
	return func(name, token string) error {
		user, id := name, ""
		if at := strings.LastIndex(name, "@"); at >= 0 {
			user, id = name[:at], name[at+1:]
		}
		login := authtoken.Login{User: user}
		err := store.View(func(a *account.Account) (bool, error) {
			cl := a.Clusters.Get(id)
			switch {
			case cl == nil:
				return false, fmt.Errorf("there is no cluster %s", id)
			case !cl.IAMAuthentication:
				return false, fmt.Errorf("the cluster %s has IAM database authentication off", cl.ID)
			}
			login.Endpoint = net.JoinHostPort(cl.Address, strconv.Itoa(cl.Port))
			return false, nil
		})
		if err == nil {
			err = authtoken.Verify(token, login, secrets, clock.Now())
		}
		if err != nil {
			log.Info("login with a token refused", "user", user, "cluster", id, "reason", err.Error())
		}
		return err
	}
}
