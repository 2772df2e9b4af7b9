package widget

import (
	"strings"

	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/theme"
)

// Edit is a change to what is typed. Which key means which edit is decided
// outside of this package.
type Edit uint8

// The edits.
const (
	CursorLeft Edit = iota
	CursorRight
	CursorWordLeft
	CursorWordRight
	CursorStart
	CursorEnd
	DeleteBack
	DeleteForward
	DeleteWord        // the word before the cursor
	DeleteWordForward // the word behind the cursor
	DeleteToStart     // everything before the cursor
	DeleteToEnd       // everything behind the cursor
)

// Input is one line of text that a person types. The zero value is empty.
//
// The editing is that of Bubbles. The drawing is not: its cursor counts characters where a terminal counts cells, and
// stands in the wrong place beside wide ones. Which key is which edit is ours as well: it stands in the table of keys,
// and a person can change it.
type Input struct {
	model textinput.Model
	made  bool
}

// maxInput bounds what a paste can make the program do.
const maxInput = 500

// line is the editor, made when it is needed first.
func (in *Input) line() *textinput.Model {
	if !in.made {
		in.made, in.model = true, textinput.New()
		in.model.CharLimit = maxInput
		in.model.SetVirtualCursor(false) // the terminal's own is used, and nothing blinks by a clock of ours
		in.model.Focus()
	}
	return &in.model
}

func (in *Input) update(msg tea.Msg) {
	line := in.line()
	*line, _ = line.Update(msg) // it has commands for a cursor that blinks only
}

// Text is what was typed.
func (in *Input) Text() string { return in.model.Value() }

// At is how many characters stand before the cursor.
func (in *Input) At() int { return in.model.Position() }

// SetText replaces what was typed and puts the cursor at its end.
func (in *Input) SetText(s string) {
	in.line().SetValue("")
	in.Insert(s)
}

// Insert types text at the cursor. Whatever is not fit for a line of a screen
// is made so: a paste can hold anything.
func (in *Input) Insert(s string) { in.update(tea.PasteMsg{Content: Plain(s)}) }

// Do makes an edit, and says whether that changed anything.
func (in *Input) Do(e Edit) bool {
	was, length := in.At(), len(in.Text())
	if e == DeleteWordForward {
		in.deleteWordForward()
	} else {
		in.update(keyOf(e))
	}
	return in.At() != was || len(in.Text()) != length
}

// deleteWordForward deletes up to where [CursorWordRight] leads. Bubbles' own (as of v2.2) panics where nothing but
// spaces stands behind the cursor.
func (in *Input) deleteWordForward() {
	from := in.At()
	in.update(keyOf(CursorWordRight))
	for in.At() > from {
		in.update(keyOf(DeleteBack))
	}
}

// keyOf is the key by which Bubbles knows an edit. Whatever key a person pressed for it, that is this one here.
func keyOf(e Edit) tea.KeyPressMsg {
	switch e {
	case CursorLeft:
		return tea.KeyPressMsg{Code: tea.KeyLeft}
	case CursorRight:
		return tea.KeyPressMsg{Code: tea.KeyRight}
	case CursorWordLeft:
		return tea.KeyPressMsg{Code: tea.KeyLeft, Mod: tea.ModAlt}
	case CursorWordRight:
		return tea.KeyPressMsg{Code: tea.KeyRight, Mod: tea.ModAlt}
	case CursorStart:
		return tea.KeyPressMsg{Code: tea.KeyHome}
	case CursorEnd:
		return tea.KeyPressMsg{Code: tea.KeyEnd}
	case DeleteBack:
		return tea.KeyPressMsg{Code: tea.KeyBackspace}
	case DeleteForward:
		return tea.KeyPressMsg{Code: tea.KeyDelete}
	case DeleteWord:
		return tea.KeyPressMsg{Code: tea.KeyBackspace, Mod: tea.ModAlt}
	case DeleteToStart:
		return tea.KeyPressMsg{Code: 'u', Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: 'k', Mod: tea.ModCtrl}
}

// View is the part of the text around the cursor in exactly w cells, and the
// cell in which the cursor stands.
func (in *Input) View(th *theme.Theme, w int) (text string, cursor int) {
	if w <= 0 {
		return "", 0
	}
	// The text scrolls as little as keeps the cursor, which may stand behind
	// the last rune, inside.
	runes, at := []rune(in.Text()), in.At()
	from := 0
	for from < at && Width(string(runes[from:at])) >= w {
		from++
	}
	shown := Truncate(string(runes[from:]), w, "")
	var b strings.Builder
	p := painter{b: &b, th: th}
	p.cell(Mark(theme.Strong, shown), w, Left)
	return b.String(), min(Width(string(runes[from:at])), w-1)
}
