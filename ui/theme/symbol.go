package theme

import (
	"charm.land/bubbles/v2/spinner"
	"charm.land/lipgloss/v2"
)

// Symbols are the marks beside the words. Every one is one cell wide except
// the arrows, the ellipsis and Enter of the ASCII set; widgets measure them.
type Symbols struct {
	Blocked, Partial, Unknown, Pending, Fine, None string // verdicts

	Cursor   string // left of the row under the cursor
	Ellipsis string // stands for what was cut off
	Crumb    string // between the parts of the path walked
	Dot      string // between facts on one line
	Bullet   string // before an item of a list
	Alert    string // before a count of what is missing
	Enter    string // the key, in hints
	Dead     string // the end of a path that leads nowhere
	Marked   string // a row that the person marked
	Changed  string // is not as it was in an earlier snapshot
	Differs  string // between two things that are not equal

	Left, Right, Up, Down string // arrows
	Ascending, Descending string // sort marks

	Rule, Bar                      string // horizontal and vertical line
	TopLeft, BotLeft               string // corners
	TeeLeft, TeeDown, TeeUp, Cross string // ├ ┬ ┴ ┼

	GaugeFull, GaugeEmpty string
	Thumb, Track          string          // scroll bar
	Spinner               []string        // the pictures of one of Bubbles' spinners
	Frame                 lipgloss.Border // of an overlay
}

var unicodeSymbols = Symbols{
	Blocked: "✗", Partial: "◐", Unknown: "?", Pending: "…", Fine: "✓", None: "·",
	Cursor: "▌", Ellipsis: "…", Crumb: "›", Dot: "·", Bullet: "•", Alert: "!", Enter: "↵", Dead: "╳",
	Marked: "●", Changed: "Δ", Differs: "≠",
	Left: "←", Right: "→", Up: "↑", Down: "↓",
	Ascending: "↑", Descending: "↓",
	Rule: "─", Bar: "│",
	TopLeft: "┌", BotLeft: "└",
	TeeLeft: "├", TeeDown: "┬", TeeUp: "┴", Cross: "┼",
	GaugeFull: "━", GaugeEmpty: "─",
	Thumb: "┃", Track: "│",
	Spinner: spinner.MiniDot.Frames,
	Frame:   lipgloss.RoundedBorder(),
}

var asciiSymbols = Symbols{
	Blocked: "x", Partial: "~", Unknown: "?", Pending: ":", Fine: "+", None: ".",
	Cursor: ">", Ellipsis: "..", Crumb: ">", Dot: "-", Bullet: "*", Alert: "!", Enter: "enter", Dead: "X",
	Marked: "#", Changed: "*", Differs: "!=",
	Left: "<-", Right: "->", Up: "^", Down: "v",
	Ascending: "^", Descending: "v",
	Rule: "-", Bar: "|",
	TopLeft: "+", BotLeft: "+",
	TeeLeft: "+", TeeDown: "+", TeeUp: "+", Cross: "+",
	GaugeFull: "#", GaugeEmpty: ".",
	Thumb: "#", Track: "|",
	Spinner: spinner.Line.Frames,
	Frame:   lipgloss.ASCIIBorder(),
}

// wordSymbols say in words what the others show, for a text that is read from
// top to bottom. A verdict ends with a colon, as what it is about follows it.
var wordSymbols = Symbols{
	Blocked: "blocked:", Partial: "partial:", Unknown: "unknown:", Pending: "still being read:", Fine: "fine:",
	Ellipsis: "...", Crumb: ", then", Dot: ",", Enter: "its number", Dead: "(traffic stops here)",
	Left: "from", Right: "to", Up: "up", Down: "down",
	Ascending: "ascending", Descending: "descending",
	Spinner: []string{""},
}

func symbolsFor(o Options) Symbols {
	switch {
	case o.Words:
		return wordSymbols
	case o.ASCII:
		return asciiSymbols
	}
	return unicodeSymbols
}

// Verdict is the answer to a question about reachability, as a mark.
type Verdict uint8

// The verdicts. The zero value is VerdictNone: nothing to judge, as where a
// hop does not exist on a path. It does not mean unknown.
const (
	VerdictNone    Verdict = iota
	VerdictPending         // it is still being found out
	VerdictFine
	VerdictPartial
	VerdictUnknown
	VerdictBlocked
)

// Glyph is the mark of a verdict.
func (t *Theme) Glyph(v Verdict) string {
	switch v {
	case VerdictNone:
		return t.Sym.None
	case VerdictPending:
		return t.Sym.Pending
	case VerdictFine:
		return t.Sym.Fine
	case VerdictPartial:
		return t.Sym.Partial
	case VerdictBlocked:
		return t.Sym.Blocked
	default: // a value that is not in the list is not known to be safe
		return t.Sym.Unknown
	}
}

// Token is how a verdict is painted.
func (v Verdict) Token() Token {
	switch v {
	case VerdictNone, VerdictPending:
		return Dim
	case VerdictFine:
		return Good
	case VerdictPartial:
		return Warn
	case VerdictBlocked:
		return Bad
	default:
		return Unknown
	}
}

// Severity is how much a finding matters.
type Severity uint8

// The severities, from none (a row without findings) to high.
const (
	SeverityNone Severity = iota
	SeverityInfo
	SeverityLow
	SeverityMedium
	SeverityHigh
	SeverityUnknown // the check could not be decided
)

// Letter is the one letter that stands for the severity.
func (s Severity) Letter() string {
	switch s {
	case SeverityNone:
		return " "
	case SeverityInfo:
		return "i"
	case SeverityLow:
		return "L"
	case SeverityMedium:
		return "M"
	case SeverityHigh:
		return "H"
	default:
		return "?"
	}
}

// Word is the severity in a word, "" for none.
func (s Severity) Word() string {
	switch s {
	case SeverityNone:
		return ""
	case SeverityInfo:
		return "Informational"
	case SeverityLow:
		return "Low"
	case SeverityMedium:
		return "Medium"
	case SeverityHigh:
		return "High"
	default:
		return "Unknown"
	}
}

// Token is how a severity is painted.
func (s Severity) Token() Token {
	switch s {
	case SeverityNone:
		return Text
	case SeverityInfo:
		return Info
	case SeverityLow:
		return Low
	case SeverityMedium:
		return Medium
	case SeverityHigh:
		return High
	default:
		return Unknown
	}
}
