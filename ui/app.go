// Package ui is the explorer: one Bubble Tea model that routes messages to the
// screens and overlays, and nothing else.
package ui

import (
	"cmp"
	"context"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/statefile"
	"github.com/vpclens/vpclens/ui/theme"
)

// Options are what the explorer is started with.
type Options struct {
	Source    Source
	Now       func() time.Time           // nil is time.Now
	Theme     theme.Options              // Colors and ASCII; whether it is dark the terminal is asked
	Checks    analysis.Options           // what to check, and what the team has accepted
	Start     string                     // where to begin, as typed after ":"; "" is the functions
	Look      string                     // the name of a theme, see [Themes]; "" is what was kept
	State     statefile.State            // what was kept of the last run
	SaveState func(statefile.State)      // keeps it for the next one; nil keeps nothing
	Open      func(address string) error // opens an address in the browser; nil where there is none
	// SaveFile writes a file that a person asked for, or says that there is one ([fs.ErrExist]); nil writes none.
	SaveFile  func(name, text string, over bool) error
	Pager     []string        // a program and its arguments that shows a file; none where there is none
	Editor    []string        // the same for one that edits it
	Files     Files           // where edits of a what-if are kept
	Edits     []whatif.Edit   // tried out from the start
	EditsFile string          // that they came from
	Questions <-chan Question // what reading has to ask a person; nil for nothing
	Views     []screen.View   // that the person has saved
	KeepViews host.Views      // where others are kept
	Watch     time.Duration   // reads a live source again so long after each read; 0 for not

	Out     io.Writer // where it is drawn; nil leaves that to the program's options
	Suspend bool      // ctrl+z and SIGTSTP give the terminal back until the program goes on; signals are the process's
	NoMouse bool      // the mouse is the terminal's, which selects text with it

	Keys map[string][]string // keys of commands, by their first name, in the place of their own
	// Columns are those of a list, by its name, from left to right.
	Columns map[string][]string
	Skins   []*theme.Skin // themes of the person's own
	Notice  string        // said first, until a key is pressed

	// Analyze works out what a snapshot means; nil is [analysis.Run]. Pictures and tests, which show one account many
	// times, share what they have analyzed.
	Analyze func(context.Context, *awsdata.Snapshot, analysis.Options) (*analysis.Result, error)
}

// App is the explorer, the only tea.Model.
type App struct {
	source  Source
	checks  analysis.Options
	analyze runner
	now     func() time.Time
	start   string
	launch  func(address string) error
	save    func(name, text string, over bool) error
	viewers viewers

	questions <-chan Question

	ctx context.Context

	look              theme.Options // what the terminal said
	theme             string        // the look that the person chose; "" is auto
	regions           []string      // all regions that were ever seen, to choose from
	next              *switching    // to another source, nil for none
	said              []string      // what was typed after ":"
	lookup            lookup        // of the things that can be named there
	ahead             ahead         // the filter for rows that are still to come
	saver             stateSaver
	columns           map[string][]string // of lists, as the person wants them
	orders            map[string]order    // of lists, as the person left them
	skins             []*theme.Skin
	env               screen.Env
	read              *analysis.Result // what was read last; what is shown is a copy of it where something is tried out
	width, height     int
	noMouse, suspends bool

	load     loading
	work     job // what the screen that is shown has computed
	asked    *asked
	signing  job // in to an account
	refused  refusal
	trying   trying
	files    Files
	views    host.Views
	watch    watching
	held     page
	baseline baseline
	session  session
	history  history
	overlays []overlay
	keys     keymap
	status   string
	// columnsKept writes the columns that were chosen; nil where there is nothing to write.
	columnsKept tea.Cmd
	drawn       drawn
}

// own is what the explorer keeps beside a screen of the path walked.
type own struct {
	stale bool // what it shows is of an earlier result or look
}

type (
	visit   = host.Visit[own]
	history = host.History[own]
)

// drawn is the last frame.
type drawn struct {
	view tea.View
	page page
	box  box // where the overlay on top stands in it
}

// New makes the explorer. It begins to load when the program starts.
func New(o Options) *App {
	a := &App{source: o.Source, checks: o.Checks, analyze: o.Analyze, now: o.Now, start: o.Start, launch: o.Open,
		questions: o.Questions, files: o.Files, ctx: context.Background(), look: o.Theme, noMouse: o.NoMouse,
		suspends: o.Suspend, save: o.SaveFile, views: o.KeepViews, viewers: viewers{o.Pager, o.Editor}, asked: &asked{},
		keys: keymap{boundTo(Actions(), o.Keys)}, saver: newStateSaver(o.State, o.SaveState),
		columns: o.Columns, skins: o.Skins,
		watch: watching{every: o.Watch, usual: cmp.Or(o.Watch, usualWatch)}}
	if a.now == nil {
		a.now = time.Now
	}
	if a.analyze == nil {
		a.analyze = analysis.Run
	}
	// Most terminals are dark, and nearly all answer before the first frame.
	a.look.Dark = true
	a.theme = cmp.Or(o.Look, o.State.Theme)
	a.env.Theme, a.env.Views = theme.New(a.lookOf(a.look)), o.Views
	a.useSource(o.Source)
	a.trying.edits.Set(o.Edits)
	a.trying.opens = len(o.Edits) > 0 && o.Start == ""
	a.trying.edits.Saved(o.EditsFile)
	a.say(o.Notice)
	a.draw()
	return a
}

// Run runs the explorer until the person quits or ctx ends. Whatever way it
// ends, what was being read is canceled. When nothing at all could be read the
// error of that is the answer, so that it can be said again when the screen is gone.
func Run(ctx context.Context, o Options, opts ...tea.ProgramOption) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	a := New(o)
	a.ctx = ctx
	_, p := program(ctx, a, o.Out, opts...)
	if o.Suspend {
		go suspensions(ctx, p.Send)
	}
	_, err := p.Run()
	a.saver.finish()
	a.keepLast(ctx)
	if err == nil && a.env.Result == nil {
		err = a.load.err
	}
	return err
}

// Init implements tea.Model.
func (a *App) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, a.begin(), a.awaitQuestion())
}

// Update implements tea.Model. Whatever a message changes is drawn at once, and
// once: the frame that [App.View] hands out is of the state that it belongs to.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if m, ok := msg.(jobMsg); ok {
		if m.late() {
			return a, nil
		}
		msg = m.msg
	}
	cmd, taken := a.take(msg)
	if taken {
		cmd = tea.Batch(cmd, a.filterAhead())
		a.draw()
	}
	return a, cmd
}

// take takes a message, in this order: results of loads, what concerns the
// terminal, keys. taken is false for one that means nothing here.
func (a *App) take(msg tea.Msg) (cmd tea.Cmd, taken bool) {
	if cmd, taken := a.loadMsg(msg); taken {
		return cmd, true
	}
	if cmd, taken := a.signInMsg(msg); taken {
		return cmd, true
	}
	if cmd, taken := a.watchingMsg(msg); taken {
		return cmd, true
	}
	switch msg := msg.(type) {
	case questionMsg:
		return a.askCode(msg.question), true
	case overMsg:
		a.codeOver(msg.box)
		return nil, true
	case spinMsg:
		*msg.frame++
		return msg.job.spin(msg.frame), true
	case computedMsg:
		return a.computed(msg), true
	case baselineMsg:
		return a.baselineRead(msg), true
	case triedMsg:
		return a.tried(msg), true
	case browsedMsg:
		return a.browsed(msg), true
	case exportedMsg:
		return a.exported(msg), true
	case viewedMsg:
		return a.viewed(msg), true
	case refreshMsg:
		return a.refreshNext(), true
	case savedMsg:
		a.saver.saving = false
		return a.saver.start(), true
	case tea.WindowSizeMsg:
		a.width, a.height = msg.Width, msg.Height
		return nil, true
	case tea.BackgroundColorMsg:
		return a.restyle(func(o *theme.Options) { o.Dark = msg.IsDark() }), true
	case tea.ColorProfileMsg:
		return a.restyle(func(o *theme.Options) {
			o.Colors = max(o.Colors, colorsOf(msg.Profile))
		}), true
	case tea.KeyPressMsg:
		return a.key(msg), true
	case tea.PasteMsg:
		return a.paste(msg.Content), true
	case tea.MouseClickMsg:
		return a.mouse(msg.Mouse(), a.click), true
	case tea.MouseWheelMsg:
		return a.mouse(msg.Mouse(), a.wheel), true
	}
	return nil, false
}

// restyle makes the theme again, if that changes anything.
func (a *App) restyle(change func(*theme.Options)) tea.Cmd {
	change(&a.look)
	o := a.lookOf(a.look)
	if o == a.env.Theme.Options() {
		return nil
	}
	a.env.Theme = theme.New(o)
	return a.reloadScreens()
}

// screen is what is shown, nil before the first result.
func (a *App) screen() screen.Screen {
	if v := a.history.Current(); v != nil {
		return v.Screen
	}
	return nil
}

// here is what the screen that is shown may look at.
func (a *App) here() *screen.Env { return a.history.Env(&a.env) }

// mode is what keys mean now.
func (a *App) mode() mode {
	if o := a.overlay(); o != nil {
		if o.typing() {
			return typing
		}
		return browsing
	}
	if s := a.screen(); s != nil && s.CapturesInput() {
		return typing
	}
	return browsing
}

// key routes a key: to the overlay on top, to the program, or to the screen.
func (a *App) key(msg tea.KeyPressMsg) tea.Cmd {
	a.status, a.held = "", page{}
	m := a.mode()
	act := a.keys.find(m, msg)
	if act == nil {
		if m == typing {
			return a.text(msg.Text)
		}
		a.say(msg.String() + " does nothing here; ? shows the keys")
		return nil
	}
	return a.press(m, act)
}

// press carries out the action of a key in a mode.
func (a *App) press(m mode, act *Action) tea.Cmd {
	if a.overlay() != nil && !ofTerminal(m, act.Command) {
		return a.overlayKey(act)
	}
	return a.act(act)
}

// text is typed or pasted.
func (a *App) text(s string) tea.Cmd {
	switch {
	case s == "":
		return nil
	case a.overlay() != nil:
		a.overlay().insert(s)
		return nil
	}
	return a.tell(screen.Type{Text: s})
}

// do lets the screen carry out a command.
func (a *App) do(c screen.Command) tea.Cmd { return a.tell(screen.Do{Command: c}) }

func (a *App) tell(msg screen.Msg) tea.Cmd {
	if a.screen() == nil {
		return nil
	}
	wants := a.history.Tell(msg, &a.env)
	a.keepOrder()
	return a.intend(wants)
}

// say shows something in the status line until the next key.
func (a *App) say(text string) { a.status = awsdata.Clean(text) }

// visit goes to a place.
func (a *App) visit(p screen.Place) tea.Cmd {
	p = a.history.In(p, &a.env)
	if a.history.IsAt(p) {
		a.say("you are there already")
		return nil
	}
	s, err := screens.New(p)
	if err != nil {
		a.say(err.Error())
		return nil
	}
	if s, err = a.screenOrWaiting(s); err != nil {
		a.say(err.Error())
		return nil
	}
	a.env.Now = a.now()
	a.history.Go(p, s, &a.env)
	a.arrange(p, s)
	return a.shown()
}

func (a *App) back() tea.Cmd {
	if drop, _ := a.screen().Can(screen.ClearFilter, a.here()); drop {
		return a.do(screen.ClearFilter)
	}
	return a.stepBack()
}

func (a *App) forward() tea.Cmd {
	a.history.Step(1)
	return a.shown()
}

func (a *App) quit() tea.Cmd {
	for _, j := range []*job{&a.load.job, &a.watch.job, &a.work, &a.signing, &a.trying.job,
		&a.baseline.job, &a.session.job} {
		j.end()
	}
	return tea.Quit
}

// View implements tea.Model: it hands out what was drawn, and changes nothing.
func (a *App) View() tea.View { return a.drawn.view }
