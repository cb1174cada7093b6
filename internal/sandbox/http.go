package sandbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sts"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

const (
	headerTimeout = 10 * time.Second // for a client to send a request's headers
	drainTime     = 2 * time.Second  // for requests in flight when the sandbox ends
)

// handler answers AWS's protocols, and hands what is below admin.Prefix on.
type handler struct {
	services  map[string]*wire.Service
	admin     http.Handler
	faults    *faults.Set
	control   *rds.Control
	callers   *callers // nil when any signature is taken
	denials   policy.Denials
	clock     account.Clock
	onRequest func(Request)
	log       *slog.Logger
}

// byName returns services by their names.
func byName(services ...*wire.Service) map[string]*wire.Service {
	named := map[string]*wire.Service{}
	for _, s := range services {
		named[s.Name] = s
	}
	return named
}

// ServeHTTP answers one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, admin.Prefix) {
		h.admin.ServeHTTP(w, r)
		return
	}
	began := time.Now()
	var signed []byte
	var unread error
	if h.callers != nil {
		signed, unread = body(r)
	}
	req, err := wire.ParseRequest(r)
	if unread != nil {
		err = fmt.Errorf("reading the request: %w", unread)
	}
	service := h.services[req.Service]
	if service == nil {
		// Nobody's protocol: RDS's envelope is the one that most clients read.
		service = h.services[wire.RDS]
		if err == nil {
			err = wire.Refusef("InvalidAction", "The sandbox does not serve the service %q.", req.Service)
		}
	}
	if err == nil && h.callers != nil {
		err = h.callers.admit(r, signed, req, service)
	}
	var met faults.Effect
	if err == nil {
		met = h.faults.Meet(callOf(req))
	}
	told := func(status int, code string) {
		h.onRequest(requestOf(req, met.Faults, status, code, began))
	}
	var answer wire.Answer
	if err == nil && !met.DropBefore {
		answer, err = h.answer(r.Context(), service, req, met)
	}
	if met.DropBefore || met.DropAfter {
		told(0, "")
		panic(http.ErrAbortHandler) // closes the connection, and is how net/http wants it
	}
	code := ""
	if err != nil {
		var refusal *wire.Error
		answer, refusal = service.Refuse(req, err)
		if code = refusal.Code; !errors.Is(err, refusal) { // it was not meant to be one
			h.log.Error("answering a request", "action", req.Action, "error", err)
		}
	}
	answer.Send(w, req.ID)
	told(answer.Status, code)
}

// answer runs a call, with what is to go wrong with it.
func (h *handler) answer(ctx context.Context, service *wire.Service, req *wire.Request, met faults.Effect) (wire.Answer, error) {
	if met.Delay > 0 {
		select {
		case <-ctx.Done():
			return wire.Answer{}, fmt.Errorf("delaying %s by %s: %w", req.Action, met.Delay, ctx.Err())
		case <-h.clock.After(met.Delay):
		}
	}
	if refusal := met.Refusal; refusal != nil {
		return wire.Answer{}, &wire.Error{Code: refusal.Code, Status: refusal.Status, Message: refusal.Message}
	}
	if err := h.denials.Check(req, sts.CallerARN(req)); err != nil {
		return wire.Answer{}, err
	}
	run := func() (any, error) { return service.Run(ctx, req) }
	if met.Status != "" {
		asked := run
		run = func() (any, error) { return h.control.Fated(fateOf(req, met.Status), asked) }
	}
	result, err := run()
	if err != nil {
		return wire.Answer{}, err
	}
	return service.Succeed(req, result)
}
