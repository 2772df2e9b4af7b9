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

// pickTheme asks for another look.
func (a *App) pickTheme() tea.Cmd {
	what := map[string]string{}
	for _, l := range looks() {
		what[l[0]] = l[1]
	}
	if a.theme == "" {
		what["auto"] += ", in use"
	} else {
		what[a.theme] += ", in use"
	}
	a.ask(choice("theme", Themes(), func(name string) string { return what[name] },
		func(name string) screen.Intent { return screen.Restyle{Theme: name} }))
	return nil
}

// setTheme changes the look to the one of that name.
func (a *App) setTheme(name string) tea.Cmd {
	if !slices.Contains(Themes(), name) {
		a.say(fmt.Sprintf("there is no theme %q: want %s", name, strings.Join(Themes(), ", ")))
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
	switch a.theme {
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
