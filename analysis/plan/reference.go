package plan

import (
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// A plan's JSON tells of an expression what it refers to, and not what it makes of that. So a value that is known only
// after apply is a reference where one thing alone can be meant: the expression names one resource that is yet to come.
// Where it names the instances of one by count.index or each.key, that of the same key is assumed; where it goes by a
// local value, which the JSON leaves out, the only resource of the kind that the module creates, then the plan. All
// that is assumed is listed, and Options.Strict assumes nothing.

// references are what an expression refers to, without those that others of its list go on from.
func references(expression any) []string {
	e, _ := expression.(map[string]any)
	list, _ := e["references"].([]any)
	var all []string
	for _, r := range list {
		if s, ok := r.(string); ok {
			all = append(all, s)
		}
	}
	shorter := map[string]bool{} // what others go on from
	for _, r := range all {
		for i := range r {
			if r[i] == '.' || r[i] == '[' {
				shorter[r[:i]] = true
			}
		}
	}
	var out []string
	seen := map[string]bool{}
	for _, r := range all {
		if !shorter[r] && !seen[r] {
			out, seen[r] = append(out, r), true
		}
	}
	return out
}

// search is what the references of a value lead to.
type search struct {
	takes  []string    // the types of resources that the value names
	found  []Reference // instances of resources
	given  []string    // ids that the plan has: of variables, of data sources, of what is there already
	keyed  bool        // by count.index, each.key or each.value
	key    string      // of the instance whose they are
	hidden bool        // by a local value, or something else that the plan does not show
	more   bool        // such a value may add to a list what nobody sees
	spread bool        // by all instances of a resource, of which the expression may take some
	read   bool        // by a data source that is read only when the plan is applied
	chosen bool        // beside what is true or false: the expression may take one resource or the other by it
	picked bool        // beside a number or a name: it may take one instance by it
	seen   map[string]bool
	steps  *int // that were followed, of all searches of one value
}

// within is a search of a part of what is looked for.
func (s *search) within(seen map[string]bool) *search {
	return &search{takes: s.takes, seen: seen, steps: s.steps}
}

// add takes what a search of a part has found.
func (s *search) add(one *search) {
	s.found, s.given = append(s.found, one.found...), append(s.given, one.given...)
	s.read, s.chosen, s.picked = s.read || one.read, s.chosen || one.chosen, s.picked || one.picked
}

// scope is where an expression stands: in a module, in an instance of a resource or of a module call.
type scope struct {
	module, key string
	forEach     any
}

// reference is what a value that is known only after apply refers to: [Reference], a list of them, or [Unknown]. want
// is how many elements of a list are not known, -1 for a value of its own. A list of its own has among them what is
// there already: the provider makes a whole set unknown of which one element is.
func (t *terraformReader) reference(c *terraformChange, path []string, expression any, want int) any {
	name := path[len(path)-1]
	takes, list := referring(c.Type, name)
	if takes == nil {
		return Unknown{}
	}
	s := &search{takes: takes, seen: map[string]bool{}, steps: new(int)}
	at := scope{module: c.Module, key: keyOf(c.Address)}
	if config := t.config(c); config != nil {
		at.forEach = config.ForEach
	}
	for _, ref := range references(expression) {
		t.follow(s, at, ref, 0)
	}
	if expression == nil {
		t.byArguments(s, c, name)
	}
	found := t.coming(s.found, takes, name)
	if len(found) == 0 && (s.hidden || expression == nil) && !s.read && !t.strict {
		found = t.only(c, takes)
		s.hidden, s.more = true, s.more && len(s.given) > 0
	}
	if len(found) > 1 && s.keyed && (want == 1 || want < 0 && !list) {
		found = slices.DeleteFunc(found, func(r Reference) bool { return keyOf(r.Address) != s.key })
	}
	guessed := s.hidden && !s.more || s.keyed && (s.spread || want >= 0 || list) ||
		s.spread && want < 0 && list && len(found) > 1
	if want < 0 && !list {
		if len(found) != 1 || s.read || t.strict && guessed {
			return Unknown{}
		}
		if guessed {
			t.assume(c, path, found)
		}
		return found[0]
	}
	if len(found) == 0 || want > 0 && (len(found) != want || s.read) || t.strict && guessed {
		return Unknown{}
	}
	if want < 0 && (s.picked && len(found) > 1 || s.chosen && t.resources(found) > 1) { // the plan does not tell which
		return Unknown{}
	}
	if guessed {
		t.assume(c, path, found)
	}
	var out []any
	if want < 0 {
		out = asAny(t.givenIn(s, name))
	}
	for _, r := range found {
		out = append(out, r)
	}
	if (s.more || s.read) && want < 0 {
		out = append(out, Unknown{})
	}
	return out
}

// resources is how many resources references name, however many instances those have.
func (t *terraformReader) resources(found []Reference) int {
	of := map[string]bool{}
	for _, r := range found {
		of[plainAddress(r.Address)] = true
	}
	return len(of)
}

// givenIn are the ids of a list that the plan has: those that are ids of what the list takes, and those of resources
// that are there.
func (t *terraformReader) givenIn(s *search, name string) []string {
	var out []string
	for _, id := range s.given {
		if strings.HasPrefix(id, idPrefix(s.takes[0])) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, r := range s.found {
		c := t.by[r.Address]
		if c == nil || !slices.Contains(s.takes, c.Type) && r.Attribute != camel(name) {
			continue
		}
		if a := c.action(); a != Keep && a != Update {
			continue
		}
		id := stringOf(c.Change.Before["id"])
		if r.Attribute != "" { // a VPC's default group, a role's ARN
			id = stringOf(c.Change.Before[snake(r.Attribute)])
		}
		if id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// idPrefix is how ids of a type begin; "arn:" where its lists have ARNs.
func idPrefix(kind string) string {
	switch kind {
	case "aws_subnet":
		return "subnet-"
	case "aws_security_group":
		return "sg-"
	case "aws_route_table":
		return "rtb-"
	case "aws_ec2_managed_prefix_list":
		return "pl-"
	}
	return "arn:"
}

func (t *terraformReader) assume(c *terraformChange, path []string, found []Reference) {
	for _, r := range found {
		a := Assumed{Address: awsdata.Clean(c.Address), Attribute: awsdata.Clean(strings.Join(path, ".")),
			Means: awsdata.Clean(r.Address)}
		if !slices.Contains(t.plan.Assumed, a) {
			t.plan.Assumed = append(t.plan.Assumed, a)
		}
	}
}

// coming are the references to resources of the kinds that are yet to come, or whose attribute is.
func (t *terraformReader) coming(list []Reference, takes []string, name string) []Reference {
	var out []Reference
	for _, r := range list {
		c := t.by[r.Address]
		if c == nil || slices.Contains(out, r) || !slices.Contains(takes, c.Type) && r.Attribute != camel(name) {
			continue
		}
		if c.Type == "aws_vpc" && takes[0] != "aws_vpc" && r.Attribute == "" { // a VPC is no group, but has one
			continue
		}
		if a := c.action(); a == Create || a == Replace {
			out = append(out, r)
		}
	}
	return out
}

// only is the only resource of the kinds that the module creates, or the plan; nil if there are several.
func (t *terraformReader) only(c *terraformChange, takes []string) []Reference {
	for _, module := range []string{c.Module, "*"} {
		var found []Reference
		for i := range t.file.ResourceChanges {
			o := &t.file.ResourceChanges[i]
			if a := o.action(); (a == Create || a == Replace) && slices.Contains(takes, o.Type) &&
				(module == "*" || o.Module == module) && o.Mode == "managed" {
				found = append(found, Reference{Address: o.Address})
			}
		}
		if len(found) == 1 && (takes[0] == "aws_vpc" || t.by[found[0].Address].Type != "aws_vpc") {
			return found
		}
		if len(found) > 1 {
			return nil
		}
	}
	return nil
}

// byArguments follows the arguments of the module call that lead to resources of the kinds: where one argument alone
// does, a block that the plan's configuration leaves out can well take that.
func (t *terraformReader) byArguments(s *search, c *terraformChange, name string) {
	at := steps(c.Module)
	if len(at) == 0 {
		return
	}
	parent := moduleAddress(at[:len(at)-1])
	module := t.module(parent)
	if module == nil {
		return
	}
	call := module.Calls[at[len(at)-1].name]
	var leading []*search
	for _, argument := range slices.Sorted(maps.Keys(call.Expressions)) {
		one := s.within(map[string]bool{})
		for _, ref := range references(call.Expressions[argument]) {
			t.follow(one, scope{parent, at[len(at)-1].key, call.ForEach}, ref, 0)
		}
		if len(t.coming(one.found, s.takes, name)) > 0 {
			leading = append(leading, one)
		}
	}
	if len(leading) == 1 {
		*s = *leading[0]
		s.hidden = true
	}
}

func moduleAddress(at []step) string {
	var parts []string
	for _, s := range at {
		parts = append(parts, "module", s.name+s.key)
	}
	return strings.Join(parts, ".")
}
