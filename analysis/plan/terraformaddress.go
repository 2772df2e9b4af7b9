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

// attributeName is an attribute of Terraform's by the name that CloudFormation has for it.
func attributeName(name string) string {
	switch name {
	case "", "id":
		return ""
	case "default_security_group_id":
		return "DefaultSecurityGroup"
	case "default_network_acl_id":
		return "DefaultNetworkAcl"
	case "default_route_table_id", "main_route_table_id":
		return "DefaultRouteTable"
	}
	return camel(name)
}

// snake is CamelCase in snake_case: the attribute of a property.
func snake(name string) string {
	if of, ok := map[string]string{"DefaultSecurityGroup": "default_security_group_id",
		"DefaultNetworkAcl": "default_network_acl_id", "DefaultRouteTable": "default_route_table_id"}[name]; ok {
		return of
	}
	var b strings.Builder
	for i, r := range name {
		if r >= 'A' && r <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// camel is snake_case in CamelCase.
func camel(name string) string {
	var b strings.Builder
	for _, part := range strings.Split(name, "_") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}
