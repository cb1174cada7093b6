package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// environmentNote says what a container is configured with.
const environmentNote = `a container takes these variables:
  AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE and a mounted file that AWS_SHARED_CREDENTIALS_FILE names, or a role of its host
  AWS_REGION (unless set: the source's)
  CREATE_MODE (unless set: clone)
  CLUSTER_IDENTIFIER (unless set: one that begins with the source's)
  DB_PASSWORD_FILE, or a secret mounted at ` + secretFile + `, or DB_PASSWORD (unless set: a password that RDS manages in Secrets Manager)
  DB_USERNAME (unless set: the source's, which a clone keeps)`

// settingsError is everything that is wrong with, or missing from, what a run
// was given: all of it at once, so that one more run suffices.
type settingsError struct{ problems []error }

// Error lists the problems.
func (e *settingsError) Error() string {
	if len(e.problems) == 1 {
		return e.problems[0].Error()
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d settings are missing or wrong:", len(e.problems))
	for _, problem := range e.problems {
		fmt.Fprintf(&b, "\n  - %s", problem)
	}
	return b.String()
}

// Unwrap returns the problems.
func (e *settingsError) Unwrap() []error { return e.problems }

// given is what the flags and the environment say by themselves.
func (c convergeCommand) given() (cluster.Credentials, []error) {
	var problems []error
	if !slices.Contains(converge.Modes, converge.Mode(c.CreateMode)) {
		problems = append(problems, fmt.Errorf("CREATE_MODE (--create-mode): got %q, want one of %q", c.CreateMode, converge.Modes))
	}
	credentials, err := c.credentials()
	if err != nil {
		problems = append(problems, err)
	}
	return credentials, problems
}

// prepare opens the artifact, connects, and puts the request together. What is
// missing or wrong is one error.
func (c convergeCommand) prepare(ctx context.Context, out *console) (prepared, error) {
	credentials, problems := c.given()
	if len(problems) > 0 && c.Image != "" { // nothing is pulled for nothing
		return prepared{}, usageError{&settingsError{problems}}
	}
	from, err := c.artifact(ctx, out.Process)
	if err != nil {
		return prepared{}, err
	}
	request, err := c.request(from, c.settingFlags)
	problems = append(problems, failure.Joined(err)...)
	client, err := c.connectFor(ctx, out.Process, from)
	if err != nil {
		problems = append(problems, err)
	}
	if len(problems) == 1 && err != nil && !isMissing(err) {
		return prepared{from: from}, err
	}
	if len(problems) > 0 {
		return prepared{from: from}, from.missing(problems)
	}
	request.Credentials, request.Mode, request.MasterUsername = credentials, converge.Mode(c.CreateMode), c.masterUsername()
	if user := from.spec.Source.MasterUsername; request.Mode == converge.ModeClone && request.MasterUsername != "" && request.MasterUsername != user {
		out.note("DB_USERNAME (--db-username) is not used: a clone keeps its source's master user, %s", user)
	}
	request.Work, err = c.work(out, request, from, client)
	return prepared{from, request, client}, err
}

// isMissing tells settings that are missing or wrong from an AWS that does not
// answer, or says no.
func isMissing(err error) bool {
	_, bad := errors.AsType[usageError](err)
	return bad || errors.Is(err, aurora.ErrNoCredentials)
}

// prepared is all that a run needs.
type prepared struct {
	from    packed
	request converge.Request
	client  *aurora.Client
}

// missing is the error for problems with the settings; in a container it says
// what could be set.
func (p packed) missing(problems []error) error {
	err := error(usageError{&settingsError{problems}})
	if p.inside {
		err = &notedError{err, []string{environmentNote}}
	}
	return err
}
