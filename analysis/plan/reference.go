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
	takes  []string    // the types of resources that the value names
	found  []Reference // instances of resources
	given  []string    // ids that the plan has: of variables, of data sources, of what is there already
	keyed  bool        // by count.index, each.key or each.value
	key    string      // of the instance whose they are
	hidden bool        // by a local value, or something else that the plan does not show
	more   bool        // such a value may add to a list what nobody sees
	spread bool        // by all instances of a resource, of which the expression may take some
	seen   map[string]bool
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
	s := &search{takes: takes, seen: map[string]bool{}}
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
	if len(found) == 0 && (s.hidden || expression == nil) && !t.strict {
		found = t.only(c, takes)
		s.hidden, s.more = true, s.more && len(s.given) > 0
	}
	if len(found) > 1 && s.keyed && (want == 1 || want < 0 && !list) {
		found = slices.DeleteFunc(found, func(r Reference) bool { return keyOf(r.Address) != s.key })
	}
	guessed := s.hidden && !s.more || s.keyed && (s.spread || want >= 0 || list) ||
		s.spread && want < 0 && list && len(found) > 1
	if want < 0 && !list {
		if len(found) != 1 || t.strict && guessed {
			return Unknown{}
		}
		if guessed {
			t.assume(c, path, found)
		}
		return found[0]
	}
	if len(found) == 0 || want > 0 && len(found) != want || t.strict && guessed {
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
	if s.more && want < 0 {
		out = append(out, Unknown{})
	}
	return out
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
		one := &search{takes: s.takes, seen: map[string]bool{}}
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

// mostSteps ends a chain of references that leads through more modules than anybody has.
const mostSteps = 64

// follow finds what a reference of a module leads to.
func (t *terraformReader) follow(s *search, at scope, ref string, depth int) {
	if seen := at.module + " " + ref; depth > mostSteps || s.seen[seen] {
		return
	} else {
		s.seen[seen] = true
	}
	parts := split(ref)
	switch head := parts[0]; {
	case head == "count" || head == "each":
		s.keyed, s.key = true, at.key
		if strings.HasPrefix(ref, "each.value") {
			t.followEach(s, at, depth)
		}
	case head == "local":
		s.hidden, s.more = true, true
	case head == "path", head == "terraform", head == "self":
	case head == "data":
		t.followData(s, at.module, parts)
	case head == "var" && len(parts) > 1:
		t.followVariable(s, at.module, parts[1:], depth)
	case head == "module" && len(parts) > 1:
		t.followOutput(s, at.module, parts, depth)
	case len(parts) > 1:
		t.instances(s, at.module, parts)
	}
}

// followEach follows what for_each goes over: each.value is that of it which has the same key, where keys are those of
// a resource.
func (t *terraformReader) followEach(s *search, at scope, depth int) {
	one := &search{takes: s.takes, seen: s.seen}
	for _, ref := range references(at.forEach) {
		t.follow(one, scope{module: at.module, key: at.key}, ref, depth+1)
	}
	same := slices.DeleteFunc(slices.Clone(one.found), func(r Reference) bool { return keyOf(r.Address) != at.key })
	if len(same) > 0 {
		one.found, one.spread = same, false
	}
	s.found, s.given = append(s.found, one.found...), append(s.given, one.given...)
	s.spread, s.more = s.spread || one.spread, s.more || one.more
	s.hidden = s.hidden || one.hidden || len(one.found) == 0
}

// followData takes what a data source was read as.
func (t *terraformReader) followData(s *search, module string, parts []string) {
	if len(parts) < 4 {
		s.hidden, s.more = true, true
		return
	}
	address := strings.Join(parts[:3], ".")
	if module != "" {
		address = module + "." + address
	}
	read := false
	for _, r := range t.data {
		if key, ok := strings.CutPrefix(r.Address, address); ok && (key == "" || key[0] == '[') {
			given := textsIn(r.Values[plainName(parts[3])])
			s.given, read = append(s.given, given...), read || len(given) > 0
		}
	}
	if !read {
		s.hidden, s.more = true, true
	}
}

// textsIn are all texts of a value.
func textsIn(v any) []string {
	var out []string
	switch v := v.(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, e := range v {
			out = append(out, textsIn(e)...)
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			out = append(out, textsIn(v[name])...)
		}
	}
	return out
}

// plainName is a name without a key.
func plainName(name string) string {
	if i := strings.IndexByte(name, '['); i >= 0 {
		return name[:i]
	}
	return name
}

func (t *terraformReader) followVariable(s *search, module string, parts []string, depth int) {
	name := plainName(parts[0])
	at := steps(module)
	if len(at) == 0 { // of the root module: known when the plan was made
		v := t.file.Variables[name].Value
		for _, member := range parts[1:] {
			of, _ := v.(map[string]any)
			v = of[plainName(member)]
		}
		s.given = append(s.given, textsIn(v)...)
		return
	}
	parent := moduleAddress(at[:len(at)-1])
	from := t.module(parent)
	if from == nil {
		s.hidden = true
		return
	}
	call := from.Calls[at[len(at)-1].name]
	if constant, ok := call.Expressions[name].(map[string]any); ok {
		s.given = append(s.given, textsIn(constant["constant_value"])...)
	}
	for _, ref := range references(call.Expressions[name]) {
		t.follow(s, scope{parent, at[len(at)-1].key, call.ForEach}, ref, depth+1)
	}
}

func (t *terraformReader) followOutput(s *search, module string, parts []string, depth int) {
	name := plainName(parts[1])
	key := parts[1][len(name):]
	prefix := "module." + name
	if module != "" {
		prefix = module + "." + prefix
	}
	children := map[string]bool{}
	for address := range t.by {
		of := t.by[address].Module
		if of == prefix+key || key == "" && strings.HasPrefix(of, prefix+"[") || strings.HasPrefix(of, prefix+key+".") {
			at := steps(of)
			children[moduleAddress(at[:len(steps(prefix))])] = true
		}
	}
	if len(children) > 1 {
		s.spread = true
	}
	for _, child := range slices.Sorted(maps.Keys(children)) {
		of := t.module(child)
		if of == nil {
			continue
		}
		if len(parts) > 2 {
			for _, ref := range references(of.Outputs[plainName(parts[2])].Expression) {
				t.follow(s, scope{module: child}, ref, depth+1)
			}
			continue
		}
		t.anyOutput(s, child, of, depth)
	}
}

// anyOutput follows the output of a module that leads to what is looked for: an expression goes over all instances of
// the module, and the plan does not tell which output it takes. Where several lead there, nobody knows.
func (t *terraformReader) anyOutput(s *search, child string, of *terraformModule, depth int) {
	var leading []*search
	for _, name := range slices.Sorted(maps.Keys(of.Outputs)) {
		one := &search{takes: s.takes, seen: maps.Clone(s.seen)}
		for _, ref := range references(of.Outputs[name].Expression) {
			t.follow(one, scope{module: child}, ref, depth+1)
		}
		taken := func(r Reference) bool { return slices.Contains(s.takes, t.by[r.Address].Type) }
		if slices.ContainsFunc(one.found, taken) {
			leading = append(leading, one)
		}
	}
	if len(leading) == 1 {
		s.found, s.given = append(s.found, leading[0].found...), append(s.given, leading[0].given...)
		s.spread = true
		return
	}
	s.hidden, s.more = true, true
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
