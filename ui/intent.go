package ui

import (
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
)

// intend does what a screen or an overlay wants.
func (a *App) intend(i screen.Intent) tea.Cmd {
	c := carrier{app: a}
	host.Carry(&c, i)
	return c.cmd
}

// carrier carries out an intent, which may take a command.
type carrier struct {
	app *App
	cmd tea.Cmd
}

// Push implements [host.Face], as the other methods do.
func (c *carrier) Push(i screen.Push) { c.cmd = c.app.visit(i.To) }

// Copy puts the text on the terminal's clipboard.
func (c *carrier) Copy(i screen.Copy) {
	c.app.say("copied " + i.What)
	c.cmd = tea.SetClipboard(i.Text)
}

// Status says it in the line of the keys.
func (c *carrier) Status(i screen.Status) { c.app.say(i.Text) }

// Compute computes off the goroutine that draws.
func (c *carrier) Compute(i screen.Compute) { c.cmd = c.app.compute(i) }

// Ask opens a palette.
func (c *carrier) Ask(i screen.Ask) { c.app.ask(i) }

// Run does what the key of the command does.
func (c *carrier) Run(i screen.Run) { c.cmd = c.app.run(i.Command) }

// Tell tells the screen that is shown.
func (c *carrier) Tell(i screen.Tell) { c.cmd = c.app.tell(i.Msg) }

// Switch reads another account or other regions.
func (c *carrier) Switch(i screen.Switch) { c.cmd = c.app.switchTo(i) }

// Restyle changes the look.
func (c *carrier) Restyle(i screen.Restyle) { c.cmd = c.app.setTheme(i.Theme) }

// Browse opens the address in the browser.
func (c *carrier) Browse(i screen.Browse) { c.cmd = c.app.browse(i.URL) }

// Against compares with another snapshot.
func (c *carrier) Against(i screen.Against) { c.cmd = c.app.against(i.Path) }

// Watch reads the account again and again.
func (c *carrier) Watch(i screen.Watch) { c.cmd = c.app.setWatch(i.Every) }

// Export writes a file, copies, or asks in which form.
func (c *carrier) Export(i screen.Export) { c.cmd = c.app.export(i) }

// Display opens the person's pager or editor.
func (c *carrier) Display(i screen.Display) { c.cmd = c.app.view(i) }

// Remember keeps what was typed.
func (c *carrier) Remember(i screen.Remember) {
	if c.app.env.Typed == nil {
		c.app.env.Typed = map[string][]string{}
	}
	c.app.env.Typed[i.Of] = remembered(c.app.env.Typed[i.Of], i.Text)
	c.app.say(i.Note)
}

// Amend tries other edits out.
func (c *carrier) Amend(i screen.Amend) { c.cmd = c.app.amend(i) }

// WriteEdits writes the edits to a file.
func (c *carrier) WriteEdits(i screen.WriteEdits) { c.cmd = c.app.writeEdits(i) }

// OpenEdits tries out the edits of a file.
func (c *carrier) OpenEdits(i screen.OpenEdits) { c.cmd = c.app.openEdits(i) }

// run carries out a command by its row in the table of keys, as if its key had
// been pressed.
func (a *App) run(c screen.Command) tea.Cmd {
	act := a.keys.of(browsing, c)
	if act == nil {
		return nil
	}
	return a.act(act)
}

// act carries out an action, or says why it cannot be done now.
func (a *App) act(act *Action) tea.Cmd {
	if ok, why := a.applies(act); !ok {
		a.say(why)
		return nil
	}
	if act.Do != nil {
		return act.Do(a)
	}
	return a.do(act.Command)
}
