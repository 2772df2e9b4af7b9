package plan

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// A plan's JSON tells of an expression what it refers to, and not what it makes of that. So a value that is known only
// after apply is a reference where one thing alone can be meant: the expression names one resource that is yet to come.
// Where it names the instances of one by count.index or each.key, that of the same key is assumed; where it goes by a
// local value, which the JSON leaves out, the only resource of the kind that the module creates, then the plan. All
// that
// is assumed is listed, and Options.Strict assumes nothing.

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
	var out []string
	for _, r := range all {
		longer := slices.ContainsFunc(all, func(o string) bool {
			return len(o) > len(r) && strings.HasPrefix(o, r) && (o[len(r)] == '.' || o[len(r)] == '[')
		})
		if !longer && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// search is what the references of a value lead to.
type search struct {
	found  []Reference
	keyed  bool // by count.index, each.key or each.value
	hidden bool // by a local value, or something else that the plan does not show
	spread bool // by all instances of a resource, of which the expression may take some
	seen   map[string]bool
}

// reference is what a value that is known only after apply refers to: [Reference], a list of them, or [Unknown].
// want is
// how many elements of a list are not known, -1 for a value of its own.
func (t *terraformReader) reference(c *terraformChange, path []string, expression any, want int) any {
	name := path[len(path)-1]
	takes, list := referring(c.Type, name)
	if takes == nil {
		return Unknown{}
	}
	s := &search{seen: map[string]bool{}}
	for _, ref := range references(expression) {
		t.follow(s, c.Module, ref, 0)
	}
	if expression == nil {
		t.byArguments(s, c, takes, name)
	}
	found := t.coming(s.found, takes, name)
	if len(found) == 0 && (s.hidden || expression == nil) && !t.strict {
		found = t.only(c, takes)
		s.hidden = true
	}
	if want < 0 && !list {
		if len(found) > 1 && s.keyed {
			found = slices.DeleteFunc(found, func(r Reference) bool { return keyOf(r.Address) != keyOf(c.Address) })
		}
		if len(found) != 1 || t.strict && (s.keyed && s.spread || s.hidden) {
			return Unknown{}
		}
		if s.keyed && s.spread || s.hidden {
			t.assume(c, path, found)
		}
		return found[0]
	}
	if len(found) > 1 && s.keyed && want == 1 {
		found = slices.DeleteFunc(found, func(r Reference) bool { return keyOf(r.Address) != keyOf(c.Address) })
	}
	if len(found) == 0 || want > 0 && len(found) != want || t.strict && (s.spread && want < 0 || s.hidden || s.keyed) {
		return Unknown{}
	}
	if s.hidden || s.keyed || s.spread && want < 0 && len(found) > 1 {
		t.assume(c, path, found)
	}
	out := make([]any, len(found))
	for i, r := range found {
		out[i] = r
	}
	return out
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
		if len(found) == 1 {
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
func (t *terraformReader) byArguments(s *search, c *terraformChange, takes []string, name string) {
	at := steps(c.Module)
	if len(at) == 0 {
		return
	}
	parent := moduleAddress(at[:len(at)-1])
	module := t.module(parent)
	if module == nil {
		return
	}
	var lists [][]Reference
	for _, expression := range module.Calls[at[len(at)-1].name].Expressions {
		one := &search{seen: map[string]bool{}}
		for _, ref := range references(expression) {
			t.follow(one, parent, ref, 0)
		}
		if found := t.coming(one.found, takes, name); len(found) > 0 {
			lists = append(lists, found)
		}
	}
	if len(lists) == 1 {
		s.found, s.hidden = lists[0], true
	}
}

func moduleAddress(at []step) string {
	var parts []string
	for _, s := range at {
		parts = append(parts, "module", s.name+s.key)
	}
	return strings.Join(parts, ".")
}

// mostSteps ends a chain of references that leads through more modules than anybody has.
const mostSteps = 64

// follow finds what a reference of a module leads to.
func (t *terraformReader) follow(s *search, module, ref string, depth int) {
	if at := module + " " + ref; depth > mostSteps || s.seen[at] {
		return
	} else {
		s.seen[at] = true
	}
	parts := split(ref)
	switch head := parts[0]; {
	case head == "count" || head == "each":
		s.keyed = true
		if head == "each" {
			t.followEach(s, module, depth)
		}
	case head == "local":
		s.hidden = true
	case head == "path", head == "terraform", head == "self", head == "data":
		if head == "data" {
			s.hidden = true
		}
	case head == "var" && len(parts) > 1:
		t.followVariable(s, module, parts[1], depth)
	case head == "module" && len(parts) > 1:
		t.followOutput(s, module, parts, depth)
	case len(parts) > 1:
		t.instances(s, module, parts)
	}
}

// followEach notes that what for_each goes over is not followed: its keys are those of what it names.
func (t *terraformReader) followEach(s *search, _ string, _ int) {
	s.hidden = s.hidden || len(s.found) == 0
}

func (t *terraformReader) followVariable(s *search, module, name string, depth int) {
	at := steps(module)
	if len(at) == 0 {
		return // of the root module: known when the plan was made
	}
	if i := strings.IndexByte(name, '['); i >= 0 {
		name = name[:i]
	}
	parent := moduleAddress(at[:len(at)-1])
	from := t.module(parent)
	if from == nil {
		s.hidden = true
		return
	}
	refs := references(from.Calls[at[len(at)-1].name].Expressions[name])
	for _, ref := range refs {
		t.follow(s, parent, ref, depth+1)
	}
}

func (t *terraformReader) followOutput(s *search, module string, parts []string, depth int) {
	name, key := parts[1], ""
	if i := strings.IndexByte(name, '['); i >= 0 {
		name, key = name[:i], name[i:]
	}
	if len(parts) < 3 {
		s.hidden = true
		return
	}
	output := parts[2]
	if i := strings.IndexByte(output, '['); i >= 0 {
		output = output[:i]
	}
	prefix := "module." + name
	if module != "" {
		prefix = module + "." + prefix
	}
	children := map[string]bool{}
	for address := range t.by {
		if of := t.by[address].Module; of == prefix+key || key == "" && strings.HasPrefix(of, prefix+"[") ||
			strings.HasPrefix(of, prefix+key+".") {
			at := steps(of)
			children[moduleAddress(at[:len(steps(prefix))])] = true
		}
	}
	if len(children) > 1 {
		s.spread = true
	}
	for child := range children {
		if of := t.module(child); of != nil {
			for _, ref := range references(of.Outputs[output].Expression) {
				t.follow(s, child, ref, depth+1)
			}
		}
	}
}

// instances notes the instances of a resource that a reference names.
func (t *terraformReader) instances(s *search, module string, parts []string) {
	name, key := parts[1], ""
	if i := strings.IndexByte(name, '['); i >= 0 {
		name, key = name[:i], name[i:]
	}
	base := parts[0] + "." + name
	if module != "" {
		base = module + "." + base
	}
	attribute := ""
	if len(parts) > 2 {
		attribute = parts[2]
		if i := strings.IndexByte(attribute, '['); i >= 0 {
			attribute = attribute[:i]
		}
	}
	list := slices.Clone(t.of[base])
	slices.Sort(list)
	if key != "" {
		list = slices.DeleteFunc(list, func(a string) bool { return keyOf(a) != key })
	} else if len(list) > 1 {
		s.spread = true
	}
	for _, a := range list {
		s.found = append(s.found, Reference{Address: a, Attribute: attributeName(attribute)})
	}
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
