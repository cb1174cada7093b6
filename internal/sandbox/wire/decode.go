package wire

import (
	"net/url"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// Decode fills the struct that into points to from a query form. Fields are
// taken by name; the tag `aws:"Name,required,list=Member"` gives another name,
// asks for presence, and names a list's member. Fields are strings, integers,
// floats, booleans, times (ISO 8601), structs, pointers to these (nil when the
// request does not hold them) and slices. Embedded structs share their fields.
//
// A parameter that no field takes is refused by its full name: an operation
// never ignores what it does not model.
func Decode(action string, form url.Values, into any) error {
	return decoder{action}.structure(parseForm(form), "", reflect.ValueOf(into).Elem())
}

type decoder struct{ action string }

type field struct {
	value        reflect.Value
	name, member string
	required     bool
}

func fieldsOf(v reflect.Value) []field {
	var all []field
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			all = append(all, fieldsOf(v.Field(i))...)
			continue
		}
		one := field{value: v.Field(i), name: f.Name}
		for i, part := range strings.Split(f.Tag.Get("aws"), ",") {
			switch member, isList := strings.CutPrefix(part, "list="); {
			case isList:
				one.member = member
			case part == "required":
				one.required = true
			case i == 0 && part != "":
				one.name = part
			}
		}
		all = append(all, one)
	}
	return all
}

func (d decoder) structure(from *node, path string, into reflect.Value) error {
	known := map[string]bool{}
	for _, f := range fieldsOf(into) {
		known[f.name] = true
		n := from.children[f.name]
		if n == nil {
			if f.required {
				return Refusef("MissingParameter", "The request must contain the parameter %s", path+f.name)
			}
			continue
		}
		if err := d.value(n, path+f.name, f.member, f.value); err != nil {
			return err
		}
	}
	for _, name := range from.names() {
		if !known[name] {
			return d.unknown(path + name)
		}
	}
	return nil
}

func (d decoder) unknown(name string) error {
	return Refusef("UnknownParameter", "The parameter %s is not recognized: the sandbox does not model it for %s.", name, d.action)
}

func (d decoder) value(from *node, path, member string, into reflect.Value) error {
	if into.Kind() == reflect.Pointer {
		fresh := reflect.New(into.Type().Elem())
		if err := d.value(from, path, member, fresh.Elem()); err != nil {
			return err
		}
		into.Set(fresh)
		return nil
	}
	if into.Kind() == reflect.Slice {
		return d.list(from, path, member, into)
	}
	if into.Kind() == reflect.Struct && into.Type() != reflect.TypeFor[time.Time]() {
		return d.structure(from, path+".", into)
	}
	if len(from.children) > 0 {
		return d.unknown(path + "." + from.names()[0])
	}
	text := ""
	if from.value != nil {
		text = *from.value
	}
	return scalar(text, path, into)
}

func (d decoder) list(from *node, path, member string, into reflect.Value) error {
	items, stray := from.elements(member)
	if stray != "" {
		return d.unknown(path + "." + stray)
	}
	list := reflect.MakeSlice(into.Type(), len(items), len(items))
	for i, item := range items {
		if err := d.value(item, path+"."+strconv.Itoa(i+1), "", list.Index(i)); err != nil {
			return err
		}
	}
	into.Set(list)
	return nil
}

func scalar(text, path string, into reflect.Value) error {
	var err error
	switch into.Kind() {
	case reflect.String:
		into.SetString(text)
	case reflect.Int:
		var n int64
		if n, err = strconv.ParseInt(text, 10, 64); err == nil {
			into.SetInt(n)
		}
	case reflect.Float64:
		var f float64
		if f, err = strconv.ParseFloat(text, 64); err == nil {
			into.SetFloat(f)
		}
	case reflect.Bool:
		var b bool
		if b, err = strconv.ParseBool(strings.ToLower(text)); err == nil {
			into.SetBool(b)
		}
	default: // time.Time, the only other kind that fields have
		var t time.Time
		if t, err = time.Parse(time.RFC3339Nano, text); err == nil {
			into.Set(reflect.ValueOf(t))
		}
	}
	if err != nil {
		return InvalidValuef("Invalid value '%s' for parameter %s", text, path)
	}
	return nil
}
