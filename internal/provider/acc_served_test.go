package provider_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/hashicorp/go-hclog"
	"github.com/hashicorp/go-plugin"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/provider"
)

const providerAddress = "registry.terraform.io/dbartifact/dbartifact"

// newServedWorkspace is a workspace whose Terraform speaks to a provider in this
// process: as newWorkspace, but the provider looks at the sandbox as often as
// the sandbox is fast. Aliases share the one process, which they do not for
// users.
func newServedWorkspace(t *testing.T, config string) *workspace {
	t.Helper()
	w := newWorkspace(t, config)
	t.Chdir(w.dir) // relative paths are this process's
	ctx, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	served, closed := make(chan *plugin.ReattachConfig), make(chan struct{})
	serve := provider.New("test", provider.WithExecutable(executable), provider.WithPollInterval(pollInterval))
	go func() {
		err := tf6server.Serve(providerAddress, func() tfprotov6.ProviderServer { return providerserver.NewProtocol6(serve())() },
			tf6server.WithDebug(ctx, served, closed), tf6server.WithLoggingSink(t), tf6server.WithGoPluginLogger(hclog.NewNullLogger()))
		if err != nil {
			t.Errorf("serving the provider: %v", err)
		}
	}()
	reattach := <-served
	t.Cleanup(func() {
		stop()
		<-closed
	})
	type address struct{ Network, String string }
	text, err := json.Marshal(map[string]any{providerAddress: map[string]any{
		"Protocol": "grpc", "ProtocolVersion": 6, "Pid": reattach.Pid, "Test": true,
		"Addr": address{reattach.Addr.Network(), reattach.Addr.String()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	w.env = append(w.env, "TF_REATTACH_PROVIDERS="+string(text))
	return w
}

// change is what a plan says about a resource.
type change struct {
	Actions      []string       `json:"actions"`
	Before       map[string]any `json:"before"`
	After        map[string]any `json:"after"`
	Unknown      map[string]any `json:"after_unknown"`
	ReplacePaths [][]any        `json:"replace_paths"`
}

// plan plans and returns what would happen to the only cluster.
func (w *workspace) plan(t *testing.T) change {
	t.Helper()
	w.run(t, "plan", "-out=planned", "-input=false")
	var shown struct {
		Changes []struct {
			Type   string `json:"type"`
			Change change `json:"change"`
		} `json:"resource_changes"`
	}
	if err := json.Unmarshal([]byte(w.run(t, "show", "-json", "planned")), &shown); err != nil {
		t.Fatal(err)
	}
	for _, c := range shown.Changes {
		if c.Type == "dbartifact_cluster" {
			return c.Change
		}
	}
	t.Fatal("the plan has no cluster")
	return change{}
}
