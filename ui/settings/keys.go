package settings

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// namedKeys are the keys with names, as the terminal's events call them.
func namedKeys() []string {
	return []string{"enter", "esc", "tab", "space", "backspace", "delete", "insert", "home", "end", "pgup", "pgdown",
		"up", "down", "left", "right", "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12"}
}

// modifiers stand before a key in this order.
var modifiers = regexp.MustCompile(`^(ctrl\+)?(alt\+)?(shift\+)?`)

// goodKey says whether a text names a key, and if not, what to write.
func goodKey(text string) (ok bool, hint string) {
	base := text[len(modifiers.FindString(text)):]
	mods := text[:len(text)-len(base)]
	single, size := utf8.DecodeRuneInString(base)
	switch {
	case slices.Contains(namedKeys(), base):
		return true, ""
	case base == "" && strings.HasSuffix(mods, "+") || size == 0 || size != len(base):
		if rest, ok := strings.CutPrefix(text, "^"); ok && len(rest) == 1 {
			return false, `write "ctrl+` + strings.ToLower(rest) + `"`
		}
		return false, `want a letter, a name such as "f5" or "pgup", or one of them after "ctrl+", "alt+" or "shift+"`
	case !unicode.IsGraphic(single) || unicode.IsSpace(single):
		return false, `want a key that can be seen; "space" is the space bar`
	case strings.Contains(mods, "shift+"):
		return false, `a letter with shift is the capital letter`
	case mods != "" && unicode.IsUpper(single):
		return false, `want a small letter after "` + mods + `"`
	}
	return true, ""
}

// keys reads which keys commands have. A key that another command has by itself is taken from it only where the file
// gives that one other keys too: nobody loses a command unawares.
func (r *reader) keys(node *yaml.Node) {
	lines := map[string]*yaml.Node{} // where each key was given away
	owner := map[string]string{}
	var names []string
	for _, row := range r.known.Keys {
		names = append(names, row.Names...)
	}
	was := len(r.problems)
	at := map[string]*yaml.Node{}
	r.entries(node, "keys", func(key, value *yaml.Node) {
		row, ok := r.known.key(key.Value)
		if !ok {
			r.unknown(key, "command", names)
			return
		}
		name := row.Names[0]
		if at[name] != nil {
			r.problem(key, "%s has its keys in line %d already, as %q", key.Value, at[name].Line, at[name].Value)
			return
		}
		at[name] = key
		if value.Kind == yaml.SequenceNode && len(value.Content) == 0 {
			r.out.Keys[name] = []string{}
			return
		}
		nodes, ok := r.texts(value, key.Value)
		if !ok {
			return
		}
		for _, n := range nodes {
			if ok, hint := goodKey(n.Value); !ok {
				r.problem(n, "%q is no key: %s", n.Value, hint)
				continue
			}
			if n.Value == "ctrl+c" {
				r.problem(n, "ctrl+c always quits")
				continue
			}
			if other := owner[n.Value]; other != "" {
				r.problem(n, "the key %s is that of %s already, in line %d", n.Value, other, lines[n.Value].Line)
				continue
			}
			owner[n.Value], lines[n.Value] = name, n
			r.out.Keys[name] = append(r.out.Keys[name], n.Value)
		}
	})
	for _, key := range slices.SortedFunc(maps.Keys(owner), func(a, b string) int {
		return cmp.Or(lines[a].Line-lines[b].Line, cmp.Compare(a, b))
	}) {
		for _, row := range r.known.Keys {
			if slices.Contains(row.Keys, key) && row.Names[0] != owner[key] && at[row.Names[0]] == nil {
				r.problem(lines[key], "the key %s is that of %s: give %s other keys too, or [] for none", key,
					row.Names[0], row.Names[0])
			}
		}
	}
	if len(r.problems) > was { // some keys of others and some of one's own are worse than those that everybody knows
		r.out.Keys = map[string][]string{}
	}
}
