package main

import (
	"image/color"

	tea "charm.land/bubbletea/v2"
)

// named are the keys that have no letter.
var named = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown,
	"left": tea.KeyLeft, "right": tea.KeyRight, "backspace": tea.KeyBackspace,
}

// press sends a named key, or types a text.
func (p *player) press(key string) {
	if code, ok := named[key]; ok {
		p.send(tea.KeyPressMsg{Code: code})
		return
	}
	for _, r := range key {
		p.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// ground is what the terminal answers when it is asked for its background.
func ground(light bool) color.Color {
	if light {
		return color.White
	}
	return color.Black
}
