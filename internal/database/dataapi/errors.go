package dataapi

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// The Data API's limits, for errors.Is.
var (
	// ErrTimeout: a statement took more than 45 seconds.
	ErrTimeout = errors.New("the Data API waits for a statement for 45 seconds")
	// ErrTooLong: a statement has more than 65,536 characters.
	ErrTooLong = errors.New("the Data API takes statements of 65,536 characters")
	// ErrSeveral: one text holds several statements.
	ErrSeveral = errors.New("the Data API takes one statement at a time")
	// ErrResult: a statement answers more, or in other types, than can be sent.
	ErrResult = errors.New("the Data API cannot send the statement's answer")
)

// coded is an error of AWS's; smithy's APIError and its like.
type coded interface {
	error
	ErrorCode() string
	ErrorMessage() string
}

func codeOf(err error) string {
	if api, ok := errors.AsType[coded](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// notYet says whether a call was refused for the time being, without effect. A
// cluster that has never answered may still be on its way: its endpoint, its
// secret and its first instance do not appear at one moment.
func (w *way) notYet(err error) bool {
	switch codeOf(err) {
	case "DatabaseResumingException", "ThrottlingException", "Throttling", "TooManyRequestsException":
		return true
	case "HttpEndpointNotEnabledException", "DatabaseNotFoundException", "DatabaseUnavailableException",
		"InvalidResourceStateException", "SecretsErrorException":
		return !w.answered.Load()
	}
	return false
}

// hints say what to do about AWS's refusals.
var hints = map[string]string{
	"HttpEndpointNotEnabledException": "The cluster's HTTP endpoint must be on for the Data API.",
	"AccessDeniedException":           "The Data API needs rds-data:ExecuteStatement, rds-data:BeginTransaction, rds-data:CommitTransaction and rds-data:RollbackTransaction on the cluster, and secretsmanager:GetSecretValue on its secret (and kms:Decrypt, if that has a key of its own).",
	"ForbiddenException":              "The Data API needs rds-data:ExecuteStatement, rds-data:BeginTransaction, rds-data:CommitTransaction and rds-data:RollbackTransaction on the cluster, and secretsmanager:GetSecretValue on its secret (and kms:Decrypt, if that has a key of its own).",
	"SecretsErrorException":           "The secret must exist in this Region, and the caller must be allowed to read it.",
	"InvalidSecretException":          "The secret must hold an object with username and password.",
	"TransactionNotFoundException":    "A transaction ends when it is not used for 3 minutes, and after 24 hours at most. Nothing of it was kept.",
	"DatabaseUnavailableException":    "The writer did not answer; it may be restarting.",
}

// explain turns AWS's errors into the database's own where there is one, and
// leaves a hint on the others.
func explain(d database.Dialect, statement string, err error) error {
	api, ok := errors.AsType[coded](err)
	if !ok {
		return err
	}
	refusal := func(limit error, hint string) error {
		return &database.Error{Message: limit.Error(), Err: &failure.Error{Op: "executing a statement", Err: fmt.Errorf("%w: %w", limit, err), Hint: hint}}
	}
	switch code := api.ErrorCode(); code {
	case "DatabaseErrorException":
		return refused(statement, api.ErrorMessage(), err)
	case "BadRequestException":
		if strings.Contains(api.ErrorMessage(), "Multistatements") {
			return refusal(ErrSeveral, hintSeveral)
		}
		return refused(statement, api.ErrorMessage(), err)
	case "ValidationException":
		if len([]rune(statement)) > MaxStatement {
			return refusal(ErrTooLong, hintOther)
		}
		return refused(statement, api.ErrorMessage(), err)
	case "UnsupportedResultException":
		return refusal(ErrResult, hintOther)
	case "StatementTimeoutException":
		if d.CommitsDDL() { // the statement goes on
			return &failure.Error{Op: "executing a statement", Err: fmt.Errorf("%w: %w", ErrTimeout, err), Hint: hintOther}
		}
		return refusal(ErrTimeout, hintOther)
	default:
		return &failure.Error{Op: "executing a statement", Err: err, Hint: hints[code]}
	}
}

const hintSeveral = "Let Liquibase split the text (splitStatements), write a changeset for each statement, or use sql_transport = \"direct\"."

const hintOther = "Use sql_transport = \"direct\" from a machine that reaches the cluster, or run the artifact's image inside the VPC."

var (
	positionPattern = regexp.MustCompile(`; Position: (\d+)`)
	statePattern    = regexp.MustCompile(`; SQLState: (\w+)$`)
	numberPattern   = regexp.MustCompile(`; Error code: (\d+)|^Database error code: (\d+)\. Message: `)
	hintPattern     = regexp.MustCompile(`; Hint: (.*)$`)
)

// refused reads the database's answer out of AWS's message:
// `ERROR: relation "x" does not exist; Position: 15; SQLState: 42P01`.
func refused(statement, message string, cause error) *database.Error {
	answer := &database.Error{Err: cause}
	take := func(pattern *regexp.Regexp) string {
		found := pattern.FindStringSubmatch(message)
		if found == nil {
			return ""
		}
		message = strings.Replace(message, found[0], "", 1)
		return found[slices.IndexFunc(found[1:], func(s string) bool { return s != "" })+1]
	}
	answer.Code = take(statePattern)
	if number := take(numberPattern); number != "" {
		answer.Code = number
	}
	answer.Position, _ = strconv.Atoi(take(positionPattern))
	answer.Hint = take(hintPattern)
	answer.Message = database.Conceal(statement, message)
	return answer
}
