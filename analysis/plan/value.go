package plan

import "strconv"

// text is a property that is a text, false where it is not there or not known.
func text(values object, name string) (string, bool) {
	switch v := values[name].(type) {
	case string:
		return v, v != ""
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	}
	return "", false
}

// flag is a property that is true or false; templates write them as texts too.
func flag(values object, name string) (on, ok bool) {
	switch v := values[name].(type) {
	case bool:
		return v, true
	case string:
		on, err := strconv.ParseBool(v)
		return on, err == nil
	}
	return false, false
}

// number is a property that is a whole number; templates write them as texts too.
func number(values object, name string) (int, bool) {
	switch v := values[name].(type) {
	case float64:
		return int(v), v == float64(int(v))
	case int:
		return v, true
	case string:
		n, err := strconv.Atoi(v)
		return n, err == nil
	}
	return 0, false
}

// isUnknown reports whether a property is there, and known only after the change is made.
func isUnknown(values object, name string) bool {
	_, unknown := values[name].(Unknown)
	return unknown
}

// texts are the known texts of a list, and whether there are others in it.
func texts(v any) (known []string, unknown bool) {
	switch v := v.(type) {
	case Unknown:
		return nil, true
	case string:
		return []string{v}, false
	case []any:
		for _, e := range v {
			switch e := e.(type) {
			case string:
				known = append(known, e)
			case Unknown:
				unknown = true
			case []any: // a list within a list, as references to lists make them
				more, others := texts(e)
				known, unknown = append(known, more...), unknown || others
			}
		}
	}
	return known, unknown
}

// hasUnknown reports whether anything in a value is not known.
func hasUnknown(v any) bool {
	switch v := v.(type) {
	case Unknown:
		return true
	case []any:
		for _, e := range v {
			if hasUnknown(e) {
				return true
			}
		}
	case object:
		for _, e := range v {
			if hasUnknown(e) {
				return true
			}
		}
	}
	return false
}

// asAny is a list of texts as a document has it.
func asAny(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// put sets a member of an element to a property that is there and known; an unknown one takes it away.
func put(e object, member string, values object, name string) (unknown bool) {
	v, there := values[name]
	switch {
	case !there:
		return false
	case hasUnknown(v):
		delete(e, member)
		return true
	case v == nil:
		delete(e, member)
	default:
		e[member] = v
	}
	return false
}

// tags are Key and Value as documents have them; properties have them so too.
func tags(values object) ([]any, bool) {
	list, ok := values["Tags"].([]any)
	if !ok || hasUnknown(list) {
		return nil, false
	}
	return list, true
}
