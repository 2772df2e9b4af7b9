package uitest

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Controls lists the kinds of everything in a byte stream that is not plain
// text, sorted and each once. What the renderer writes to place text (cursor
// motion, erasing to the end of a line, repetition) is one kind, "CSI place", as
// it varies with the text; modes come with their numbers, styles that hide text
// or blink are kinds of their own, and so are characters that have no width or
// change the direction of text.
func Controls(raw string) []string {
	kinds := map[string]bool{}
	p := ansi.NewParser()
	var state byte
	for raw != "" {
		seq, _, n, next := ansi.DecodeSequence(raw, state, p)
		if n == 0 {
			kinds["undecodable"] = true
			break
		}
		for _, k := range kindsOf(seq, p) {
			kinds[k] = true
		}
		raw, state = raw[n:], next
	}
	if state != ansi.NormalState {
		kinds["unterminated"] = true
	}
	var all []string
	for k := range kinds {
		all = append(all, k)
	}
	slices.Sort(all)
	return all
}

// Foreign lists what Controls finds in raw, but not in the baseline: the
// stream of the same program with harmless data.
func Foreign(raw, baseline string) []string {
	known := Controls(baseline)
	var foreign []string
	for _, k := range Controls(raw) {
		if !slices.Contains(known, k) {
			foreign = append(foreign, k)
		}
	}
	return foreign
}

// placing are the final bytes of CSI sequences that only place text.
const placing = "ABCDEFGHIKLMPSTXZ@`abdefr"

func kindsOf(seq string, p *ansi.Parser) []string {
	switch {
	case ansi.HasCsiPrefix(seq):
		return csiKinds(p)
	case ansi.HasOscPrefix(seq):
		return terminated(seq, fmt.Sprintf("OSC %d", p.Command()))
	case ansi.HasDcsPrefix(seq):
		return terminated(seq, "DCS "+command(ansi.Cmd(p.Command())))
	case ansi.HasApcPrefix(seq):
		return terminated(seq, "APC")
	case ansi.HasPmPrefix(seq):
		return terminated(seq, "PM")
	case ansi.HasSosPrefix(seq):
		return terminated(seq, "SOS")
	case seq == "\x1bM": // reverse index: of a way up by one line the renderer takes now this and now a sequence of CSI
		return nil
	case ansi.HasEscPrefix(seq):
		return []string{fmt.Sprintf("ESC %q", seq[1:])}
	}
	var kinds []string
	for len(seq) > 0 {
		r, size := utf8.DecodeRuneInString(seq)
		switch {
		case r == utf8.RuneError && size == 1:
			kinds = append(kinds, fmt.Sprintf("byte %#02x", seq[0]))
		case r == '\n' || r == '\r' || r == '\b' || r == '\t':
			// The renderer moves the cursor with these as well.
			kinds = append(kinds, "C0 place")
		case r < 0x20 || r == 0x7f:
			kinds = append(kinds, fmt.Sprintf("C0 %#02x", r))
		case unicode.Is(unicode.Cf, r) || 0x80 <= r && r < 0xa0 || r == 0x2028 || r == 0x2029:
			kinds = append(kinds, fmt.Sprintf("%U", r))
		}
		seq = seq[size:]
	}
	return kinds
}

func csiKinds(p *ansi.Parser) []string {
	cmd := ansi.Cmd(p.Command())
	if cmd == 0 {
		return []string{"CSI invalid"}
	}
	name := command(cmd)
	switch {
	case name == "m":
		return styleKinds(p)
	case len(name) == 1 && strings.Contains(placing, name):
		return []string{"CSI place"}
	case name == "?h" || name == "?l" || name == "h" || name == "l" || name == "J" || name == "?$p" || name == "n" ||
		name == "t":
		var kinds []string
		for _, param := range p.Params() {
			kinds = append(kinds, fmt.Sprintf("CSI %s %d", name, param.Param(0)))
		}
		if len(kinds) == 0 {
			kinds = []string{"CSI " + name}
		}
		return kinds
	}
	return []string{"CSI " + name}
}

// styleKinds tells styles that hide text or blink from the others.
func styleKinds(p *ansi.Parser) []string {
	kinds := []string{"SGR"}
	params := p.Params()
	for i := 0; i < len(params); i++ {
		switch n := params[i].Param(0); n {
		case 38, 48, 58: // a color: its components are no attributes
			if i+1 < len(params) && params[i+1].Param(0) == 5 {
				i += 2
			} else {
				i += 4
			}
		case 5, 6, 8:
			kinds = append(kinds, fmt.Sprintf("SGR %d", n))
		}
	}
	return kinds
}

func command(c ansi.Cmd) string {
	var b strings.Builder
	for _, part := range []byte{c.Prefix(), c.Intermediate(), c.Final()} {
		if part != 0 {
			b.WriteByte(part)
		}
	}
	return b.String()
}

// terminated adds that a string sequence has no end.
func terminated(seq, kind string) []string {
	if strings.HasSuffix(seq, "\x1b\\") || strings.HasSuffix(seq, "\a") || strings.HasSuffix(seq, "\x9c") {
		return []string{kind}
	}
	return []string{kind, "unterminated"}
}
