package changelog

import (
	"fmt"

	"go.yaml.in/yaml/v3"
)

// yamlReferences reads the references of a YAML or JSON changelog. JSON goes
// through the YAML reader as in Liquibase itself, whose JsonChangeLogParser
// extends its YamlChangeLogParser; it also keeps the line numbers.
func yamlReferences(content []byte) ([]reference, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		return nil, fmt.Errorf("reading YAML or JSON: %w", err)
	}
	return walkYAML(&document)
}

// walkYAML visits every mapping once. What an alias stands for is visited where
// it is anchored, so aliases are not followed and cannot multiply.
func walkYAML(node *yaml.Node) ([]reference, error) {
	var refs []reference
	if node.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			if value.Kind != yaml.MappingNode {
				continue
			}
			found, err := referencesOf(key.Value, key.Line, func(attribute string) string {
				return scalar(value, attribute)
			})
			if err != nil {
				return nil, err
			}
			refs = append(refs, found...)
		}
	}
	for _, child := range node.Content {
		found, err := walkYAML(child)
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
	return refs, nil
}

// scalar returns the text of a mapping's scalar, "" when there is none.
func scalar(mapping *yaml.Node, key string) string {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		value := mapping.Content[i+1]
		if value.Kind == yaml.AliasNode {
			value = value.Alias
		}
		if mapping.Content[i].Value == key && value.Kind == yaml.ScalarNode && value.Tag != "!!null" {
			return value.Value
		}
	}
	return ""
}
