package theme

import "strings"

// Token names a piece of the screen by what it means, never by what it looks
// like. Screens and widgets speak in tokens only, so that one table decides
// what every palette, and a terminal without colors, makes of them.
type Token uint8

// The tokens. Good is deliberately quiet: what is fine must not draw the eye,
// so that what needs a person does.
const (
	Text     Token = iota // ordinary text
	Strong                // a name, or the one word of a line that matters
	Dim                   // labels, ids and whatever else may be skipped
	Accent                // the one accent color: where the reader is
	Title                 // the title of a screen or of an overlay
	Header                // column headers and section headings
	Good                  // works; nothing for a person to do
	Warn                  // works in part, or deserves a look
	Bad                   // broken, and a person is needed
	Unknown               // could not be told; never to be read as Good
	Border                // rules and frames
	Key                   // a key in a hint
	Hint                  // what that key does
	Link                  // leads to another screen
	Match                 // the part of a text that a filter matched
	Code                  // commands and configuration to copy
	Added                 // is in the newer of two, not in the older
	Removed               // is in the older of two, not in the newer
	Badge                 // a short word on a colored ground
	BadBadge              // a badge that needs a person
	Backdrop              // what lies under an overlay
	High                  // severity high
	Medium                // severity medium
	Low                   // severity low
	Info                  // severity informational
	Selected              // the row under the cursor, where nothing else applies

	tokenCount
)

// Tokens lists every token, for tests and for showing a palette.
func Tokens() []Token {
	all := make([]Token, tokenCount)
	for i := range all {
		all[i] = Token(i)
	}
	return all
}

// String is the name of the token as it is written in this file.
func (t Token) String() string {
	if t < tokenCount {
		return rows[t].name
	}
	return "token?"
}

// NameOf is the token as a configuration names it: in small letters.
func NameOf(t Token) string { return strings.ToLower(t.String()) }

// hue is an index into a palette.
type hue uint8

const (
	noHue hue = iota
	inkHue
	strongHue
	quietHue
	lineHue
	accentHue
	redHue
	amberHue
	sandHue
	greenHue
	groundHue // the background itself, as ink on a badge
)

// row is what one token looks like: an ink and a ground from the palette, and
// attributes. The plain attributes replace the colors where there are none.
type row struct {
	name     string
	ink      hue
	ground   hue
	look     attr // with colors
	plain    attr // without colors, and with 16 where the hue is the terminal's own
	few      attr // besides those of look, with 16 colors
	isBorder bool // not text: 3:1 is the contrast that WCAG 1.4.11 asks for
}

// attr is a set of text attributes.
type attr uint8

const (
	bold attr = 1 << iota
	faint
	italic
	underline
	reverse
)

// rows is the one table of what every token looks like.
var rows = [tokenCount]row{
	Text:     {name: "Text", ink: inkHue},
	Strong:   {name: "Strong", ink: strongHue, look: bold, plain: bold},
	Dim:      {name: "Dim", ink: quietHue, plain: faint},
	Accent:   {name: "Accent", ink: accentHue, plain: bold},
	Title:    {name: "Title", ink: accentHue, look: bold, plain: bold},
	Header:   {name: "Header", ink: quietHue, look: bold, plain: bold},
	Good:     {name: "Good", ink: quietHue, few: faint},
	Warn:     {name: "Warn", ink: amberHue, plain: bold},
	Bad:      {name: "Bad", ink: redHue, look: bold, plain: bold},
	Unknown:  {name: "Unknown", ink: sandHue, look: italic, plain: underline},
	Border:   {name: "Border", ink: lineHue, plain: faint, isBorder: true},
	Key:      {name: "Key", ink: accentHue, look: bold, plain: bold},
	Hint:     {name: "Hint", ink: quietHue, few: faint},
	Link:     {name: "Link", ink: accentHue, look: underline, plain: underline},
	Match:    {name: "Match", ink: accentHue, look: bold | underline, plain: bold | underline},
	Code:     {name: "Code", ink: strongHue},
	Added:    {name: "Added", ink: greenHue, plain: bold},
	Removed:  {name: "Removed", ink: redHue, plain: underline},
	Badge:    {name: "Badge", ink: groundHue, ground: accentHue, look: bold, plain: bold | reverse},
	BadBadge: {name: "BadBadge", ink: groundHue, ground: redHue, look: bold, plain: bold | underline | reverse},
	Backdrop: {name: "Backdrop", ink: lineHue, plain: faint, isBorder: true},
	High:     {name: "High", ink: redHue, look: bold, plain: bold},
	Medium:   {name: "Medium", ink: amberHue, plain: bold},
	Low:      {name: "Low", ink: inkHue},
	Info:     {name: "Info", ink: quietHue, plain: faint},
	Selected: {name: "Selected", ink: strongHue, plain: bold},
}
