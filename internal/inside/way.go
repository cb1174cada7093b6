package inside

import (
	"cmp"
	"context"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/direct"
)

// Transport is how a database is reached.
type Transport string

// The transports.
const (
	// Direct speaks the database's own protocol; it takes a route into the VPC.
	Direct Transport = "direct"
	// DataAPI goes through the RDS Data API; it takes a managed master password.
	DataAPI Transport = "data_api"
	// None reaches no database.
	None Transport = "none"
)

// Transports are all of them, the default first.
var Transports = []Transport{Direct, DataAPI, None}

// way is the way into the database of an entrance.
func (m *Migrator) way(at converge.Entrance, report func(string)) (database.Database, error) {
	dialect, err := database.DialectOf(at.Engine)
	if err != nil {
		return nil, err
	}
	name := at.Database
	if dialect == database.PostgreSQL {
		name = cmp.Or(name, "postgres") // which every server has
	}
	switch m.transport {
	case Direct:
		return direct.Open(direct.Config{
			Dialect: dialect, Host: at.Host, Port: at.Port, User: at.Username, Database: name,
			Password: m.password(at), Roots: m.keys.Roots, Report: report,
		})
	case DataAPI:
		caller := m.keys.DataAPI(at.ClusterARN, at.SecretARN)
		return dataapi.Open(dataapi.Config{Dialect: dialect, Database: name, Caller: caller, Report: report}), nil
	default:
		return nil, fmt.Errorf("no database is reached by the transport %q", m.transport)
	}
}

// password is asked for when the last one is not taken: a managed one rotates.
func (m *Migrator) password(at converge.Entrance) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		if at.SecretARN == "" {
			return at.Password.Reveal(), nil
		}
		_, password, err := m.keys.Vault.MasterPassword(ctx, at.SecretARN)
		return password.Reveal(), err
	}
}
