package imagestore

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote/transport"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// explain turns what a registry said, or did not say, into what a user can act
// on. Requests are not printed: they hold passwords.
func explain(op string, ref name.Reference, err error) error {
	host := ref.Context().RegistryStr()
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("%s %q: %w", op, ref, err)
	}
	if answer, ok := errors.AsType[*transport.Error](err); ok {
		return explainAnswer(op, ref, host, answer)
	}
	if errors.Is(err, errPlainHTTP) {
		return &failure.Error{
			Op: op, Object: ref.String(), Err: fmt.Errorf("%w: %w", ErrUnreachable, err),
			Hint: fmt.Sprintf("Give %s a TLS certificate, or list it as insecure.", host),
		}
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return &failure.Error{
			Op: op, Object: ref.String(), Err: fmt.Errorf("%w: %w", ErrUnreachable, err),
			Hint: fmt.Sprintf("Check that %s is a registry's address, and that this host reaches it.", host),
		}
	}
	return fmt.Errorf("%s %q: %w", op, ref, err)
}

func explainAnswer(op string, ref name.Reference, host string, answer *transport.Error) error {
	explained := &failure.Error{Op: op, Object: ref.String()}
	switch answer.StatusCode {
	case http.StatusNotFound:
		return fmt.Errorf("%s %q: %w: %w", op, ref, ErrNotFound, answer)
	case http.StatusUnauthorized, http.StatusForbidden:
		explained.Err = fmt.Errorf("%w by the registry: %w", ErrRefused, answer)
		explained.Hint = fmt.Sprintf("Log in with docker login %s, or give registry_auth. For Amazon ECR, set up its credential helper docker-credential-ecr-login, or give the user AWS with the password of aws ecr get-login-password.", host)
	case http.StatusMethodNotAllowed:
		explained.Err = fmt.Errorf("%w by the registry: %w", ErrRefused, answer)
		explained.Hint = fmt.Sprintf("%s does not do this over its API, or not for this user. Let its own tools or life cycle rules remove images.", host)
	default:
		explained.Err = answer
	}
	return explained
}

// explainPush knows that a place to push to cannot be "not found" because of
// the image.
func explainPush(tag name.Tag, err error) error {
	answer, ok := errors.AsType[*transport.Error](err)
	if !ok || answer.StatusCode != http.StatusNotFound {
		return explain("pushing image", tag, err)
	}
	return &failure.Error{
		Op: "pushing image", Object: tag.String(), Err: fmt.Errorf("%w by the registry: %w", ErrRefused, answer),
		Hint: fmt.Sprintf("Some registries, Amazon ECR among them, do not create a repository on the first push. Create %q there first.", tag.RepositoryStr()),
	}
}

func isNotFound(err error) bool {
	answer, ok := errors.AsType[*transport.Error](err)
	return ok && answer.StatusCode == http.StatusNotFound
}

// hasAnswered tells a registry's refusal from its silence.
func hasAnswered(err error) bool {
	_, ok := errors.AsType[*transport.Error](err)
	return ok
}
