package plan

import (
	"maps"
	"slices"
	"strings"
)

// mostSteps ends a chain of references that leads through more modules than anybody has.
const mostSteps = 64

// mostFollowed ends a search through modules whose outputs lead to each other's in more ways than anybody writes.
const mostFollowed = 10_000

// follow finds what a reference of a module leads to.
func (t *terraformReader) follow(s *search, at scope, ref string, depth int) {
	if *s.steps++; *s.steps > mostFollowed {
		s.hidden, s.more, s.read = true, true, true // nobody looked
		return
	}
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
	one := s.within(s.seen)
	for _, ref := range references(at.forEach) {
		t.follow(one, scope{module: at.module, key: at.key}, ref, depth+1)
	}
	same := slices.DeleteFunc(slices.Clone(one.found), func(r Reference) bool { return keyOf(r.Address) != at.key })
	if len(same) > 0 {
		one.found, one.spread = same, false
	}
	s.add(one)
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
			value := r.Values[plainName(parts[3])]
			s.takesGiven(value)
			read = read || len(textsIn(value)) > 0
		}
	}
	switch {
	case read:
	case t.reads[plainAddress(address)]: // it is nothing that this plan creates
		s.read = true
	default:
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

// takesGiven takes the ids of a value that the plan has. What is no list and no id is there to choose by.
func (s *search) takesGiven(v any) {
	switch v := v.(type) {
	case nil, bool:
		s.chosen = true
	case float64:
		s.picked = true
	case string:
		s.picked = s.picked || !strings.HasPrefix(v, idPrefix(s.takes[0]))
	}
	s.given = append(s.given, textsIn(v)...)
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
		s.takesGiven(v)
		return
	}
	parent := moduleAddress(at[:len(at)-1])
	from := t.module(parent)
	if from == nil {
		s.hidden = true
		return
	}
	call := from.Calls[at[len(at)-1].name]
	switch constant, ok := call.Expressions[name].(map[string]any); {
	case !ok:
		s.takesGiven(call.Module.Variables[name].Default)
	case len(references(constant)) == 0:
		s.takesGiven(constant["constant_value"])
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
		one := s.within(maps.Clone(s.seen))
		for _, ref := range references(of.Outputs[name].Expression) {
			t.follow(one, scope{module: child}, ref, depth+1)
		}
		taken := func(r Reference) bool { return slices.Contains(s.takes, t.by[r.Address].Type) }
		if slices.ContainsFunc(one.found, taken) {
			leading = append(leading, one)
		}
	}
	if len(leading) == 1 {
		s.add(leading[0])
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
