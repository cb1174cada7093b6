package account

import "slices"

// Tag is a key and a value.
type Tag struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Tags are a resource's tags in the order in which they were set.
type Tags []Tag

// With returns the tags with these set, each key once.
func (t Tags) With(tags ...Tag) Tags {
	out := slices.Clone(t)
	for _, tag := range tags {
		if i := slices.IndexFunc(out, func(o Tag) bool { return o.Key == tag.Key }); i >= 0 {
			out[i].Value = tag.Value
			continue
		}
		out = append(out, tag)
	}
	return out
}

// Without returns the tags less those with these keys.
func (t Tags) Without(keys ...string) Tags {
	return slices.DeleteFunc(slices.Clone(t), func(o Tag) bool { return slices.Contains(keys, o.Key) })
}

// Get returns the value of a key, "" when it is not set.
func (t Tags) Get(key string) string {
	for _, tag := range t {
		if tag.Key == key {
			return tag.Value
		}
	}
	return ""
}
