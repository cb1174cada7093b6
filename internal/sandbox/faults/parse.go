package faults

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// document is a file of rules, and what the admin endpoint takes.
type document struct {
	Faults []Rule `yaml:"faults"`
}

// Decode reads a YAML or JSON document with the member faults, a list of rules.
// A member that it does not know is refused.
func Decode(r io.Reader) ([]Rule, error) {
	var doc document
	in := yaml.NewDecoder(r) // JSON is YAML
	in.KnownFields(true)
	if err := in.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading faults: %w", err)
	}
	return doc.Faults, nil
}

// Parse reads a rule as a command line has it: OPERATION=FAULT[,KEY=VALUE]...,
// with the keys of Decode's documents.
func Parse(text string) (Rule, error) {
	parts := strings.Split(text, ",")
	operation, fault, found := strings.Cut(parts[0], "=")
	if !found || operation == "" || fault == "" {
		return Rule{}, fmt.Errorf("parsing the fault %q: want OPERATION=FAULT[,KEY=VALUE]", text)
	}
	r := Rule{Operation: operation, Fault: Fault(fault)}
	for _, part := range parts[1:] {
		key, value, _ := strings.Cut(part, "=")
		if err := r.set(key, value); err != nil {
			return Rule{}, fmt.Errorf("parsing %q of the fault %q: %w", part, text, err)
		}
	}
	if err := r.check(); err != nil {
		return Rule{}, fmt.Errorf("parsing the fault %q: %w", text, err)
	}
	return r, nil
}

// set sets the field that a key names.
func (r *Rule) set(key, value string) (err error) {
	switch key {
	case "service":
		r.Service = value
	case "target":
		r.Target = value
	case "nth":
		r.Nth, err = strconv.Atoi(value)
	case "times":
		r.Times, err = strconv.Atoi(value)
	case "probability":
		r.Probability, err = strconv.ParseFloat(value, 64)
	case "delay":
		err = r.Delay.UnmarshalText([]byte(value))
	case "status":
		r.Status = value
	case "code":
		r.Code = value
	case "http_status":
		r.HTTPStatus, err = strconv.Atoi(value)
	case "message":
		r.Message = value
	default:
		return errors.New("there is no such key: want service, target, nth, times, probability, delay, status, code, http_status or message")
	}
	return err
}
