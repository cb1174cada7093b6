package wire_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type shared struct {
	Tags []struct{ Key, Value string } `aws:",list=Tag"`
}

type input struct {
	Name    string `aws:"Identifier,required"`
	Port    *int
	Ratio   *float64
	Force   bool
	At      *time.Time
	Subnets []string `aws:"SubnetIds,list=SubnetIdentifier"`
	Ranges  []struct {
		CIDR   string `aws:"CidrIp"`
		Nested struct{ Values []string }
	} `aws:"Ranges"`
	shared
}

func TestDecode(t *testing.T) {
	t.Parallel()
	port, ratio := 5432, 0.5
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	cases := []struct {
		name, form string
		want       input
	}{
		{"scalars", "Action=A&Version=V&Identifier=x&Port=5432&Ratio=0.5&Force=True&At=2026-11-22T10:00:00Z", input{Name: "x", Port: &port, Ratio: &ratio, Force: true, At: &at}},
		{"list under its member", "Identifier=x&SubnetIds.SubnetIdentifier.2=b&SubnetIds.SubnetIdentifier.1=a", input{Name: "x", Subnets: []string{"a", "b"}}},
		{"list under member", "Identifier=x&SubnetIds.member.1=a", input{Name: "x", Subnets: []string{"a"}}},
		{"flattened list, ten and more", "Identifier=x&SubnetIds.10=c&SubnetIds.9=b&SubnetIds.1=a", input{Name: "x", Subnets: []string{"a", "b", "c"}}},
		{"empty list", "Identifier=x&SubnetIds=", input{Name: "x", Subnets: []string{}}},
		{"structures of an embedded field", "Identifier=x&Tags.Tag.1.Key=k&Tags.Tag.1.Value=v", input{Name: "x", shared: shared{Tags: []struct{ Key, Value string }{{"k", "v"}}}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var got input
			if err := wire.Decode("Act", parse(t, c.form), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(input{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, form, want string }{
		{"what it does not know", "Identifier=x&Colour=red", "UnknownParameter: The parameter Colour is not recognized: the sandbox does not model it for Act."},
		{"what it does not know in a structure", "Identifier=x&Tags.Tag.1.Colour=red", "UnknownParameter: The parameter Tags.1.Colour is not recognized: the sandbox does not model it for Act."},
		{"a list under another member", "Identifier=x&SubnetIds.Subnet.1=a", "UnknownParameter: The parameter SubnetIds.Subnet is not recognized: the sandbox does not model it for Act."},
		{"a structure where a scalar is due", "Identifier.Deep=x", "UnknownParameter: The parameter Identifier.Deep is not recognized: the sandbox does not model it for Act."},
		{"what is missing", "Port=5432", "MissingParameter: The request must contain the parameter Identifier"},
		{"no number", "Identifier=x&Port=high", "InvalidParameterValue: Invalid value 'high' for parameter Port"},
		{"no time", "Identifier=x&At=noon", "InvalidParameterValue: Invalid value 'noon' for parameter At"},
		{"no boolean", "Identifier=x&Force=maybe", "InvalidParameterValue: Invalid value 'maybe' for parameter Force"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := wire.Decode("Act", parse(t, c.form), &input{})
			var refusal *wire.Error
			if !errors.As(err, &refusal) || refusal.Error() != c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func parse(t *testing.T, form string) url.Values {
	t.Helper()
	values, err := url.ParseQuery(form)
	if err != nil {
		t.Fatal(err)
	}
	return values
}
