package main

import (
	"context"
	"errors"
	"image/color"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/timeline"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/awsdata/event"
	"github.com/vpclens/vpclens/ui"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/stories"
	"github.com/vpclens/vpclens/ui/svg"
	"github.com/vpclens/vpclens/ui/theme"
)

var _ stories.Player = (*player)(nil)

// player drives the model: it runs every command to its end before it goes on, so that what is shown never depends on
// timing.
type player struct {
	app           *ui.App
	width, height int
	results       chan tea.Msg
	pending       int
}

// account is the demo account, read once.
var account = sync.OnceValues(demo.Snapshot)

// yesterday is the demo account that changes are told against.
var yesterday = sync.OnceValues(demo.Yesterday)

// What the two mean, worked out once: nobody changes a result, so all pictures show the same one.
var (
	accountResult   = sync.OnceValues(func() (*analysis.Result, error) { return meaning(account) })
	yesterdayResult = sync.OnceValues(func() (*analysis.Result, error) { return meaning(yesterday) })
)

func meaning(read func() (*awsdata.Snapshot, error)) (*analysis.Result, error) {
	snapshot, err := read()
	if err != nil {
		return nil, err
	}
	return analysis.Run(context.Background(), snapshot, analysis.Options{})
}

// analyze is [analysis.Run] for the two accounts that pictures show.
func analyze(_ context.Context, snapshot *awsdata.Snapshot, _ analysis.Options) (*analysis.Result, error) {
	if result, err := accountResult(); err != nil || result.Snapshot == snapshot {
		return result, err
	}
	return yesterdayResult()
}

// trail is what the demo account's CloudTrail tells.
func trail(context.Context, timeline.Asked, func(n, of int)) (*timeline.Told, error) {
	answer, err := event.Decode(demo.Trail())
	if err != nil {
		return nil, err
	}
	snapshot, err := account()
	if err != nil {
		return nil, err
	}
	return &timeline.Told{Events: answer.Events, From: snapshot.CapturedAt.Add(-7 * 24 * time.Hour)}, nil
}

func newPlayer(width, height int, light bool) (*player, error) {
	snapshot, err := account()
	if err != nil {
		return nil, err
	}
	if snapshot.CapturedAt.IsZero() {
		return nil, errors.New("the demo account has no time: pictures would show the age of the machine's clock")
	}
	p := &player{width: width, height: height, results: make(chan tea.Msg)}
	p.app = ui.New(ui.Options{
		Source: ui.Source{
			Name: "demo",
			Load: func(context.Context, func(ui.Progress)) (*awsdata.Snapshot, error) { return snapshot, nil },
			OnDemand: screen.OnDemand{ChangesAsks: "as the trail of the demo has it; AWS is not asked",
				Changes: trail},
			BaselineName: "yesterday",
			Baseline:     func(context.Context) (*awsdata.Snapshot, error) { return yesterday() },
		},
		Now:     func() time.Time { return snapshot.CapturedAt.Add(2 * time.Minute) },
		Theme:   theme.Options{Dark: !light},
		Analyze: analyze,
	})
	p.send(tea.WindowSizeMsg{Width: width, Height: height})
	p.start(p.app.Init())
	p.settle()
	p.send(tea.BackgroundColorMsg{Color: ground(light)})
	return p, nil
}

// ground is what the terminal answers when it is asked for its background.
func ground(light bool) color.Color {
	if light {
		return color.White
	}
	return color.Black
}

// named are the keys that have no letter.
var named = map[string]tea.KeyPressMsg{
	"enter": {Code: tea.KeyEnter}, "esc": {Code: tea.KeyEscape}, "tab": {Code: tea.KeyTab},
	"space": {Code: tea.KeySpace, Text: " "}, "backspace": {Code: tea.KeyBackspace}, "up": {Code: tea.KeyUp},
	"down": {Code: tea.KeyDown}, "left": {Code: tea.KeyLeft}, "right": {Code: tea.KeyRight},
	"home": {Code: tea.KeyHome}, "end": {Code: tea.KeyEnd}, "ctrl+u": {Code: 'u', Mod: tea.ModCtrl},
	"ctrl+z": {Code: 'z', Mod: tea.ModCtrl},
}

// Press sends a named key, or types a text.
func (p *player) Press(key string) {
	if msg, ok := named[key]; ok {
		p.send(msg)
		return
	}
	for _, r := range key {
		p.send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

// Paste is what a terminal sends for a text from the clipboard.
func (p *player) Paste(text string) { p.send(tea.PasteMsg{Content: text}) }

// Screen is the text on the screen.
func (p *player) Screen() string { return ansi.Strip(p.app.View().Content) }

// frame is what the screen looks like.
func (p *player) frame() (svg.Frame, error) {
	view := p.app.View()
	f, err := svg.FromText(view.Content, p.width, p.height)
	if c := view.Cursor; c != nil {
		f.Cursor = &svg.Cursor{X: c.X, Y: c.Y}
	}
	return f, err
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

// update gives the model a message and draws, as a program does: screens learn their size when they are drawn.
func (p *player) update(msg tea.Msg) {
	_, cmd := p.app.Update(msg)
	p.app.View()
	p.start(cmd)
}

func (p *player) send(msg tea.Msg) {
	p.update(msg)
	p.settle()
}
