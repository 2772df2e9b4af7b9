package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// looks are the themes by name, and what each is.
func looks() [][2]string {
	return [][2]string{
		{"auto", "as the terminal's background asks for"},
		{"dark", "light text, for a dark background"},
		{"light", "dark text, for a light background"},
		{"contrast", "high contrast, 7:1 and more"},
	}
}

// Themes are the names of the looks.
func Themes() []string {
	var names []string
	for _, l := range looks() {
		names = append(names, l[0])
	}
	return names
}

// themes are the names of the looks and of the person's skins.
func (a *App) themes() []string {
	names := Themes()
	for _, s := range a.skins {
		names = append(names, s.Name)
	}
	return names
}

// skin is the skin that the person chose, nil for none.
func (a *App) skin() *theme.Skin {
	for _, s := range a.skins {
		if s.Name == a.theme {
			return s
		}
	}
	return nil
}

// pickTheme asks for another look.
func (a *App) pickTheme() tea.Cmd {
	what := map[string]string{}
	for _, l := range looks() {
		what[l[0]] = l[1]
	}
	for _, skin := range a.skins {
		what[skin.Name] = "your own colors"
	}
	if a.theme == "" {
		what["auto"] += ", in use"
	} else {
		what[a.theme] += ", in use"
	}
	a.ask(choice("theme", a.themes(), func(name string) string { return what[name] },
		func(name string) screen.Intent { return screen.Restyle{Theme: name} }))
	return nil
}

// setTheme changes the look to the one of that name.
func (a *App) setTheme(name string) tea.Cmd {
	if !slices.Contains(a.themes(), name) {
		a.say(fmt.Sprintf("there is no theme %q: want %s", name, strings.Join(a.themes(), ", ")))
		return nil
	}
	a.theme = name
	if name == "auto" {
		a.theme = ""
	}
	a.say("theme " + name)
	return tea.Batch(a.restyle(func(*theme.Options) {}), a.keepTheme())
}

// lookOf is the look that the person chose, over what the terminal said.
func (a *App) lookOf(o theme.Options) theme.Options {
	chosen := a.theme
	if o.Skin = a.skin(); o.Skin != nil {
		chosen = o.Skin.Base
	}
	switch chosen {
	case "dark":
		o.Dark = true
	case "light":
		o.Dark = false
	case "contrast":
		o.HighContrast = true
	}
	return o
}

// colorsOf is how many colors a terminal has.
func colorsOf(p colorprofile.Profile) theme.Colors {
	switch p {
	case colorprofile.TrueColor:
		return theme.TrueColor
	case colorprofile.ANSI256:
		return theme.Colors256
	case colorprofile.ANSI:
		return theme.Colors16
	default:
		return theme.NoColors
	}
}
