package rds

import (
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Parameters that many operations share.

type tagParameter struct {
	Key   string
	Value string
}

type tagsParameter struct {
	Tags []tagParameter `aws:",list=Tag"`
}

// tags checks the tags of a request and returns them.
func (p tagsParameter) tags() (account.Tags, error) {
	var tags account.Tags
	for _, t := range p.Tags {
		if err := checkTag(t.Key, t.Value); err != nil {
			return nil, err
		}
		tags = tags.With(account.Tag{Key: t.Key, Value: t.Value})
	}
	if len(tags) > 50 {
		return nil, wire.InvalidValuef("A resource can have at most 50 tags.")
	}
	return tags, nil
}

type filterParameter struct {
	Name   string   `aws:",required"`
	Values []string `aws:",list=Value"`
}

type filtersParameter struct {
	Filters []filterParameter `aws:",list=Filter"`
}

// matcher checks the filters against the names that an operation knows and
// returns what tells whether something passes all of them. A known filter is
// given as a function of what its value is.
func matcher[T any](p filtersParameter, known map[string]func(T) []string) (func(T) bool, error) {
	for _, f := range p.Filters {
		if known[f.Name] == nil {
			return nil, wire.InvalidValuef("Unrecognized filter name: %s", f.Name)
		}
		if len(f.Values) == 0 {
			return nil, wire.InvalidCombinationf("The list of %s must not be empty.", f.Name)
		}
	}
	return func(one T) bool {
		for _, f := range p.Filters {
			if !slices.ContainsFunc(known[f.Name](one), func(has string) bool {
				return slices.ContainsFunc(f.Values, func(want string) bool { return strings.EqualFold(has, want) })
			}) {
				return false
			}
		}
		return true
	}, nil
}

type pagingParameter struct {
	MaxRecords *int
	Marker     string
}

// check refuses a page size outside 20 to highest.
func (p pagingParameter) check(highest int) error {
	if p.MaxRecords != nil && (*p.MaxRecords < 20 || *p.MaxRecords > highest) {
		return wire.InvalidValuef("Invalid value for max records. Must be between 20 and %d", highest)
	}
	return nil
}

// page cuts one page out of a sorted list. A marker is the name of the last
// thing on the page before; so things that come and go shift nothing.
func page[T any](p pagingParameter, all []T, name func(T) string) (items []T, marker string) {
	size := 100
	if p.MaxRecords != nil {
		size = *p.MaxRecords
	}
	if p.Marker != "" {
		first := slices.IndexFunc(all, func(one T) bool { return name(one) > p.Marker })
		if first < 0 {
			return nil, ""
		}
		all = all[first:]
	}
	if len(all) <= size {
		return all, ""
	}
	return all[:size], name(all[size-1])
}

type scalingParameter struct {
	MinCapacity           *float64
	MaxCapacity           *float64
	SecondsUntilAutoPause *int
}

// set puts the value that a request gives over one that is, when it gives one.
func set[T any](target *T, given *T) {
	if given != nil {
		*target = *given
	}
}

// setText is set for parameters whose empty value means "not given".
func setText(target *string, given string) {
	if given != "" {
		*target = given
	}
}

// trimARN returns the name in an ARN of a kind in the Region; a name is returned
// as it is.
func trimARN(region, kind, nameOrARN string) string {
	return strings.TrimPrefix(nameOrARN, account.ARN("rds", region, kind))
}
