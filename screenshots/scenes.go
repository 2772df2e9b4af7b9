package main

import (
	"bytes"

	"github.com/vpclens/vpclens/ui/svg"
)

// scene is one still: the keys that lead to it, and what it is drawn in. A key is a name such as "enter", or text that
// is typed.
type scene struct {
	file          string
	width, height int
	light         bool
	keys          []string
}

func scenes() []scene {
	return []scene{
		{file: "functions.svg", width: 110, height: 30},
		{file: "functions-light.svg", width: 110, height: 30, light: true},
		{file: "overview.svg", width: 110, height: 40, keys: []string{"o"}},
		{file: "function.svg", width: 110, height: 34, keys: []string{"/", "checkout-api", "enter", "enter"}},
		{file: "trace.svg", width: 110, height: 32, keys: []string{"/", "checkout-api", "enter", "t", "203.0.114.9", "enter"}},
		{file: "reach.svg", width: 110, height: 34, keys: []string{"/", "checkout-api", "enter", "R"}},
		{file: "diagram.svg", width: 110, height: 22, keys: []string{"/", "checkout-api", "enter", "enter", "d", "down", "down"}},
		{file: "services.svg", width: 110, height: 30, keys: []string{"m"}},
		{file: "what-if.svg", width: 110, height: 34, keys: []string{":", "nat-a", "enter", "w", "enter", "g"}},
		{file: "used-by.svg", width: 110, height: 34, keys: []string{":", "nat-a", "enter", "U"}},
		{file: "changes.svg", width: 110, height: 40, keys: []string{"D"}},
		{file: "ledger.svg", width: 110, height: 30, keys: []string{"i"}},
		{file: "compare.svg", width: 110, height: 40, keys: []string{"/", "ledger-sync", "enter", "=", "orders-worker", "enter"}},
		{file: "palette.svg", width: 110, height: 30, keys: []string{":", "trace checkout-api 10"}},
		{file: "findings.svg", width: 110, height: 30, keys: []string{"f"}},
		{file: "finding.svg", width: 110, height: 40, keys: []string{"f", "/", "NAT nat-c", "enter", "enter"}},
		{file: "kinds.svg", width: 110, height: 34, keys: []string{"a"}},
		{file: "subnet.svg", width: 110, height: 34, keys: []string{":", "app-c", "enter"}},
		{file: "gaps.svg", width: 110, height: 30, keys: []string{"!"}},
		{file: "help.svg", width: 110, height: 44, keys: []string{"?"}},
	}
}

// draw plays the scene and writes its last frame.
func (s *scene) draw(w *bytes.Buffer) error {
	p, err := newPlayer(s.width, s.height, s.light)
	if err != nil {
		return err
	}
	for _, k := range s.keys {
		p.Press(k)
	}
	frame, err := p.frame()
	if err != nil {
		return err
	}
	return svg.Render(w, frame, options(s.light))
}
