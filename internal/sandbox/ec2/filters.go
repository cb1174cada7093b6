package ec2

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type filterParameter struct {
	Name   string   `aws:",required"`
	Values []string `aws:"Value"`
}

type filtersParameter struct {
	Filters    []filterParameter `aws:"Filter"`
	MaxResults *int
	NextToken  string
}

// selectBy returns those of all that pass a request's filters. A known filter is
// given as a function of what its value is; those on tags are known everywhere.
// Filter values may hold the wildcards * and ?.
func selectBy[T any](p filtersParameter, all []T, tags func(T) account.Tags, known map[string]func(T) string) ([]T, error) {
	if p.NextToken != "" {
		return nil, wire.InvalidValuef("Invalid value '%s' for NextToken.", p.NextToken)
	}
	for _, f := range p.Filters {
		if known[f.Name] == nil && f.Name != "tag-key" && !strings.HasPrefix(f.Name, "tag:") {
			return nil, wire.InvalidValuef("The filter '%s' is invalid", f.Name)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(one T) bool {
		return slices.ContainsFunc(p.Filters, func(f filterParameter) bool { return !f.passes(valuesOf(f.Name, one, tags(one), known)) })
	}), nil
}

// without returns the parameter less the filters of a name, which holds is to
// look at.
func (p filtersParameter) without(name string) filtersParameter {
	p.Filters = slices.DeleteFunc(slices.Clone(p.Filters), func(f filterParameter) bool { return f.Name == name })
	return p
}

// holds tells whether something with several values passes the filters of a name.
func (p filtersParameter) holds(name string, values []string) bool {
	return !slices.ContainsFunc(p.Filters, func(f filterParameter) bool { return f.Name == name && !f.passes(values) })
}

func valuesOf[T any](filter string, one T, tags account.Tags, known map[string]func(T) string) []string {
	if of := known[filter]; of != nil {
		return []string{of(one)}
	}
	var values []string
	key, isValue := strings.CutPrefix(filter, "tag:")
	for _, t := range tags {
		if !isValue {
			values = append(values, t.Key)
		} else if t.Key == key {
			values = append(values, t.Value)
		}
	}
	return values
}

func (f filterParameter) passes(values []string) bool {
	return slices.ContainsFunc(f.Values, func(pattern string) bool {
		return slices.ContainsFunc(values, func(v string) bool { return v == pattern || like(pattern, v) })
	})
}

// like matches EC2's wildcards. The characters that mean something to path.Match
// alone are taken as they are.
func like(pattern, value string) bool {
	quoted := strings.NewReplacer(`\`, `\\`, `[`, `\[`).Replace(pattern)
	plain := strings.NewReplacer("/", "\x00") // path.Match's * stops at a slash, EC2's does not
	matched, err := path.Match(plain.Replace(quoted), plain.Replace(value))
	return err == nil && matched
}

func flag(b bool) string {
	if b {
		return "true"
	}
	return "false"
}

// wanted returns the things of these ids, or all when there are none; missing is
// called with the first id that is not there.
func wanted[T any](ids []string, all map[string]T, id func(T) string, missing func(string) error) ([]T, error) {
	if len(ids) == 0 {
		return account.Sorted(maps.Values(all), id), nil
	}
	var found []T
	for _, want := range ids {
		one, ok := all[want]
		if !ok {
			return nil, missing(want)
		}
		found = append(found, one)
	}
	return found, nil
}
