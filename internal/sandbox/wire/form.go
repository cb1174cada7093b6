package wire

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// node is one name of a query form: `Tags.Tag.1.Key=a` is the node Tags with the
// child Tag with the child 1 with the child Key, whose value is a.
type node struct {
	value    *string
	children map[string]*node
}

func (n *node) child(name string) *node {
	if n.children == nil {
		n.children = map[string]*node{}
	}
	c := n.children[name]
	if c == nil {
		c = &node{}
		n.children[name] = c
	}
	return c
}

// names returns the children's names in order, so that a refusal names the same
// parameter each time.
func (n *node) names() []string { return slices.Sorted(maps.Keys(n.children)) }

// parseForm turns a form into its tree, without the two parameters that name the
// operation.
func parseForm(form url.Values) *node {
	root := &node{}
	for name, values := range form {
		if name == "Action" || name == "Version" {
			continue
		}
		at := root
		for part := range strings.SplitSeq(name, ".") {
			at = at.child(part)
		}
		if len(values) > 0 {
			at.value = &values[0]
		}
	}
	return root
}

// elements returns a list's elements in the order of their numbers. A list may be
// flattened (`SubnetId.1`), or hold its elements under the member name of its
// model (`SubnetIds.SubnetIdentifier.1`) or under `member`. The second result
// names a child that is none of these.
func (n *node) elements(member string) (items []*node, stray string) {
	numbered := map[int]*node{}
	for _, name := range n.names() {
		if index, err := strconv.Atoi(name); err == nil {
			numbered[index] = n.children[name]
			continue
		}
		if name != member && name != "member" {
			return nil, name
		}
		inner := n.children[name]
		for _, number := range inner.names() {
			index, err := strconv.Atoi(number)
			if err != nil {
				return nil, name + "." + number
			}
			numbered[index] = inner.children[number]
		}
	}
	for _, index := range slices.Sorted(maps.Keys(numbered)) {
		items = append(items, numbered[index])
	}
	return items, ""
}
