package ui

import (
	"fmt"
	"net/url"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// browsedMsg says how opening an address in the browser ended.
type browsedMsg struct {
	address string
	err     error
}

// browse opens an address in the browser, off the goroutine that draws. Without a
// browser, or where it does not start, the address is shown and copied.
func (a *App) browse(address string) tea.Cmd {
	if err := checkAddress(address); err != nil {
		a.say(err.Error())
		return nil
	}
	if a.launch == nil {
		return a.showAddress(address, "there is no browser here: open it where there is one")
	}
	launch := a.launch
	a.say("opening the AWS console in the browser")
	return func() tea.Msg { return browsedMsg{address, launch(address)} }
}

// checkAddress lets only addresses through that a browser may be given: made by
// us, https, with a host.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return fmt.Errorf("%q is no address that can be opened", address)
	}
	return nil
}

// browsed shows the address when the browser did not start.
func (a *App) browsed(msg browsedMsg) tea.Cmd {
	if msg.err == nil {
		return nil
	}
	return a.showAddress(msg.address, "the browser did not start: "+msg.err.Error())
}

// showAddress shows an address whole, and puts it on the clipboard.
func (a *App) showAddress(address, why string) tea.Cmd {
	a.status = ""
	a.open(&pages{name: "AWS console", build: func(*theme.Theme) []widget.Section {
		row := func(c widget.Cell) widget.SheetRow { return widget.SheetRow{Cells: []widget.Cell{c}} }
		return []widget.Section{
			{Rows: []widget.SheetRow{row(widget.Mark(theme.Link, address))}},
			{Rows: []widget.SheetRow{row(widget.Mark(theme.Dim, why)),
				row(widget.Mark(theme.Dim, "It was copied to the clipboard, if the terminal allows that."))}},
		}
	}})
	return tea.SetClipboard(address)
}
