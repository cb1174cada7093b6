package compile

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// readYAML reads the changesets of a YAML or JSON changelog.
func readYAML(name string, content []byte) (changelogFile, error) {
	var file changelogFile
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil || len(document.Content) == 0 {
		return file, err
	}
	entries := follow(member(document.Content[0], "databaseChangeLog"))
	if entries == nil || entries.Kind != yaml.SequenceNode {
		return file, nil
	}
	logicalPath := name
	for _, entry := range entries.Content {
		if value := member(entry, "logicalFilePath"); value != nil {
			logicalPath = value.Value
		}
		if conditions := member(entry, "preConditions"); conditions != nil {
			file.condition(inList(conditions, "onFail"), inList(conditions, "onError"))
		}
		changeset := member(entry, "changeSet")
		if changeset == nil {
			continue
		}
		d, err := readYAMLChangeset(changeset, logicalPath)
		if err != nil {
			return file, err
		}
		file.changesets = append(file.changesets, d)
	}
	return file, nil
}

func readYAMLChangeset(changeset *yaml.Node, logicalPath string) (declared, error) {
	d := byDefault()
	d.path = logicalPath
	for key, value := range members(changeset) {
		switch {
		case key == "preConditions":
			d.preconditioned = true
		case strings.EqualFold(key, "validCheckSum") && value.Kind == yaml.SequenceNode:
			for _, sum := range value.Content {
				_ = d.set(key, sum.Value)
			}
		case key == "changes" && value.Kind == yaml.SequenceNode:
			for _, change := range value.Content {
				for name, body := range members(follow(change)) {
					d.changes = append(d.changes, name)
					if delimiter := member(body, "endDelimiter"); delimiter != nil {
						_ = d.set("endDelimiter", delimiter.Value)
					}
				}
			}
		case value.Kind == yaml.ScalarNode:
			if err := d.set(key, asJava(value)); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

// asJava writes a scalar as Liquibase has it after reading: 1.10 is a number, and
// its text 1.1.
func asJava(scalar *yaml.Node) string {
	switch scalar.Tag {
	case "!!float":
		if f, err := strconv.ParseFloat(scalar.Value, 64); err == nil {
			text := strconv.FormatFloat(f, 'f', -1, 64)
			if !strings.Contains(text, ".") {
				text += ".0"
			}
			return text
		}
	case "!!int":
		var n int64
		if err := scalar.Decode(&n); err == nil {
			return strconv.FormatInt(n, 10)
		}
	}
	return scalar.Value
}

// inList finds an attribute that stands among preconditions in a list, or in a
// mapping.
func inList(node *yaml.Node, key string) string {
	if node.Kind == yaml.SequenceNode {
		for _, item := range node.Content {
			if value := member(item, key); value != nil {
				return value.Value
			}
		}
	}
	if value := member(node, key); value != nil {
		return value.Value
	}
	return ""
}

// member returns a mapping's value, nil without one.
func member(node *yaml.Node, key string) *yaml.Node {
	return members(node)[key]
}

// members are a mapping's values by key, those of merged mappings included.
func members(node *yaml.Node) map[string]*yaml.Node {
	node = follow(node)
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	all := make(map[string]*yaml.Node)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], follow(node.Content[i+1])
		if key.Tag != "!!merge" || value.Kind != yaml.MappingNode {
			continue
		}
		for j := 0; j+1 < len(value.Content); j += 2 {
			all[value.Content[j].Value] = follow(value.Content[j+1])
		}
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if key := node.Content[i]; key.Tag != "!!merge" {
			all[key.Value] = follow(node.Content[i+1])
		}
	}
	return all
}

func follow(node *yaml.Node) *yaml.Node {
	if node != nil && node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}
