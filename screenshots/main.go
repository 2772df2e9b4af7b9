// Command screenshots draws the pictures of the README from the embedded demo account, the same on every machine:
//
//	go run ./screenshots
//
// It drives the explorer's model directly, without a terminal: a message in, a frame out. Nothing waits for a clock.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/screenshots/svg"
	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/theme"
)

// scene is one picture: the keys that lead to it, and what it is drawn in. A key is a name such as "enter", or text that
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
		{file: "function.svg", width: 110, height: 34, keys: []string{"/", "checkout-api", "enter", "enter"}},
		{file: "path.svg", width: 120, height: 34, keys: []string{"/", "checkout-api", "enter", "t", "203.0.114.9", "enter"}},
		{file: "diagram.svg", width: 110, height: 20, keys: []string{"/", "checkout-api", "enter", "enter", "d"}},
		{file: "services.svg", width: 110, height: 30, keys: []string{"m"}},
		{file: "findings.svg", width: 110, height: 30, keys: []string{"f"}},
		{file: "help.svg", width: 110, height: 30, keys: []string{"?"}},
		{file: "functions-light.svg", width: 110, height: 30, light: true},
	}
}

func main() {
	dir := flag.String("dir", "screenshots", "where to write the pictures")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	for _, s := range scenes() {
		var picture bytes.Buffer
		if err := s.draw(&picture); err != nil {
			return fmt.Errorf("draw %s: %w", s.file, err)
		}
		if err := os.WriteFile(filepath.Join(dir, s.file), picture.Bytes(), 0o644); err != nil { //nolint:gosec // pictures are public
			return err
		}
	}
	return nil
}

// draw plays the scene and writes its last frame.
func (s *scene) draw(w *bytes.Buffer) error {
	p, err := newPlayer(s.width, s.height, s.light)
	if err != nil {
		return err
	}
	for _, k := range s.keys {
		p.press(k)
	}
	frame, err := svg.FromText(p.app.View().Content, s.width, s.height)
	if err != nil {
		return err
	}
	return svg.Render(w, frame, svg.Options{Title: "vpclens --demo", Light: s.light})
}

// player drives the model: it runs every command to its end before it goes on, so that what is shown never depends on
// timing.
type player struct {
	app     *ui.App
	results chan tea.Msg
	pending int
}

func newPlayer(width, height int, light bool) (*player, error) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		return nil, err
	}
	if snapshot.CapturedAt.IsZero() {
		return nil, errors.New("the demo account has no time: pictures would show the age of the machine's clock")
	}
	p := &player{results: make(chan tea.Msg)}
	p.app = ui.New(ui.Options{
		Source: ui.Source{Name: "demo", Load: func(context.Context, func(ui.Progress)) (*awsdata.Snapshot, error) { return snapshot, nil }},
		Now:    func() time.Time { return snapshot.CapturedAt.Add(2 * time.Minute) },
		Theme:  theme.Options{Dark: !light},
	})
	p.send(tea.WindowSizeMsg{Width: width, Height: height})
	p.start(p.app.Init())
	p.settle()
	p.send(tea.BackgroundColorMsg{Color: ground(light)})
	return p, nil
}

// start runs a command and the ones it is made of.
func (p *player) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	p.pending++
	go func() { p.results <- cmd() }()
}

// settle takes results until no command is under way.
func (p *player) settle() {
	for p.pending > 0 {
		msg := <-p.results
		p.pending--
		switch msg := msg.(type) {
		case nil:
		case tea.BatchMsg:
			for _, cmd := range msg {
				p.start(cmd)
			}
		default:
			p.update(msg)
		}
	}
}

func (p *player) update(msg tea.Msg) {
	_, cmd := p.app.Update(msg)
	p.start(cmd)
}

func (p *player) send(msg tea.Msg) {
	p.update(msg)
	p.settle()
}
