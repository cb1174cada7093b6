package artifact

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/agext/levenshtein"
)

// Words and keys of database-artifact-factory.
const (
	wordDontCare = "dontcare" // a setting that is not given
	wordSource   = "source"   // subnet_ids, vpc_id: the source's own
	keyURL       = "liquibase_changelog_url"
	keySubnets   = "subnet_ids"
	keyVPC       = "vpc_id"
)

// settings are the keys of each section and where their values go in a
// [Config]. They are read off its JSON names, so that no setting can be
// forgotten here; a nested one is written with a dot.
var settings = map[string]map[string][]int{
	sectionSource: fieldsOf(reflect.TypeFor[SourceDB](), "", []int{0}),
	sectionTarget: fieldsOf(reflect.TypeFor[TargetDB](), "", []int{1}),
}

func fieldsOf(t reflect.Type, prefix string, at []int) map[string][]int {
	fields := make(map[string][]int)
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		index := append(slices.Clone(at), i)
		if ft := t.Field(i).Type; ft.Kind() == reflect.Pointer && ft.Elem().Kind() == reflect.Struct {
			maps.Copy(fields, fieldsOf(ft.Elem(), prefix+name+".", index))
			continue
		}
		fields[prefix+name] = index
	}
	return fields
}

// assign puts the entry's value where its key says, and returns what is wrong
// with either, "" for nothing.
func (r *iniReader) assign(known map[string][]int, e iniEntry) string {
	absent := e.value == "" || e.value == wordDontCare
	index, ok := known[e.key]
	switch {
	case e.section == sectionSource && e.key == keyURL:
		if absent {
			return ""
		}
		return "no longer read, expected " + wordDontCare + ": download the changelog and give its path as liquibase_changelog_path"
	case !ok:
		return "unknown key" + r.belongsElsewhere(e) + didYouMean(e.key, slices.Collect(maps.Keys(known)), "", "")
	case absent, (e.key == keySubnets || e.key == keyVPC) && e.value == wordSource:
		return ""
	case strings.Contains(e.value, "%("):
		return fmt.Sprintf("got %q, expected a plain value: nothing is inserted for %%(name)s", e.value)
	}
	if expected := set(fieldAt(reflect.ValueOf(&r.config).Elem(), index), e.value); expected != "" {
		return fmt.Sprintf("got %q, expected %s", e.value, expected) + commentInside(e.value)
	}
	return ""
}

func (r *iniReader) belongsElsewhere(e iniEntry) string {
	for _, section := range sectionNames() {
		if _, ok := settings[section][e.key]; ok {
			return ": it belongs into [" + section + "]"
		}
	}
	return ""
}

// fieldAt is FieldByIndex that makes what a pointer on the way should point to.
func fieldAt(v reflect.Value, index []int) reflect.Value {
	for _, i := range index {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v
}

// set reads text into v and returns what was expected when it cannot. A zero
// that would pass for "not given" later is refused here.
func set(v reflect.Value, text string) (expected string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Slice:
		for item := range strings.SplitSeq(text, ",") {
			v.Set(reflect.Append(v, reflect.ValueOf(strings.TrimSpace(item))))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for item := range strings.SplitSeq(text, ",") {
			name, value, ok := strings.Cut(item, "=")
			if !ok {
				return "NAME=VALUE, with commas between several"
			}
			v.SetMapIndex(reflect.ValueOf(strings.TrimSpace(name)), reflect.ValueOf(strings.TrimSpace(value)))
		}
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if err != nil || n == 0 {
			return "a whole number above 0"
		}
		v.SetInt(int64(n))
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return "a number"
		}
		v.SetFloat(f)
	case reflect.Bool:
		b, ok := booleans[strings.ToLower(text)]
		if !ok {
			return "true or false"
		}
		v.SetBool(b)
	case reflect.Pointer:
		return setPointer(v, text)
	default:
		return "a setting that an INI file can hold"
	}
	return ""
}

// setPointer reads a setting whose zero is a value of its own.
func setPointer(v reflect.Value, text string) (expected string) {
	target := reflect.New(v.Type().Elem())
	if n, err := strconv.Atoi(text); err == nil && n == 0 && target.Elem().Kind() == reflect.Int {
		v.Set(target)
		return ""
	}
	if expected := set(target.Elem(), text); expected != "" {
		return strings.TrimSuffix(expected, " above 0")
	}
	v.Set(target)
	return ""
}

// booleans as configparser reads them.
var booleans = map[string]bool{
	"true": true, "yes": true, "on": true, "1": true,
	"false": false, "no": false, "off": false, "0": false,
}

func sectionNames() []string { return []string{sectionSource, sectionTarget} }

// commentInside helps whoever wrote a comment behind a value.
func commentInside(value string) string {
	if strings.Contains(value, " ;") || strings.Contains(value, " #") {
		return " (a comment stands on a line of its own)"
	}
	return ""
}

// didYouMean offers the nearest of known when it is near enough, so that a slip
// of the finger names its own cure.
func didYouMean(got string, known []string, before, after string) string {
	slices.Sort(known)
	best, least := "", 1+max(2, len(got)/2)
	for _, candidate := range known {
		if d := levenshtein.Distance(got, candidate, nil); d < least {
			best, least = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return ", did you mean " + before + best + after + "?"
}
