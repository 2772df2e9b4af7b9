package plan

import (
	"strconv"
	"strings"
)

// step is a module call in an address, with the key of the instance as it is written there, "" for none.
type step struct{ name, key string }

// steps are the module calls of an address.
func steps(address string) []step {
	var out []step
	for _, part := range split(address) {
		if len(out) > 0 && out[len(out)-1].name == "" {
			name, key := part, ""
			if i := strings.IndexByte(part, '['); i >= 0 {
				name, key = part[:i], part[i:]
			}
			out[len(out)-1] = step{name, key}
			continue
		}
		if part != "module" {
			break
		}
		out = append(out, step{})
	}
	return out
}

// split cuts an address at its dots, but for those in the keys of instances.
func split(address string) []string {
	var out []string
	start, quoted, depth := 0, false, 0
	for i := 0; i < len(address); i++ {
		switch ch := address[i]; {
		case quoted && ch == '\\':
			i++
		case ch == '"':
			quoted = !quoted
		case quoted:
		case ch == '[':
			depth++
		case ch == ']':
			depth--
		case ch == '.' && depth == 0:
			out = append(out, address[start:i])
			start = i + 1
		}
	}
	if address != "" {
		out = append(out, address[start:])
	}
	return out
}

// plainAddress is an address without the key of its last part, which is the resource's own.
func plainAddress(address string) string {
	parts := split(address)
	if n := len(parts); n > 0 {
		if i := strings.IndexByte(parts[n-1], '['); i >= 0 {
			parts[n-1] = parts[n-1][:i]
		}
	}
	return strings.Join(parts, ".")
}

// keyOf is the key of a resource's instance as it is written in its address, "" for none.
func keyOf(address string) string {
	parts := split(address)
	if len(parts) == 0 {
		return ""
	}
	last := parts[len(parts)-1]
	if i := strings.IndexByte(last, '['); i >= 0 {
		return last[i:]
	}
	return ""
}

// writtenKey is a key as addresses have it: [0], ["a"].
func writtenKey(key any) string {
	switch k := key.(type) {
	case float64:
		return "[" + strconv.Itoa(int(k)) + "]"
	case string:
		return "[" + strconv.Quote(k) + "]"
	}
	return ""
}
