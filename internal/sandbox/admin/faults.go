package admin

import (
	"net/http"
	"strconv"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
)

// maxRules bounds a document of rules, in bytes.
const maxRules = 1 << 20

// faultsHandler shows and changes the faults in force.
type faultsHandler struct{ set *faults.Set }

// standing is how rules are answered.
type standing struct {
	Faults []faults.Standing `json:"faults"`
}

func (f faultsHandler) list(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, standing{f.set.List()})
}

// add takes a document as faults.Decode reads it, all of it or nothing.
func (f faultsHandler) add(w http.ResponseWriter, r *http.Request) {
	rules, err := faults.Decode(http.MaxBytesReader(w, r.Body, maxRules))
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	added, err := f.set.Add(rules)
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	answer(w, http.StatusCreated, standing{added})
}

func (f faultsHandler) clear(w http.ResponseWriter, _ *http.Request) {
	f.set.Clear()
	w.WriteHeader(http.StatusNoContent)
}

func (f faultsHandler) remove(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || !f.set.Remove(id) {
		refuse(w, http.StatusNotFound, "no such fault is in force")
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
