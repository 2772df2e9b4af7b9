package check

import (
	"fmt"
	"strings"
)

// name is what people call a resource of the region: its name, or its id where it has none or is not in the snapshot.
func (p *Pass) name(id string) string { return p.Region.NameOf(id) }

// label is the name with the id behind it, for where the id matters.
func (p *Pass) label(id string) string {
	if name := p.name(id); name != id {
		return name + " (" + id + ")"
	}
	return id
}

// namesOf are the names of resources, joined for a sentence: "app-a, app-b and 3 more".
func (p *Pass) namesOf(ids []string) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.name(id)
	}
	return join(names)
}

// listed is how many things a sentence names before it counts the rest.
const listed = 3

// join lists things in a sentence: "a", "a and b", "a, b and c", "a, b, c and 4 more".
func join(words []string) string {
	switch n := len(words); {
	case n == 0:
		return ""
	case n == 1:
		return words[0]
	case n > listed:
		return fmt.Sprintf("%s and %d more", strings.Join(words[:listed], ", "), n-listed)
	default:
		return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
	}
}

// ruleText is a rule's text with the name of the group or list that it refers to: "tcp 5432 → orders-db".
func (p *Pass) ruleText(rule string) string {
	if ports, peer, ok := strings.Cut(rule, "→ "); ok {
		return ports + "→ " + p.name(peer)
	}
	return rule
}
