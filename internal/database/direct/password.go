package direct

import (
	"context"
	"fmt"
	"sync"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// notTaken are the answers to a user or a password that is wrong: PostgreSQL's
// invalid_password and invalid_authorization_specification, MySQL's
// ER_ACCESS_DENIED_ERROR.
var notTaken = []string{"28P01", "28000", "1045"}

// password is the last one that let a session in. Whoever tells passwords may
// have to ask AWS, and MySQL's sessions are many: see mysqlSession.Reset.
type password struct {
	mu    sync.Mutex
	text  string
	known bool
}

func (p *password) recall() (text string, known bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text, p.known
}

func (p *password) keep(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text, p.known = text, true
}

// begin makes one try at a session: with the password that was good last, and
// with a new one when that is not taken any more.
func (w *way) begin(ctx context.Context) (database.Session, error) {
	if text, known := w.password.recall(); known {
		session, err := w.login(ctx, text)
		if !database.HasCode(err, notTaken...) {
			return session, err
		}
	}
	text, err := w.config.Password(ctx)
	if err != nil {
		return nil, &unheard{fmt.Errorf("asking for the password: %w", err)}
	}
	session, err := w.login(ctx, text)
	if err == nil {
		w.password.keep(text)
	}
	return session, err
}
