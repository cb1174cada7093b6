package data

import (
	"errors"
	"net/http"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// badRequest refuses a call that cannot be meant. Aurora Serverless v2 has been
// seen to answer ValidationException instead; the model knows this one.
func badRequest(format string, args ...any) *wire.Error {
	return wire.Refusef("BadRequestException", format, args...)
}

func statementTimeout() *wire.Error {
	return wire.Refusef("StatementTimeoutException", "Request timed out")
}

// unavailable says that the writer does not answer.
func unavailable() *wire.Error {
	return &wire.Error{Code: "DatabaseUnavailableException", Status: http.StatusGatewayTimeout, Message: "The writer instance in the DB cluster isn't available."}
}

func noTransaction(id string) *wire.Error {
	return wire.NotFoundf("TransactionNotFoundException", "Transaction %s is not found", id)
}

// refusal words what a session has returned. The texts were seen in answers of
// Aurora Serverless v2.
func refusal(err error) error {
	var server *session.ServerError
	var unsupported *session.UnsupportedError
	var missing *session.MissingParameterError
	var refused *wire.Error
	switch {
	case err == nil, errors.As(err, &refused):
		return err
	case errors.As(err, &server):
		return wire.Refusef("DatabaseErrorException", "%s", server.Text)
	case errors.As(err, &unsupported):
		return wire.Refusef("UnsupportedResultException", "%s", unsupported.Text)
	case errors.As(err, &missing):
		return badRequest("%s", missing)
	case errors.Is(err, session.ErrMultiple):
		return badRequest("Multistatements aren't supported")
	case errors.Is(err, session.ErrTooLarge):
		return wire.Refusef("UnsupportedResultException", "The result exceeds the size limit 1 MB.")
	case errors.Is(err, session.ErrGone):
		return unavailable()
	}
	return err
}
