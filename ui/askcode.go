package ui

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// Question is what reading an account has to ask a person: the code that an MFA device shows.
type Question struct {
	Text    string          // what is asked for
	Problem string          // what became of the answer before, "" for nothing
	Over    <-chan struct{} // closed when nobody wants to know any more
	Answer  func(code string)
}

// questionMsg is a question that has to be asked, and overMsg one that has not any more.
type (
	questionMsg struct{ question Question }
	overMsg     struct{ box *codeBox }
)

// awaitQuestion waits for the next question.
func (a *App) awaitQuestion() tea.Cmd {
	if a.questions == nil {
		return nil
	}
	ended := a.ctx.Done()
	return func() tea.Msg {
		select {
		case q, ok := <-a.questions:
			if ok {
				return questionMsg{q}
			}
		case <-ended:
		}
		return nil
	}
}

// askCode asks a question above whatever is shown, and waits for the next one.
func (a *App) askCode(q Question) tea.Cmd {
	box := &codeBox{question: q}
	a.open(box)
	return tea.Batch(a.awaitQuestion(), func() tea.Msg {
		<-q.Over
		return overMsg{box}
	})
}

// codeOver takes a question away that nobody wants to know the answer to.
func (a *App) codeOver(box *codeBox) {
	a.shutBox(box)
}

// ending is an overlay that has to know that it was closed.
type ending interface{ closed() }

// codeBox is where a code is typed. What is typed is never shown: a screen may be shared or recorded, and the code is
// one half of who the person is. A mark for each digit tells how many there are.
type codeBox struct {
	question Question
	input    widget.Input
	why      string
	answered bool
}

// CodeLength is how many digits a code has.
const CodeLength = 6

func (b *codeBox) title() string { return "sign in" }
func (b *codeBox) typing() bool  { return true }

// insert takes the digits of what is typed or pasted: a code may be copied with spaces.
func (b *codeBox) insert(text string) {
	b.why = ""
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9' && len(b.input.Text()) < CodeLength:
			b.input.Insert(string(r))
		case r >= '0' && r <= '9':
			b.why = "a code has six digits, and no more"
		case r != ' ' && r != '-' && r != '\n' && r != '\r' && r != '\t':
			b.why = "a code has digits only"
		}
	}
}

func (b *codeBox) do(c screen.Command) outcome {
	switch c {
	case screen.Accept:
		if len(b.input.Text()) < CodeLength {
			b.why = "a code has six digits; esc gives up"
			return outcome{moved: true}
		}
		b.answer(b.input.Text())
		return outcome{closes: true}
	default:
		if e, ok := screens.Edit(c); ok {
			b.why = ""
			b.input.Do(e)
			return outcome{moved: true}
		}
	}
	return outcome{}
}

// closed gives up: whoever closes the box does not want to say.
func (b *codeBox) closed() { b.answer("") }

func (b *codeBox) answer(code string) {
	if !b.answered {
		b.answered = true
		b.input = widget.Input{}
		b.question.Answer(code)
	}
}

func (b *codeBox) view(th *theme.Theme, w, h int) (string, *tea.Cursor) {
	var sheet widget.Sheet
	row := func(c widget.Cell) widget.SheetRow { return widget.SheetRow{Cells: []widget.Cell{c}} }
	rows := []widget.SheetRow{row(widget.Mark(theme.Strong, awsdata.Clean(b.question.Text)))}
	if b.question.Problem != "" {
		rows = append(rows, row(widget.Mark(theme.Bad, awsdata.Clean(b.question.Problem))))
	}
	sheet.SetSections([]widget.Section{{Rows: rows}})
	var lines []string
	if room := h - 2; room > 0 { // what is typed has to be seen, whatever room there is
		sheet.SetSize(w, room)
		sheet.SetSize(w, min(max(sheet.Len(), 1), room))
		lines = strings.Split(sheet.View(th), "\n")
	}
	marks := widget.Input{}
	marks.SetText(strings.Repeat("*", len(b.input.Text())))
	const prompt = "  code: " // below the text
	text, _ := marks.View(th, max(w-len(prompt), 1))
	text, at := th.Paint(theme.Accent, prompt)+text, min(len(prompt)+b.input.At(), max(w-1, 0))
	cursor := tea.NewCursor(at, len(lines))
	lines = append(lines, text)
	if h > len(lines) {
		last := widget.Mark(theme.Dim, "  What is typed is not shown, and kept nowhere.")
		if b.why != "" {
			last = widget.Mark(theme.Warn, "  "+b.why)
		}
		lines = append(lines, last.View(th, w))
	}
	return strings.Join(lines, "\n"), cursor
}
