package ui

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
)

// Bindable is a command that a person can give other keys.
type Bindable struct {
	Names []string // the first is the one to show
	Keys  []string // that it has by itself
	Help  string
}

// Bindables are the commands that a person can give other keys: those that have a name. What keys do while something
// is typed stays as it is in every shell, and ctrl+c always quits.
func Bindables() []Bindable {
	var out []Bindable
	for _, a := range Actions() {
		if a.Mode == browsing && len(a.Names) > 0 {
			keys := slices.DeleteFunc(slices.Clone(a.Key.Keys()), func(k string) bool { return k == alwaysQuits })
			out = append(out, Bindable{Names: a.Names, Keys: keys, Help: a.Help})
		}
	}
	return out
}

const alwaysQuits = "ctrl+c"

// boundTo gives actions the keys that a person wants them to have, by the first name of each.
func boundTo(actions []Action, keys map[string][]string) []Action {
	for i := range actions {
		a := &actions[i]
		if a.Mode != browsing || len(a.Names) == 0 {
			continue
		}
		own, ok := keys[a.Names[0]]
		if !ok {
			continue
		}
		own = slices.Clone(own)
		if a.Command == screen.Quit {
			own = append(own, alwaysQuits)
		}
		a.Key.SetKeys(own...)
		shown := shownKeys(own)
		if shown == "" { // it can still be typed
			shown = ":" + a.Names[0]
		}
		a.Key.SetHelp(shown, a.Key.Help().Desc)
	}
	return actions
}

// shownKeys are keys as people write them, the first two of several.
func shownKeys(keys []string) string {
	short := strings.NewReplacer("ctrl+", "^", "shift+", "⇧", "enter", "↵", "up", "↑", "down", "↓", "left", "←",
		"right", "→")
	var out []string
	for _, k := range keys[:min(len(keys), 2)] {
		if strings.HasPrefix(k, "pg") { // not an arrow
			out = append(out, k)
			continue
		}
		out = append(out, short.Replace(k))
	}
	return strings.Join(out, " ")
}
