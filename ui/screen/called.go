package screen

import (
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
)

// called is something that has a name: a function or another resource.
type called struct {
	kind     awsdata.Kind
	region   string
	id, name string // the name is "" for what nobody named
	lower    string // "name id" in small letters, to search
	typed    string // the shortest text that means this one and no other
	function bool
}

// callAll lists everything that can be named, in the order of the kinds.
func callAll(res *analysis.Result) []called {
	if res == nil {
		return nil
	}
	var all []called
	names, ids := map[string]int{}, map[string]int{}
	for _, k := range awsdata.Kinds() {
		for _, r := range res.Snapshot.MainRegions() {
			for _, x := range k.List(r) {
				f, isFunction := x.(*awsdata.Function)
				if isFunction && f.Published() {
					continue
				}
				c := called{kind: k, region: r.RegionName, id: x.ID(), name: x.Name(), function: isFunction}
				if isFunction {
					c.id, c.name = f.FunctionName, f.FunctionName
				}
				c.lower = strings.ToLower(c.name + " " + c.id)
				names[strings.ToLower(c.name)]++
				ids[c.id]++
				all = append(all, c)
			}
		}
	}
	for i := range all {
		c := &all[i]
		switch {
		case c.name != "" && names[strings.ToLower(c.name)] == 1:
			c.typed = c.name
		case ids[c.id] == 1:
			c.typed = c.id
		default:
			c.typed = c.region + "/" + c.id
		}
	}
	return all
}

// place is where it is shown; ok is false for what has no screen.
func (c *called) place(res *analysis.Result) (Place, bool) {
	if c.function && functionOf(res, c.region, c.id) != nil {
		return Place{Screen: "function", Region: c.region, ID: c.id}, true
	}
	return placeOf(res, c.region, c.id)
}

// word is what people call it, what the rest of what tells it from others.
func (c *called) word() (word, what string) {
	switch c.name {
	case "":
		return c.id, c.kind.Name + " in " + c.region
	case c.id:
		return c.name, c.kind.Name + " in " + c.region
	}
	return c.name, c.kind.Name + " " + c.id + " in " + c.region
}

// means says whether a text is a whole name of it: the name, the id, or the
// region before either.
func (c *called) means(text string) bool {
	if region, rest, ok := strings.Cut(text, "/"); ok && region == c.region {
		text = rest
	}
	return text == c.id || c.name != "" && strings.EqualFold(text, c.name)
}
