package rds

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// mostConnections bounds max_connections: many servers share one machine.
const mostConnections = 1000

// serverSettings returns what a cluster's parameter group has its server set to.
// What waits for a restart of the members is left out until they have restarted.
func serverSettings(a *account.Account, cl *account.Cluster, restarting bool) map[string]string {
	group := a.ClusterParameterGroups[cl.ParameterGroup]
	if group == nil {
		return nil
	}
	waiting := !restarting && slices.ContainsFunc(a.LiveMembers(cl.ResourceID), func(i *account.Instance) bool { return i.PendingReboot })
	all := map[string]string{}
	for name, v := range group.Values {
		kind, _ := findParameter(group.Family, name)
		if !kind.applied || waiting && v.Method == pendingReboot || !kind.serverTakes(v.Value) {
			continue
		}
		if name == "rds.logical_replication" {
			if v.Value == "1" {
				all["wal_level"] = "logical"
			}
			continue
		}
		all[name] = v.Value
	}
	return all
}

var listForm = regexp.MustCompile(`^[A-Za-z0-9_$", ]+$`)

// serverTakes tells whether a value can be given to a server as it is: no formula,
// and nothing that would keep the server from starting.
func (p parameterKind) serverTakes(value string) bool {
	switch {
	case value == "" || strings.ContainsAny(value, "{}"):
		return false
	case p.name == "max_connections":
		n, err := strconv.Atoi(value)
		return err == nil && n <= mostConnections
	case p.name == "search_path":
		return listForm.MatchString(value) && strings.Count(value, `"`)%2 == 0
	case p.name == "timezone":
		_, err := time.LoadLocation(value)
		return err == nil
	}
	return true
}

var rangeForm = regexp.MustCompile(`^(-?[0-9.]+)-([0-9.]+(?:e\+[0-9]+)?)$`)

// checkValue refuses a value that the parameter cannot have. Formulas are AWS's to
// work out.
func (p parameterKind) checkValue(value string) error {
	if p.allowed == "" || value == "" || strings.ContainsAny(value, "{}") {
		return nil
	}
	if ends := rangeForm.FindStringSubmatch(p.allowed); ends != nil {
		n, err := strconv.ParseFloat(value, 64)
		least, _ := strconv.ParseFloat(ends[1], 64) // the form says that both are numbers
		most, _ := strconv.ParseFloat(ends[2], 64)
		if err == nil && n >= least && n <= most && (p.dataType != "integer" || n == float64(int64(n))) {
			return nil
		}
	} else if slices.Contains(strings.Split(p.allowed, ","), value) {
		return nil
	}
	return wire.InvalidValuef("Invalid parameter value: %s for: %s allowed values are: %s", value, p.name, p.allowed)
}

// configure has a cluster's server take what its parameter group says by now.
func (c *Control) configure(ctx context.Context, cl account.Cluster) error {
	var settings map[string]string
	err := c.Store.View(func(a *account.Account) (bool, error) {
		settings = serverSettings(a, &cl, false)
		return false, nil
	})
	if err != nil {
		return err
	}
	return c.Servers.Configure(ctx, cl.ResourceID, settings)
}

// applyParameters brings a group's new values to the clusters that use it: at once,
// or, for those that wait for it, with the next restart of the members.
func (c *Control) applyParameters(a *account.Account, group *account.ParameterGroup, named []parameterParameter) {
	static := slices.ContainsFunc(named, func(p parameterParameter) bool { return p.ApplyMethod == pendingReboot })
	for _, cl := range a.ClustersByName() {
		if cl.ParameterGroup != group.Name {
			continue
		}
		cl = a.Clusters.Get(cl.ResourceID)
		for _, i := range a.LiveMembers(cl.ResourceID) {
			i.PendingReboot = i.PendingReboot || static
		}
		if served(a, cl) && !cl.Paused {
			cl.Phases = append(cl.Phases, c.phase(account.ModifyLag, account.Available, &account.Work{Task: account.TaskSettings}))
		}
	}
}
