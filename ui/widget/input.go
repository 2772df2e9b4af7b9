package widget

import (
	"slices"
	"strings"
	"unicode"

	"github.com/vpclens/vpclens/ui/theme"
)

// Edit is a change to what is typed. Which key means which edit is decided
// outside of this package.
type Edit uint8

// The edits.
const (
	CursorLeft Edit = iota
	CursorRight
	CursorStart
	CursorEnd
	DeleteBack
	DeleteForward
	DeleteWord    // the word before the cursor
	DeleteToStart // everything before the cursor
)

// Input is one line of text that a person types. The zero value is empty.
type Input struct {
	text []rune
	at   int // the cursor stands before this rune
}

// maxInput bounds what a paste can make the program do.
const maxInput = 500

// Text is what was typed.
func (in *Input) Text() string { return string(in.text) }

// At is how many characters stand before the cursor.
func (in *Input) At() int { return in.at }

// SetText replaces what was typed and puts the cursor at its end.
func (in *Input) SetText(s string) {
	in.text, in.at = nil, 0
	in.Insert(s)
}

// Insert types text at the cursor. Whatever is not fit for a line of a screen
// is made so: a paste can hold anything.
func (in *Input) Insert(s string) {
	runes := []rune(Plain(s))
	runes = runes[:min(len(runes), maxInput-len(in.text))]
	in.text = slices.Insert(in.text, in.at, runes...)
	in.at += len(runes)
}

// Do makes an edit, and says whether that changed anything.
func (in *Input) Do(e Edit) bool {
	was, length := in.at, len(in.text)
	switch e {
	case CursorLeft:
		in.at = max(in.at-1, 0)
	case CursorRight:
		in.at = min(in.at+1, len(in.text))
	case CursorStart:
		in.at = 0
	case CursorEnd:
		in.at = len(in.text)
	case DeleteBack:
		in.remove(max(in.at-1, 0), in.at)
	case DeleteForward:
		in.remove(in.at, min(in.at+1, len(in.text)))
	case DeleteWord:
		from := in.at
		for from > 0 && unicode.IsSpace(in.text[from-1]) {
			from--
		}
		for from > 0 && !unicode.IsSpace(in.text[from-1]) {
			from--
		}
		in.remove(from, in.at)
	case DeleteToStart:
		in.remove(0, in.at)
	}
	return in.at != was || len(in.text) != length
}

func (in *Input) remove(from, to int) {
	in.text = slices.Delete(in.text, from, to)
	in.at = from
}

// View is the part of the text around the cursor in exactly w cells, and the
// cell in which the cursor stands.
func (in *Input) View(th *theme.Theme, w int) (text string, cursor int) {
	if w <= 0 {
		return "", 0
	}
	// The text scrolls as little as keeps the cursor, which may stand behind
	// the last rune, inside.
	from := 0
	for from < in.at && Width(string(in.text[from:in.at])) >= w {
		from++
	}
	shown := Truncate(string(in.text[from:]), w, "")
	var b strings.Builder
	p := painter{b: &b, th: th}
	p.cell(Mark(theme.Strong, shown), w, Left)
	return b.String(), min(Width(string(in.text[from:in.at])), w-1)
}
