package provider_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// inProcess is a configured provider without a Terraform: list resources,
// actions and identities are those of a newer one than may be installed.
type inProcess struct {
	tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

func serveInProcess(t *testing.T) inProcess {
	t.Helper()
	server, err := factories(t)["dbartifact"]()
	if err != nil {
		t.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	s := inProcess{server, schemas}
	resp, err := server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(t, schemas.Provider.ValueType(), nil)})
	if err != nil {
		t.Fatal(err)
	}
	refuseErrors(t, resp.Diagnostics)
	return s
}

// dynamic is an object of a type, null but for the given strings and booleans.
func dynamic(t *testing.T, objectType tftypes.Type, given map[string]any) *tfprotov6.DynamicValue {
	t.Helper()
	object, ok := objectType.(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", objectType)
	}
	values := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		if _, blocks := attribute.(tftypes.List); blocks && given[name] == nil {
			values[name] = tftypes.NewValue(attribute, []tftypes.Value{})
			continue
		}
		values[name] = tftypes.NewValue(attribute, given[name])
	}
	value, err := tfprotov6.NewDynamicValue(object, tftypes.NewValue(object, values))
	if err != nil {
		t.Fatal(err)
	}
	return &value
}

func refuseErrors(t *testing.T, diagnostics []*tfprotov6.Diagnostic) {
	t.Helper()
	for _, d := range diagnostics {
		if d.Severity == tfprotov6.DiagnosticSeverityError {
			t.Fatalf("%s: %s", d.Summary, d.Detail)
		}
	}
}

// fields are the strings among a dynamic object's attributes.
func fields(t *testing.T, objectType tftypes.Type, value *tfprotov6.DynamicValue) map[string]string {
	t.Helper()
	decoded, err := value.Unmarshal(objectType)
	if err != nil {
		t.Fatal(err)
	}
	var attributes map[string]tftypes.Value
	if err := decoded.As(&attributes); err != nil {
		t.Fatal(err)
	}
	strings := map[string]string{}
	for name, attribute := range attributes {
		var text string
		if attribute.Type().Is(tftypes.String) && attribute.IsKnown() && !attribute.IsNull() && attribute.As(&text) == nil {
			strings[name] = text
		}
	}
	return strings
}

// invokeReap runs the action and returns what it says.
func (s inProcess) invokeReap(ctx context.Context, t *testing.T, given map[string]any) string {
	t.Helper()
	actions, ok := s.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		t.Fatal("the provider has no actions")
	}
	stream, err := actions.InvokeAction(ctx, &tfprotov6.InvokeActionRequest{
		ActionType: "dbartifact_reap", Config: dynamic(t, s.schemas.ActionSchemas["dbartifact_reap"].Schema.ValueType(), given),
	})
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for event := range stream.Events {
		switch e := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			said = append(said, e.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			refuseErrors(t, e.Diagnostics)
		}
	}
	return strings.Join(said, "\n")
}

func TestListAndReapWithoutATerraformThatKnowsThem(t *testing.T) {
	startControlPlane(t)
	w := newServedWorkspace(t, archiveImage("orders.tar")+clusterNamed("clone", `ttl = "7d"`)+clusterNamed("other", ""))
	w.run(t, "apply", "-auto-approve")
	s := serveInProcess(t)

	lists, ok := s.ProviderServer.(tfprotov6.ListResourceServer)
	if !ok {
		t.Fatal("the provider has no list resources")
	}
	stream, err := lists.ListResource(t.Context(), &tfprotov6.ListResourceRequest{
		TypeName: "dbartifact_cluster", IncludeResource: true, Limit: 1,
		Config: dynamic(t, s.schemas.ListResourceSchemas["dbartifact_cluster"].ValueType(), map[string]any{"source_db_cluster_id": "orders"}),
	})
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for result := range stream.Results {
		listed++
		refuseErrors(t, result.Diagnostics)
		identity := fields(t, identityType, result.Identity.IdentityData)
		if result.DisplayName != "clone" || identity["cluster_identifier"] != "clone" || identity["region"] != "us-east-1" || identity["account_id"] != sandbox.AccountID {
			t.Errorf("listed %s as %v", result.DisplayName, identity)
		}
		attributes := fields(t, s.schemas.ResourceSchemas["dbartifact_cluster"].ValueType(), result.Resource)
		if tags := tagsOf(t, "clone"); attributes["instance_class"] != "db.t4g.medium" || attributes["expires_at"] != tags[cluster.TagExpiresAt] || attributes["owner_token"] != tags[cluster.TagOwner] {
			t.Errorf("listed with %v", attributes)
		}
	}
	if listed != 1 {
		t.Errorf("%d were listed, with a limit of 1", listed)
	}

	if said := s.invokeReap(t.Context(), t, map[string]any{"dry_run": false}); !strings.Contains(said, "has not expired") || !strings.Contains(said, "0 deleted") {
		t.Errorf("the action says %s", said)
	}
	tagClone(t, cluster.TagExpiresAt, "2026-01-01T00:00:00Z")
	if said := s.invokeReap(t.Context(), t, nil); !strings.Contains(said, "clone (2026-01-01T00:00:00Z) has expired") || !strings.Contains(said, "dry run") {
		t.Errorf("the dry run says %s", said)
	}
	if said := s.invokeReap(t.Context(), t, map[string]any{"dry_run": false}); !strings.Contains(said, "1 deleted clone") {
		t.Errorf("the action says %s", said)
	}
	if out := w.run(t, "plan", "-no-color"); !strings.Contains(out, "1 to add, 0 to change, 0 to destroy") {
		t.Errorf("the plan after that says:\n%s", out)
	}
}

var identityType = tftypes.Object{AttributeTypes: map[string]tftypes.Type{
	"account_id": tftypes.String, "region": tftypes.String, "cluster_identifier": tftypes.String,
}}

func TestAClusterIsImportedByItsIdentity(t *testing.T) {
	startControlPlane(t)
	handmade(t, "manual")
	s := serveInProcess(t)
	importBy := func(given map[string]any) *tfprotov6.ImportResourceStateResponse {
		resp, err := s.ImportResourceState(t.Context(), &tfprotov6.ImportResourceStateRequest{
			TypeName: "dbartifact_cluster", Identity: &tfprotov6.ResourceIdentityData{IdentityData: dynamic(t, identityType, given)},
		})
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	for name, elsewhere := range map[string]map[string]any{
		"another Region":  {"cluster_identifier": "manual", "region": "eu-central-1"},
		"another account": {"cluster_identifier": "manual", "account_id": "999999999999"},
	} {
		if resp := importBy(elsewhere); len(resp.Diagnostics) != 1 || resp.Diagnostics[0].Summary != "Cluster is elsewhere" {
			t.Errorf("%s: got %v", name, resp.Diagnostics)
		}
	}
	imported := importBy(map[string]any{"cluster_identifier": "manual", "region": "us-east-1"})
	refuseErrors(t, imported.Diagnostics)
	one := imported.ImportedResources[0]
	read, err := s.ReadResource(t.Context(), &tfprotov6.ReadResourceRequest{
		TypeName: "dbartifact_cluster", CurrentState: one.State, CurrentIdentity: one.Identity, Private: one.Private,
	})
	if err != nil {
		t.Fatal(err)
	}
	refuseErrors(t, read.Diagnostics)
	if identity := fields(t, identityType, read.NewIdentity.IdentityData); identity["account_id"] != sandbox.AccountID || identity["region"] != "us-east-1" {
		t.Errorf("the identity is %v", identity)
	}
	state := fields(t, s.schemas.ResourceSchemas["dbartifact_cluster"].ValueType(), read.NewState)
	if state["arn"] == "" || state["owner_token"] != "" || state["cluster_resource_id"] == "" {
		t.Errorf("the state is %v", state)
	}
}
