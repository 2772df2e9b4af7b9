package ui

import tea "charm.land/bubbletea/v2"

// draw makes the next frame. Screens and overlays learn here how much room they
// have. What concerns the terminal is decided here only.
func (a *App) draw() {
	v := tea.NewView("")
	v.AltScreen = true
	v.WindowTitle = a.title()
	if !a.noMouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.width > 0 && a.height > 0 {
		a.env.Now = a.now()
		v.Content, v.Cursor = a.frame()
	}
	a.drawn.view = v
}
