package migrate

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// Recorded returns the history of a database, whoever wrote it; empty when there
// is none.
func Recorded(ctx context.Context, via database.Database) ([]Ran, error) {
	session, err := via.Connect(ctx)
	if err != nil {
		return nil, err
	}
	defer session.Close(context.WithoutCancel(ctx))
	h, err := findHistory(ctx, via.Dialect(), session)
	if err != nil {
		return nil, err
	}
	ran, _, err := h.read(ctx, session)
	if database.HasCode(err, "42P01", "1146") { // no such table
		return nil, nil
	}
	return ran, err
}
