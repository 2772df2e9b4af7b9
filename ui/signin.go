package ui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Device is where a person confirms that it is them who sign in.
type Device struct {
	Code string
	Page string // where the code is to be typed
	Full string // the page with the code in it
	Ends time.Time
}

// The messages of a sign-in.
type (
	deviceMsg   struct{ device Device }
	signedInMsg struct{ err error }
)

// signInHelps says whether signing in mends what went wrong last.
func signInHelps(a *App) (bool, string) {
	if a.signInBox() != nil {
		return false, "you are signing in already"
	}
	if login, _ := a.signInOf(); login != nil {
		return true, ""
	}
	return false, "no sign-in is needed now"
}

// signInOf is what signs in to the account that could not be read, nil where that does not help, and what reads it
// then.
func (a *App) signInOf() (login func(context.Context, func(Device)) error, again func() tea.Cmd) {
	source, err := a.source, a.load.err
	again = a.reload
	if a.refused.err != nil { // the account that a person wanted to go over to
		to := a.refused.to
		source, err = to, a.refused.err
		again = func() tea.Cmd { return a.goOver(to) }
	}
	if err == nil || source.SignIn == nil || a.load.running() {
		return nil, nil
	}
	return source.SignIn(err), again
}

// signInHint offers to sign in where that mends an error, "" where it does not.
func signInHint(err error, source Source) string {
	if source.SignIn == nil || source.SignIn(err) == nil {
		return ""
	}
	return "L signs in, here and now."
}

// refusal is that an account could not be gone over to.
type refusal struct {
	to  Source
	err error
}

// signIn signs in, and reads the account again.
func (a *App) signIn() tea.Cmd {
	login, again := a.signInOf()
	box := &signInBox{again: again, end: a.signing.end}
	a.signing.begin(a.ctx)
	a.open(box)
	shown := make(chan Device, 1)
	return tea.Batch(
		a.signing.do(func(ctx context.Context) tea.Msg {
			return signedInMsg{login(ctx, func(d Device) { shown <- d })}
		}),
		a.signing.do(func(ctx context.Context) tea.Msg {
			select {
			case <-ctx.Done():
				return nil
			case d := <-shown:
				return deviceMsg{d}
			}
		}),
		a.signing.spin(&box.frame),
	)
}

// signInMsg takes a message of a sign-in; handled is false for any other message.
func (a *App) signInMsg(msg tea.Msg) (cmd tea.Cmd, handled bool) {
	box := a.signInBox()
	switch msg := msg.(type) {
	case deviceMsg:
		if box == nil {
			return nil, true
		}
		box.device = msg.device
		return a.openDevice(msg.device), true
	case signedInMsg:
		a.signing.end()
		switch {
		case box == nil:
		case msg.err != nil && !errors.Is(msg.err, context.Canceled):
			box.err = msg.err
		case msg.err == nil:
			a.shutBox(box)
			a.refused = refusal{}
			a.say("signed in")
			cmd = box.again()
		}
		return cmd, true
	}
	return nil, false
}

// openDevice opens the page in the browser, where there is one. Where it does not start, the page is on the screen.
func (a *App) openDevice(d Device) tea.Cmd {
	launch := a.launch
	if launch == nil || checkAddress(d.Full) != nil {
		return nil
	}
	return func() tea.Msg {
		_ = launch(d.Full) // the address is on the screen
		return nil
	}
}

// signInBox is the box of the sign-in under way, nil for none.
func (a *App) signInBox() *signInBox {
	for _, o := range a.overlays {
		if box, ok := o.(*signInBox); ok {
			return box
		}
	}
	return nil
}

// shutBox takes an overlay away, wherever it stands.
func (a *App) shutBox(which overlay) {
	for i, o := range a.overlays {
		if o == which {
			a.overlays = append(a.overlays[:i:i], a.overlays[i+1:]...)
			return
		}
	}
}

// signInBox shows where to confirm which code.
type signInBox struct {
	device Device // without a code while AWS is asked for one
	err    error
	frame  int
	again  func() tea.Cmd
	end    func()
}

func (b *signInBox) title() string { return "sign in" }
func (b *signInBox) typing() bool  { return false }
func (b *signInBox) insert(string) {}
func (b *signInBox) closed()       { b.end() }

func (b *signInBox) do(c screen.Command) outcome {
	switch {
	case b.device.Code == "" || b.err != nil:
		return outcome{closes: c == screen.Open && b.err != nil}
	case c == screen.Open || c == screen.Console:
		return outcome{wants: screen.Browse{URL: b.device.Full}}
	case c == screen.CopyID:
		return outcome{wants: screen.Copy{Text: b.device.Code, What: "the code"}}
	case c == screen.CopyCommand:
		return outcome{wants: screen.Copy{Text: b.device.Full, What: "the address"}}
	}
	return outcome{}
}

func (b *signInBox) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	var sheet widget.Sheet
	sheet.SetSections(b.sections(th))
	sheet.SetSize(w, h)
	sheet.SetSize(w, min(max(sheet.Len(), 1), h))
	return sheet.View(th), nil
}

func (b *signInBox) sections(th *theme.Theme) []widget.Section {
	text := func(cells ...widget.Cell) widget.Section {
		var rows []widget.SheetRow
		for _, c := range cells {
			rows = append(rows, widget.SheetRow{Cells: []widget.Cell{c}})
		}
		return widget.Section{Rows: rows}
	}
	spinner := th.Sym.Spinner[b.frame%len(th.Sym.Spinner)] + " "
	switch d := b.device; {
	case b.err != nil:
		return []widget.Section{text(widget.Mark(theme.Bad, awsdata.Clean(b.err.Error()))),
			text(widget.Mark(theme.Dim, "esc closes"))}
	case d.Code == "":
		return []widget.Section{text(widget.Mark(theme.Dim, spinner+"asking IAM Identity Center for a code"))}
	default:
		return []widget.Section{
			text(widget.Say("Open this page, and confirm the code there:")),
			text(widget.Mark(theme.Link, awsdata.Clean(d.Page)), widget.Mark(theme.Strong, awsdata.Clean(d.Code))),
			text(widget.Mark(theme.Dim, spinner+"waiting until "+d.Ends.Format(time.TimeOnly)+" for you to confirm"),
				widget.Mark(theme.Dim, keyText(th,
					"↵ opens it in the browser   y copies the code   Y copies the address   esc gives up"))),
		}
	}
}
