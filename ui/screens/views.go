package screens

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// builtInViews are the views that everybody has, in the order of the menu.
func builtInViews() []screen.View {
	return []screen.View{
		{Name: "broken", What: "functions that fail now, in all subnets or in some", List: "functions",
			Filter: "impact:broken|partly"},
		{Name: "risky", What: "functions that can do or reach too much, by one finding of high severity",
			List: "functions", Filter: "exposed:>=high"},
		{Name: "unlogged", What: "functions open to the internet, with no flow log that would show what leaves",
			List: "functions", Filter: "logged:no out:open|partial"},
		{Name: "internet", What: "functions that reach all of the internet", List: "functions", Filter: "out:open"},
		{Name: "public", What: "functions that anybody can call", List: "functions", Filter: "check:=function-public"},
		{Name: "isolated", What: "functions without internet egress, by design", List: "functions",
			Filter: "out:isolated|vpc-only"},
		{Name: "nearly-full", What: "subnets with few free addresses, fewest first", List: "subnet", Filter: "free:<32",
			Sort: "free ipv4 addresses"},
		{Name: "unknown", What: "findings that could not be decided, as something was not read", List: "findings",
			Filter: "status:unknown"},
		{Name: "changed", What: "functions that changed since the earlier snapshot", List: "functions",
			Filter: "changed:yes"},
		{Name: "waived", What: "findings that the team has accepted", List: "findings", Filter: "waived:yes"},
		{Name: "outside", What: "functions that are not in a VPC", List: "functions", Filter: "out:no-vpc"},
	}
}

// Views are all named views: the built-in ones, and those that the person has saved. A saved one takes the place of a
// built-in one of its name; one without words says what it is.
func Views(env *screen.Env) []screen.View {
	views := builtInViews()
	for _, saved := range env.Views {
		saved.What = cmp.Or(saved.What, strings.TrimSpace(saved.List+" "+saved.Filter))
		if i := slices.IndexFunc(views, func(v screen.View) bool { return v.Name == saved.Name }); i >= 0 {
			views[i] = saved
		} else {
			views = append(views, saved)
		}
	}
	return views
}

// placeOfView is where a view is shown.
func placeOfView(v *screen.View) screen.Place {
	p := screen.Place{Screen: v.List, Filter: v.Filter, View: v.Name, Sort: v.Sort,
		Columns: strings.Join(v.Columns, ",")}
	if v.Descending {
		p.Sort = "-" + p.Sort
	}
	if !isScreen(v.List) {
		p.Screen, p.Kind = "resources", v.List
	}
	return p
}

func isScreen(name string) bool {
	return slices.ContainsFunc(Table(), func(e Entry) bool { return e.Name == name })
}

// openView goes to a view; what stands behind its name is filtered for as well.
func openView(v screen.View) func(*Prompt, string) (screen.Intent, error) {
	return func(_ *Prompt, rest string) (screen.Intent, error) {
		p := placeOfView(&v)
		p.Filter = strings.TrimSpace(p.Filter + " " + rest)
		return screen.Push{To: p}, nil
	}
}

func viewArg() Arg {
	return Arg{Name: "VIEW", Example: "its name; without it, the menu", Optional: true,
		offer: func(h *Prompt, _ []string, word string) []argOffer {
			var out []argOffer
			for _, v := range Views(h.env) {
				if strings.HasPrefix(v.Name, strings.ToLower(word)) {
					out = append(out, argOffer{word: v.Name, what: v.What})
				}
			}
			return out
		}}
}

func makeView(h *Prompt, rest string) (screen.Intent, error) {
	if rest == "" {
		return screen.Run{Command: screen.GoViews}, nil
	}
	return viewNamed(h.env, rest)
}

func viewNamed(env *screen.Env, name string) (screen.Intent, error) {
	var names []string
	for _, v := range Views(env) {
		if v.Name == name {
			return screen.Push{To: placeOfView(&v)}, nil
		}
		names = append(names, v.Name)
	}
	return nil, fmt.Errorf("there is no view %q: want %s", name, strings.Join(names, ", "))
}

// ViewOf is the list that is shown at a place as a view: what a person sees of it, whichever way they came to see it.
// Of which account it was is no part of it: it is to be seen in others as well.
func ViewOf(s screen.Screen, at screen.Place, name string) (screen.View, error) {
	list, ok := s.(viewed)
	if !ok {
		return screen.View{}, errors.New("only a list can be saved as a view, and this is none")
	}
	is := list.Arrangement()
	filter, said := list.filtered()
	v := screen.View{Name: strings.ToLower(strings.TrimSpace(name)), List: cmp.Or(at.Kind, at.Screen),
		Filter: filter, Sort: is.Sort, Descending: is.Descending, Columns: slices.Clone(is.Columns)}
	if !said {
		return v, errors.New("a view cannot say that only rows with something wrong are shown: show all of them first")
	}
	for _, built := range builtInViews() {
		if built.Name == v.Name {
			return v, fmt.Errorf("view %q: this word goes to the built-in view; choose another name", v.Name)
		}
	}
	return v, CheckView(&v)
}

// ColumnsAt are the columns of the list at a place: those of the view that it is, or those that the person wants to see
// of the list, by its name; none is the usual ones.
func ColumnsAt(p screen.Place, wanted map[string][]string) []string {
	if p.Columns != "" {
		return strings.Split(p.Columns, ",")
	}
	return wanted[cmp.Or(p.Kind, p.Screen)]
}

func newViewArg() Arg {
	return Arg{Name: "NAME", Example: "one word; without it, you are asked", Optional: true, free: true}
}

func savedViewArg() Arg {
	return Arg{Name: "VIEW", Example: "one that you saved",
		offer: func(h *Prompt, _ []string, word string) []argOffer {
			var out []argOffer
			for _, v := range h.env.Views {
				if strings.HasPrefix(v.Name, strings.ToLower(word)) {
					out = append(out, argOffer{word: v.Name, what: v.What})
				}
			}
			return out
		}}
}

func makeSave(_ *Prompt, rest string) (screen.Intent, error) { return screen.SaveView{Name: rest}, nil }

func makeUnsave(_ *Prompt, rest string) (screen.Intent, error) {
	if rest == "" {
		return nil, errors.New("unsave which view?")
	}
	return screen.DropView{Name: strings.ToLower(rest)}, nil
}

// PickView asks which view to show.
func PickView(env *screen.Env) screen.Ask {
	return screen.Ask{Title: "view",
		Suggest: func(text string) []screen.Suggestion {
			text = strings.ToLower(strings.TrimSpace(text))
			var begin, hold []screen.Suggestion // what begins so stands first
			for _, v := range Views(env) {
				s := screen.Suggestion{Word: v.Name, What: v.What, To: screen.Push{To: placeOfView(&v)}}
				switch {
				case strings.HasPrefix(v.Name, text):
					begin = append(begin, s)
				case strings.Contains(strings.ToLower(v.Name+" "+v.What), text):
					hold = append(hold, s)
				}
			}
			return append(begin, hold...)
		},
		Parse: func(text string) (screen.Intent, error) {
			return viewNamed(env, strings.ToLower(strings.TrimSpace(text)))
		},
	}
}

// CheckView says what is wrong with a view that somebody wrote: its name must be one word that means nothing else
// after ":", and its list, the fields of its filter and its columns must be there. Fields and columns of resources
// depend on what there is, so that only those of the other lists are checked.
func CheckView(v *screen.View) error {
	switch {
	case v.Name == "" || strings.ToLower(v.Name) != v.Name || strings.ContainsAny(v.Name, " \t:/\"|!~"):
		return fmt.Errorf("view %q: its name must be one word in small letters", v.Name)
	}
	for _, verb := range verbsOf(nil, nil) {
		if verb.Name == v.Name || slices.Contains(verb.Aliases, v.Name) {
			return fmt.Errorf("view %q: this word goes to %s; choose another name", v.Name, verb.What)
		}
	}
	for _, row := range screen.CommandTable() {
		if slices.Contains(row.Names, v.Name) {
			return fmt.Errorf("view %q: this word means %q; choose another name", v.Name, row.Help)
		}
	}
	list, err := New(placeOfView(v))
	if p := placeOfView(v); err == nil && p.Kind != "" {
		if _, known := say.KindByCode(p.Kind); !known {
			err = fmt.Errorf("no kind %q", p.Kind)
		}
	}
	if err != nil {
		return fmt.Errorf("view %q: there is no list %q: want functions, findings, subnet or another", v.Name, v.List)
	}
	of, isList := list.(viewed)
	if !isList {
		return fmt.Errorf("view %q: %s is no list", v.Name, v.List)
	}
	if placeOfView(v).Kind != "" {
		return nil
	}
	if note := of.filterNote(); note != "" {
		return fmt.Errorf("view %q: %s", v.Name, note)
	}
	keys := of.columnKeys()
	for _, l := range Lists() { // some columns come with what is in an account
		if l.Name == v.List {
			keys = l.Columns
		}
	}
	for _, key := range append(slices.Clone(v.Columns), v.Sort) {
		if key != "" && !of.hasColumn(key) && !slices.Contains(keys, key) {
			return fmt.Errorf("view %q: there is no column %q: want %s", v.Name, key, strings.Join(keys, ", "))
		}
	}
	return nil
}
