package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// MostBytes is how big a file may be: a hundred times what anybody writes.
const MostBytes = 1 << 20

// reader reads one file.
type reader struct {
	known    *Known
	out      Settings
	problems []Problem
}

// Parse reads a file. Whatever it does not understand is a problem with its line, and left out.
func Parse(data []byte, known *Known) (Settings, []Problem) {
	r := reader{known: known, out: Settings{Columns: map[string]Columns{}, Keys: map[string][]string{}}}
	if len(data) > MostBytes {
		r.problem(nil, "it is bigger than %d MB", MostBytes>>20)
		return r.out, r.problems
	}
	var document yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF): // nothing but comments
		return r.out, nil
	case err != nil:
		r.damaged(err)
		return r.out, r.problems
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		r.problem(nil, "it holds several documents: want one, without a line ---")
	}
	r.root(document.Content[0])
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return a.Line - b.Line })
	return r.out, r.problems
}

// lineOf finds the line in an error of the YAML package, which has no other form for it.
var lineOf = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

func (r *reader) damaged(err error) {
	text := err.Error()
	line, _ := strconv.Atoi(lineOf.FindStringSubmatch(text + "yaml: ")[1])
	r.problems = append(r.problems, Problem{max(line, 1), "it is no YAML: " + lineOf.ReplaceAllString(text, "")})
}

func (r *reader) problem(at *yaml.Node, format string, args ...any) {
	p := Problem{Text: fmt.Sprintf(format, args...)}
	if at != nil {
		p.Line = at.Line
	}
	r.problems = append(r.problems, p)
}

// unknown is a name that is none of those that there are.
func (r *reader) unknown(at *yaml.Node, what string, names []string) {
	text := fmt.Sprintf("unknown %s %q", what, at.Value)
	if near := r.known.Nearest(at.Value, names); len(near) > 0 {
		r.problem(at, "%s: did you mean %s?", text, or(near))
		return
	}
	if len(names) > 12 { // too many to say
		r.problem(at, "%s: `vpclens config schema` lists what there is", text)
		return
	}
	r.problem(at, "%s: want %s", text, or(names))
}

// or joins words as a sentence does: a, b or c.
func or(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// entries calls do for each key of a mapping, and for none twice.
func (r *reader) entries(node *yaml.Node, what string, do func(key, value *yaml.Node)) {
	node = followed(node)
	if empty(node) {
		return
	}
	if node.Kind != yaml.MappingNode {
		r.problem(node, "%s: want names with values, as in \"name: value\"", what)
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		if line, twice := seen[key.Value]; twice {
			r.problem(key, "%q stands in line %d already", key.Value, line)
			continue
		}
		seen[key.Value] = key.Line
		do(key, followed(node.Content[i+1]))
	}
}

// followed is what an alias stands for.
func followed(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// member is the value of a key of a mapping, nil where there is none.
func member(node *yaml.Node, name string) *yaml.Node {
	for i := 0; node.Kind == yaml.MappingNode && i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == name {
			return followed(node.Content[i+1])
		}
	}
	return nil
}

func empty(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.Tag == "!!null" }

func (r *reader) root(node *yaml.Node) {
	if skins := member(node, "skins"); skins != nil { // before the theme, which may be one of them
		r.skins(skins)
	}
	r.entries(node, "the file", func(key, value *yaml.Node) {
		switch key.Value {
		case "defaults":
			r.defaults(value, "", r.known.Flags)
		case "commands":
			r.commands(value)
		case "columns":
			r.columns(value)
		case "views":
			r.views(value)
		case "keys":
			r.keys(value)
		case "skins": // read already
		default:
			r.unknown(key, "section", sections())
		}
	})
}

func (r *reader) commands(node *yaml.Node) {
	var names []string
	for _, c := range r.known.Commands {
		names = append(names, c.Name)
	}
	r.entries(node, "commands", func(key, value *yaml.Node) {
		i := slices.Index(names, key.Value)
		if i < 0 {
			r.unknown(key, "command", names)
			return
		}
		r.defaults(value, key.Value, r.known.Commands[i].Flags)
	})
}

func (r *reader) defaults(node *yaml.Node, command string, flags []Flag) {
	var names []string
	for _, f := range flags {
		names = append(names, f.Name)
	}
	what := "defaults"
	if command != "" {
		what = "commands: " + command
	}
	r.entries(node, what, func(key, value *yaml.Node) {
		i := slices.Index(names, key.Value)
		if i < 0 {
			r.unknown(key, "flag", names)
			return
		}
		if text, ok := r.value(key, value, &flags[i]); ok {
			r.out.Defaults = append(r.out.Defaults, Default{command, key.Value, text, key.Line})
		}
	})
}

// value is what would be typed for the value of a flag.
func (r *reader) value(key, node *yaml.Node, f *Flag) (string, bool) {
	var parts []string
	switch {
	case f.Kind == Texts && node.Kind == yaml.SequenceNode:
		for _, one := range node.Content {
			text, ok := r.text(one, f.Name)
			if !ok {
				return "", false
			}
			if text == "" || strings.Contains(text, ",") {
				r.problem(one, "%s: want one name in each line of the list", f.Name)
				return "", false
			}
			parts = append(parts, text)
		}
	default:
		text, ok := r.text(node, f.Name)
		if !ok {
			return "", false
		}
		parts = []string{text}
	}
	if len(parts) == 0 {
		return "", false
	}
	text := strings.Join(parts, ",")
	if f.Skin && slices.ContainsFunc(r.out.Skins, func(s Skin) bool { return s.Name == text }) {
		return text, true
	}
	if why := wrong(f, node, text); why != "" {
		r.problem(key, "%s: %s", f.Name, why)
		return "", false
	}
	return text, true
}

// wrong says what is wrong with the value of a flag, "" for nothing.
func wrong(f *Flag, node *yaml.Node, text string) string {
	switch f.Kind {
	case Boolean:
		if node.Tag != "!!bool" {
			return fmt.Sprintf("%q: want true or false", text)
		}
	case Number:
		if _, err := strconv.ParseUint(text, 10, 31); err != nil {
			return fmt.Sprintf("%q: want a whole number", text)
		}
	case Duration:
		if d, err := time.ParseDuration(text); err != nil || d < 0 {
			return fmt.Sprintf("%q: want a duration such as 30s or 5m", text)
		}
	}
	if len(f.Values) > 0 && !slices.Contains(f.Values, text) {
		return fmt.Sprintf("%q: want %s", text, or(f.Values))
	}
	if f.Check != nil {
		if err := f.Check(text); err != nil {
			return err.Error()
		}
	}
	return ""
}

// text is a word or number; lists and mappings are none.
func (r *reader) text(node *yaml.Node, what string) (string, bool) {
	node = followed(node)
	if node.Kind != yaml.ScalarNode || empty(node) {
		r.problem(node, "%s: want a value", what)
		return "", false
	}
	return node.Value, true
}

// texts is a list of words, or a single one.
func (r *reader) texts(node *yaml.Node, what string) (nodes []*yaml.Node, ok bool) {
	if node.Kind == yaml.ScalarNode && !empty(node) {
		return []*yaml.Node{node}, true
	}
	if node.Kind != yaml.SequenceNode {
		r.problem(node, "%s: want a list, as in [a, b]", what)
		return nil, false
	}
	for _, one := range node.Content {
		if _, ok := r.text(one, what); !ok {
			return nil, false
		}
		nodes = append(nodes, followed(one))
	}
	return nodes, true
}

func (r *reader) listNames() []string {
	var names []string
	for _, l := range r.known.Lists {
		names = append(names, l.Name)
	}
	return names
}

func (r *reader) columns(node *yaml.Node) {
	r.entries(node, "columns", func(key, value *yaml.Node) {
		list, ok := r.known.list(key.Value)
		if !ok {
			r.unknown(key, "list", r.listNames())
			return
		}
		if chosen, ok := r.chosen(key.Value, value, list); ok {
			r.out.Columns[key.Value] = chosen
		}
	})
}

// chosen are columns of a list.
func (r *reader) chosen(what string, node *yaml.Node, list List) (Columns, bool) {
	nodes, ok := r.texts(node, what)
	if !ok {
		return nil, false
	}
	var out Columns
	for _, n := range nodes {
		switch {
		case !list.has(n.Value):
			r.unknown(n, "column", list.Columns)
			ok = false
		case slices.Contains(out, n.Value):
			r.problem(n, "the column %s stands in the list already", n.Value)
			ok = false
		default:
			out = append(out, n.Value)
		}
	}
	if ok && len(out) == 0 {
		r.problem(node, "%s: want one column at least", what)
		return nil, false
	}
	return out, ok
}

// viewName is what can be typed after ":" as a word.
var viewName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,39}$`)

// GoodViewName says whether a view can have this name.
func GoodViewName(name string) bool { return viewName.MatchString(name) }

func (r *reader) views(node *yaml.Node) {
	r.entries(node, "views", func(key, value *yaml.Node) {
		if !GoodViewName(key.Value) {
			r.problem(key, "%q cannot be the name of a view: want small letters, digits, - and _", key.Value)
			return
		}
		if view, ok := r.view(key, value); ok {
			r.out.Views = append(r.out.Views, view)
		}
	})
}

func (r *reader) view(key, node *yaml.Node) (View, bool) {
	v := View{Name: key.Value, List: "functions", Line: key.Line}
	var sort, columns *yaml.Node
	was := len(r.problems)
	r.entries(node, key.Value, func(member, value *yaml.Node) {
		switch member.Value {
		case "list":
			v.List, _ = r.text(value, "list")
			if _, ok := r.known.list(v.List); !ok {
				r.unknown(value, "list", r.listNames())
			}
		case "filter":
			v.Filter, _ = r.text(value, "filter")
		case "what":
			v.What, _ = r.text(value, "what")
		case "sort":
			sort = value
		case "columns":
			columns = value
		default:
			r.unknown(member, "member", []string{"list", "filter", "what", "sort", "columns"})
		}
	})
	list, _ := r.known.list(v.List)
	if sort != nil && len(r.problems) == was {
		if _, ok := r.text(sort, "sort"); ok {
			v.Sort, v.Descending = strings.CutPrefix(sort.Value, "-")
			if !list.has(v.Sort) {
				r.unknown(&yaml.Node{Value: v.Sort, Line: sort.Line}, "column", list.Columns)
			}
		}
	}
	if columns != nil && len(r.problems) == was {
		chosen, _ := r.chosen(key.Value, columns, list)
		v.Columns = chosen
	}
	return v, len(r.problems) == was
}
