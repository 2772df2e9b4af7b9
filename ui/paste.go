package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// paste takes a text from the clipboard. Where something is typed it is typed; elsewhere an error is explained, and
// anything else is looked for as if it was typed behind ":".
func (a *App) paste(text string) tea.Cmd {
	if a.mode() == typing || a.overlay() != nil {
		return a.text(text)
	}
	if a.screen() != nil {
		switch to, isError, err := a.prompt().Pasted(text); {
		case err != nil:
			a.say(err.Error())
			return nil
		case isError:
			return a.intend(to)
		}
	}
	line := firstLine(text)
	if line == "" {
		return nil
	}
	cmd := a.openPalette()
	return tea.Batch(cmd, a.text(line))
}

// firstLine is the first line of a text that is not empty.
func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return ""
}
