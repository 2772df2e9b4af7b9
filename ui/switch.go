package ui

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
)

// themes are the looks by name. "auto" is what the terminal's background asks for.
func themes() []string { return []string{"auto", "dark", "light", "contrast"} }

// pickTheme asks for another look.
func (a *App) pickTheme() tea.Cmd {
	a.ask(choice("theme", "look", themes(), func(name string) screen.Intent { return screen.Restyle{Theme: name} }))
	return nil
}

// wear changes the look to the one of that name.
func (a *App) wear(name string) tea.Cmd {
	if !slices.Contains(themes(), name) {
		a.say(fmt.Sprintf("there is no theme %q: want %s", name, strings.Join(themes(), ", ")))
		return nil
	}
	a.theme = name
	a.say("theme " + name)
	return a.restyle(func(*theme.Options) {})
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

// pickRegion asks which region to look at.
func (a *App) pickRegion() tea.Cmd {
	if a.source.Switch == nil {
		a.say("the regions of this account cannot be chosen")
		return nil
	}
	names := append([]string{"all"}, a.regions...)
	a.ask(choice("region", "regions", names, func(name string) screen.Intent {
		if name == "all" {
			return screen.Switch{Profile: a.source.Profile}
		}
		return screen.Switch{Profile: a.source.Profile, Regions: strings.Split(name, ",")}
	}))
	return nil
}

func canPickProfile(a *App) (bool, string) {
	return a.source.Switch != nil && a.source.Live, a.source.Name + " is read from a file: it has no profiles"
}

// pickProfile asks which profile to read.
func (a *App) pickProfile() tea.Cmd {
	a.ask(choice("profile", "profile", a.source.Profiles, func(name string) screen.Intent { return screen.Switch{Profile: name} }))
	return nil
}

// switchTo reads another account or other regions.
func (a *App) switchTo(to screen.Switch) tea.Cmd {
	source, err := a.source.Switch(to.Profile, to.Regions)
	if err != nil {
		a.say(err.Error())
		return nil
	}
	a.source = source
	return a.reload()
}

// choice asks for one of some names.
func choice(title, what string, names []string, to func(name string) screen.Intent) screen.Ask {
	return screen.Ask{
		Title: title,
		Suggest: func(text string) []screen.Suggestion {
			var out []screen.Suggestion
			for _, name := range names {
				if strings.Contains(strings.ToLower(name), strings.ToLower(strings.TrimSpace(text))) {
					out = append(out, screen.Suggestion{Word: name, What: what, To: to(name)})
				}
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			if text = strings.TrimSpace(text); text == "" {
				return nil, fmt.Errorf("type a name")
			}
			return to(text), nil
		},
	}
}
