package sandbox

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

const (
	headerTimeout = 10 * time.Second // for a client to send a request's headers
	drainTime     = 2 * time.Second  // for requests in flight when the sandbox ends
)

// handler answers AWS's protocols.
type handler struct {
	services  map[string]*wire.Service
	onRequest func(Request)
	log       *slog.Logger
}

func newHandler(services []*wire.Service, onRequest func(Request), log *slog.Logger) *handler {
	h := &handler{services: map[string]*wire.Service{}, onRequest: onRequest, log: log}
	for _, s := range services {
		h.services[s.Name] = s
	}
	return h
}

// ServeHTTP answers one request.
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	req, err := wire.ParseRequest(r)
	service := h.services[req.Service]
	if service == nil {
		// Nobody's protocol: RDS's envelope is the one that most clients read.
		service = h.services[wire.RDS]
		if err == nil {
			err = wire.Refusef("InvalidAction", "The sandbox does not serve the service %q.", req.Service)
		}
	}
	answer, err := h.answer(r.Context(), service, req, err)
	code := ""
	if err != nil {
		var refusal *wire.Error
		answer, refusal = service.Refuse(req, err)
		if code = refusal.Code; refusal.Status >= http.StatusInternalServerError {
			h.log.Error("answering a request", "action", req.Action, "error", err)
		}
	}
	answer.Send(w, req.ID)
	if h.onRequest != nil {
		h.onRequest(requestOf(req, answer.Status, code, time.Since(began)))
	}
}

func (h *handler) answer(ctx context.Context, service *wire.Service, req *wire.Request, parseErr error) (wire.Answer, error) {
	if parseErr != nil {
		return wire.Answer{}, parseErr
	}
	result, err := service.Run(ctx, req)
	if err != nil {
		return wire.Answer{}, err
	}
	return service.Succeed(req, result)
}
