package direct

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// The pauses between two tries grow from the first to the last.
const (
	firstPause = 500 * time.Millisecond
	lastPause  = 5 * time.Second
)

// Connect begins a session; see [database.Database]. A fresh instance's name
// is not in every resolver at once, and its server may take a moment to listen:
// no answer is tried again, an answer that refuses is not.
func (w *way) Connect(ctx context.Context) (database.Session, error) {
	began := time.Now()
	var last error
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		session, err := w.begin(ctx)
		switch {
		case err == nil:
			return session, nil
		case ctx.Err() != nil:
			return nil, w.ended(ctx, last, err)
		case !silent(err) || time.Since(began)+pause > w.config.Patience:
			return nil, w.explain(err)
		}
		last = err
		w.config.Report("no answer yet: " + err.Error())
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, w.ended(ctx, last, err)
		case <-timer.C:
		}
	}
}

// ended is the error of a ctx that ended; what the try before said tells more
// than the one that was cut short.
func (w *way) ended(ctx context.Context, last, cut error) error {
	if last == nil {
		last = cut
	}
	return w.explain(fmt.Errorf("%w; the last try: %w", context.Cause(ctx), last))
}

func (w *way) explain(err error) error {
	return &failure.Error{Op: "connecting to", Object: w.config.address(), Err: err, Hint: hint(err)}
}

// comingUp are the answers of servers that soon will take sessions: PostgreSQL's
// cannot_connect_now and too_many_connections, MySQL's ER_CON_COUNT_ERROR and
// ER_SERVER_SHUTDOWN.
var comingUp = []string{"57P03", "53300", "1040", "1053"}

// silent says whether nobody was there to answer, or only for a moment.
func silent(err error) bool {
	if _, ours := errors.AsType[*unheard](err); ours || distrusts(err) {
		return false
	}
	return database.Refused(err) == nil || database.HasCode(err, comingUp...)
}

// distrusts says whether it was us who did not want the server.
func distrusts(err error) bool {
	_, verification := errors.AsType[*tls.CertificateVerificationError](err)
	_, name := errors.AsType[x509.HostnameError](err)
	return verification || name || errors.Is(err, errNoTLS)
}

// errNoTLS is the server's, that takes only plain text.
var errNoTLS = errors.New("the server takes no TLS")

// hint says what to do about an end of trying.
func hint(err error) string {
	switch {
	case distrusts(err):
		return "The server must show a certificate for this name, signed by Amazon RDS's authorities. For a server with another authority, such as a sandbox, give that one's certificate: database_ca_bundle in the provider block, DBARTIFACT_DATABASE_CA_BUNDLE, or --database-ca-bundle."
	case database.HasCode(err, notTaken...):
		return "The server does not take this user and password. A secret that was rotated a moment ago may need another try."
	case silent(err):
		return "Nothing answers there: this machine needs a route to the instance, and maintenance_cidr_blocks or maintenance_security_group_ids must let it in while the cluster is closed. Where there is no route into the VPC, as in HCP Terraform, use sql_transport = \"data_api\", or run the artifact's image inside the VPC."
	}
	return ""
}
