package ui

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/svg"
)

// mostCopied is how many bytes most terminals take for their clipboard.
const mostCopied = 74_994

// exportedMsg says how writing a file ended.
type exportedMsg struct {
	what screen.Export
	err  error
}

// openExport asks what of the screen is wanted, and where to.
func (a *App) openExport() tea.Cmd {
	s := a.screen()
	forms := append(screens.ExportForms(s, a.here()),
		screens.ExportForm{Form: screen.SVG, What: "a picture of the screen as it is"},
		screens.ExportForm{Form: screen.Text, What: "the screen as it is, as text"})
	var offers []screen.Suggestion
	for _, f := range forms {
		name := screens.ExportName(s, a.here(), f.Form)
		offers = append(offers, screen.Suggestion{Word: f.Form + " " + name, What: f.What,
			To: screen.Export{Form: f.Form, File: name}})
	}
	for _, f := range forms {
		if f.Form != screen.SVG && f.Form != screen.DiagramSVG { // nothing takes a picture as text
			offers = append(offers, screen.Suggestion{Word: f.Form + " clipboard", What: f.What,
				To: screen.Export{Form: f.Form, Clipboard: true}})
		}
	}
	a.ask(screen.Ask{
		Title: "export to a file of this directory, or type another: FORM FILE",
		Suggest: func(text string) []screen.Suggestion {
			word := strings.ToLower(strings.TrimSpace(text))
			return slices.DeleteFunc(slices.Clone(offers), func(s screen.Suggestion) bool {
				return !strings.Contains(s.Word, word)
			})
		},
		Parse: func(text string) (screen.Intent, error) {
			i, err := screens.ParseExport(text)
			if err != nil {
				return nil, err
			}
			return i, nil
		},
	})
	return nil
}

// export makes an export, and writes it off the goroutine that draws.
func (a *App) export(i screen.Export) tea.Cmd {
	switch {
	case a.screen() == nil:
		a.say(a.notYet())
		return nil
	case i.Form == "":
		return a.openExport()
	}
	text, err := a.exportText(i.Form)
	if err != nil {
		a.say(err.Error())
		return nil
	}
	if i.Clipboard {
		words := "copied this screen as " + i.Form
		if len(text) > mostCopied {
			words += fmt.Sprintf(", %s: more than many terminals take; a file has all of it",
				english.Count((len(text)+1023)/1024, "kilobyte"))
		}
		a.say(words)
		return tea.SetClipboard(text)
	}
	if a.save == nil {
		a.say("no files are written here")
		return nil
	}
	if i.File == "" {
		i.File = screens.ExportName(a.screen(), a.here(), i.Form)
	}
	save := a.save
	return func() tea.Msg { return exportedMsg{i, save(i.File, text, i.Over)} }
}

// exportText is what is seen, in a form.
func (a *App) exportText(form string) (string, error) {
	if form != screen.SVG && form != screen.Text {
		return screens.Export(a.screen(), a.here(), form)
	}
	frame, _ := a.frame()
	// The screen itself says only how many edits are tried out, and only where it is wide enough.
	tried := strings.Join(a.env.Draft.Lines(), "\n")
	if form == screen.Text {
		lines := strings.Split(ansi.Strip(frame), "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], " ")
		}
		return strings.TrimLeft(tried+"\n\n", "\n") +
			strings.TrimRight(strings.Join(lines, "\n"), "\n") + "\n", nil
	}
	height := a.height
	if tried != "" {
		tried = ansi.Wrap(tried, a.width, "")
		frame, height = frame+"\n"+tried, height+1+strings.Count(tried, "\n")
	}
	picture, err := svg.FromText(frame, a.width, height)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = svg.Render(&b, picture, svg.Options{Title: a.title(), Light: !a.env.Theme.Options().Dark, Embed: true})
	return b.String(), err
}

// exported says where a file was written, or asks what to do with the one that is there.
func (a *App) exported(msg exportedMsg) tea.Cmd {
	switch {
	case errors.Is(msg.err, fs.ErrExist):
		over, other := msg.what, msg.what
		over.Over = true
		end := filepath.Ext(other.File)
		other.File = strings.TrimSuffix(other.File, end) + a.now().Format("-20060102-150405") + end
		a.ask(screen.Ask{
			Title: filepath.Base(msg.what.File) + " is there already",
			Suggest: func(text string) []screen.Suggestion {
				if text != "" {
					return nil
				}
				return []screen.Suggestion{
					{Word: filepath.Base(other.File), What: "write that file instead", To: other},
					{Word: "overwrite", What: "what is in it is lost", To: over}}
			},
			Parse: func(text string) (screen.Intent, error) {
				i, err := screens.ParseExport(msg.what.Form + " " + text)
				return i, err
			},
		})
	case msg.err != nil:
		a.say(msg.err.Error())
	default:
		a.say("wrote " + msg.what.File)
	}
	return nil
}
