package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/analysis/reach"
)

// The measures of the SVG, in pixels.
const (
	svgMargin   = 28
	svgInPage   = 12 // the margin of a drawing in a page
	svgHead     = 64 // for the title
	svgBox      = 42 // the height of a node
	svgPitch    = 64 // from a row to the next
	svgAir      = 26 // a row without nodes
	svgGap      = 34 // between columns, where nothing goes up or down
	svgTrack    = 12
	svgLetter   = 8.0 // of a name
	svgSmall    = 6.4 // of what is told below it
	svgLine     = 18  // of the notes
	svgWidest   = 30  // letters of a name
	svgNarrow   = 96  // the least width of a node
	svgNotesMax = 150 // letters of a line of the notes
)

// svgPalette is the colors of one scheme by the classes of the drawing.
type svgPalette struct {
	ground, band, box, line, text, dim, good, warn, bad, unknown string
}

func svgLight() svgPalette {
	return svgPalette{"#ffffff", "#f4f6fa", "#ffffff", "#9aa4b2", "#1b2430", "#5b6675", "#1a7f5a", "#b26a00", "#cf222e",
		"#7a4fc9"}
}

func svgDark() svgPalette {
	return svgPalette{"#0f141b", "#171e28", "#1c2531", "#5d6b7d", "#e6edf3", "#9aa7b6", "#3fb98a", "#e0a030", "#ff6b6b",
		"#b392f0"}
}

// css are the rules of a scheme.
func (p svgPalette) css() string {
	rules := []string{".ground{fill:" + p.ground + "}", ".band{fill:" + p.band + "}",
		".box{fill:" + p.box + ";stroke:" + p.line + "}", ".name{fill:" + p.text + "}", ".dim{fill:" + p.dim + "}"}
	for _, c := range []struct{ class, color string }{
		{"plain", p.line}, {"good", p.good}, {"warn", p.warn}, {"bad", p.bad}, {"unknown", p.unknown},
		{"muted", p.line},
	} {
		rules = append(rules, ".l-"+c.class+"{stroke:"+c.color+"}", ".t-"+c.class+"{fill:"+c.color+"}",
			".a-"+c.class+"{fill:"+c.color+"}")
	}
	return strings.Join(append(rules, ".knock{stroke:"+p.ground+";fill:"+p.ground+"}"), "")
}

// svg is a drawing while it is made.
type svg struct {
	*Diagram
	*picture.Arrangement
	b       bytes.Buffer
	x, y    []int // of columns and rows
	w       []int // of nodes
	columns []int // widths
	number  map[int]int
	width   int
	height  int

	bare   bool // it stands in a page, which has its title, its colors and its notes
	margin int
}

// newSVG is a drawing that is to be laid out.
func newSVG(d *Diagram, bare bool) *svg {
	s := &svg{Diagram: d, number: make(map[int]int), bare: bare, margin: svgMargin}
	if bare {
		s.margin = svgInPage
	}
	return s
}

// lay says where everything stands. The notes are what has to be said below the drawing, by their numbers in it.
func (s *svg) lay() []note {
	s.Arrangement = s.Picture.Arrange()
	notes := s.notes(s.Arrangement)
	for i, n := range notes {
		for _, node := range n.nodes {
			s.number[node] = i + 1
		}
	}
	s.measure(notes)
	return notes
}

// WriteDiagramSVG writes a picture as SVG that needs nothing else: no script, no font and no other file.
func WriteDiagramSVG(w io.Writer, d *Diagram) error {
	s := newSVG(d, false)
	notes := s.lay()
	s.begin()
	s.ways()
	for i := range s.Picture.Nodes {
		s.node(i)
	}
	s.cuts()
	s.foot(notes)
	s.b.WriteString("</svg>\n")
	_, err := w.Write(s.b.Bytes())
	return err
}

// ways are the AZs and the edges, which stand behind the nodes.
func (s *svg) ways() {
	s.lanes()
	// What two ways share looks like the better of them: that is drawn last.
	for _, class := range []string{"muted", "bad", "unknown", "warn", "good", "plain"} {
		for i := range s.Picture.Edges {
			if s.class(&s.Picture.Edges[i]) == class {
				s.edge(i)
			}
		}
	}
}

// cuts mark where ways end, in front of all else.
func (s *svg) cuts() {
	for i := range s.Picture.Edges {
		s.cut(i)
	}
}

// put writes a piece of the drawing; texts in it have to be [xmlText].
func (s *svg) put(format string, args ...any) { fmt.Fprintf(&s.b, format, args...) }

// xmlText is a text in SVG.
func xmlText(text string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(text)) //nolint:errcheck // a buffer takes everything
	return b.String()
}

func short(text string, most int) string {
	if displaywidth.String(text) > most {
		return displaywidth.TruncateString(text, most, "…")
	}
	return text
}

// name is what stands in a node, with the verdict where it is one's own.
func (s *svg) name(i int) string {
	return short(s.Picture.Nodes[i].Label(), svgWidest)
}

func (s *svg) detail(i int) string { return short(s.Picture.Nodes[i].Detail(), svgWidest+14) }

func (s *svg) measure(notes []note) {
	s.x, s.w, s.columns = make([]int, s.Columns), make([]int, len(s.Picture.Nodes)), make([]int, s.Columns)
	used := make([]bool, s.Rows)
	for i := range s.Picture.Nodes {
		name := 34 + int(svgLetter*float64(displaywidth.String(s.name(i))))
		if _, marked := s.mark(i); marked || s.number[i] > 0 {
			name += 36
		}
		s.w[i] = max(svgNarrow, name, 24+int(svgSmall*float64(displaywidth.String(s.detail(i)))))
		if c := s.At[i].Column; !s.Clear[i] {
			s.columns[c] = max(s.columns[c], s.w[i])
		}
		used[s.At[i].Row] = true
	}
	at := s.margin
	for c := range s.Columns {
		s.x[c] = at
		at += s.columns[c] + s.gap(c)
	}
	for i := range s.Picture.Nodes {
		s.width = max(s.width, s.x[s.At[i].Column]+s.w[i]+s.margin)
	}
	for _, line := range s.WhatIf {
		s.width = max(s.width, 2*svgMargin+int(svgLetter*float64(displaywidth.String(line))))
	}
	y := svgHead + 16 + svgLine*len(s.WhatIf)
	if s.bare {
		y = s.margin + 16
	}
	for _, is := range used {
		s.y = append(s.y, y)
		if is {
			y += svgPitch
		} else {
			y += svgAir
		}
	}
	if s.bare {
		s.height = y - svgPitch + svgBox + s.margin
		return
	}
	s.height = y + svgLine
	for _, n := range notes {
		s.width = max(s.width, 2*svgMargin+int(svgSmall*float64(min(displaywidth.String(n.text), svgNotesMax)+6)))
		s.height += svgLine * len(s.lines(n.text))
	}
	s.height += svgLine + svgMargin
}

// lines are a note, broken where it is long.
func (s *svg) lines(text string) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > svgNotesMax {
			out = append(out, line)
			line = ""
		}
		line = strings.TrimSpace(line + " " + word)
	}
	return append(out, line)
}

func (s *svg) gap(c int) int { return svgGap + svgTrack*s.Gap[c] }

func (s *svg) begin() {
	s.put(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %[1]d %[2]d" role="img">`+"\n",
		s.width, s.height)
	s.put("<title>%s</title>\n<style>", xmlText(s.Title))
	s.b.WriteString("text{font-family:Inter,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}" +
		".name{font-size:13px;font-weight:600}.dim,.note{font-size:11px}.title{font-size:18px;font-weight:600}" +
		"path{fill:none;stroke-width:1.6}.box{stroke-width:1}" +
		".l-muted{stroke-dasharray:3 4}.l-unknown{stroke-dasharray:6 4}" +
		".cut{stroke-width:2.4;stroke-dasharray:none}")
	switch s.Scheme {
	case "dark":
		s.b.WriteString(svgDark().css())
	case "light":
		s.b.WriteString(svgLight().css())
	default:
		s.b.WriteString(svgLight().css() + "@media(prefers-color-scheme:dark){" + svgDark().css() + "}")
	}
	s.b.WriteString("</style>\n<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n")
	s.put(`<text class="name title" x="%d" y="%d">%s</text>`+"\n", svgMargin, svgMargin+10, xmlText(s.Title))
	for i, line := range s.WhatIf {
		s.put(`<text class="name t-bad" x="%d" y="%d">%s</text>`+"\n", svgMargin, svgHead-6+svgLine*i, xmlText(line))
	}
}

// lanes are bands behind the nodes of each AZ.
func (s *svg) lanes() {
	left, right := s.width, 0 // the same for all of them
	first, last := make([]int, len(s.Picture.Lanes)), make([]int, len(s.Picture.Lanes))
	for i := range s.Picture.Nodes {
		lane, at := s.Picture.Nodes[i].Lane, s.At[i]
		if lane < 0 || lane >= len(first) {
			continue
		}
		left, right = min(left, s.x[at.Column]), max(right, s.x[at.Column]+s.w[i])
		if first[lane] == 0 {
			first[lane] = at.Row + 1 // from 1, so that 0 is none
		}
		first[lane], last[lane] = min(first[lane], at.Row+1), max(last[lane], at.Row+1)
	}
	for lane, l := range s.Picture.Lanes {
		if first[lane] == 0 {
			continue
		}
		y := s.y[first[lane]-1] - 18
		s.put(`<rect class="band" x="%d" y="%d" width="%d" height="%d" rx="8"/>`+"\n", left-10, y,
			right-left+20, s.y[last[lane]-1]+svgBox+4-y)
		s.put(`<text class="dim" x="%d" y="%d">AZ %s</text>`+"\n", left, y+13, xmlText(l.Name))
	}
}

// class is what an edge looks like.
func (s *svg) class(e *picture.Edge) string {
	switch {
	case e.Beyond, e.Muted:
		return "muted"
	case !e.Judged:
		return "plain"
	}
	return verdictClass(e.Verdict)
}

func verdictClass(v reach.Verdict) string {
	switch v {
	case reach.Blocked:
		return "bad"
	case reach.Partial:
		return "warn"
	case reach.Reachable:
		return "good"
	}
	return "unknown"
}

// middle is the height at which edges meet a node.
func (s *svg) middle(i int) int { return s.y[s.At[i].Row] + svgBox/2 }

// track is where an edge goes up or down.
func (s *svg) track(i int) int {
	c := s.At[s.Picture.Edges[i].From].Column
	return s.x[c] + s.columns[c] + svgGap/2 + svgTrack*s.Tracks[i]
}

func (s *svg) edge(i int) {
	e := &s.Picture.Edges[i]
	x0, y0 := s.x[s.At[e.From].Column]+s.w[e.From], s.middle(e.From)
	x1, y1 := s.x[s.At[e.To].Column], s.middle(e.To)
	class := s.class(e)
	var way string
	if y0 == y1 {
		way = fmt.Sprintf("M%d %dH%d", x0, y0, x1-6)
	} else {
		const r = 7
		t, turn := s.track(i), r
		if y1 < y0 {
			turn = -r
		}
		way = fmt.Sprintf("M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d", x0, y0, t-r, t, y0, t, y0+turn,
			y1-turn, t, y1, t+r, y1, x1-6)
	}
	s.put(`<path class="l-%s" d="%s"/>`, class, way)
	s.put(`<polygon class="a-%s" points="%d,%d %d,%d %d,%d"/>`+"\n", class, x1, y1, x1-7, y1-4, x1-7, y1+4)
}

// cut marks where a way ends.
func (s *svg) cut(i int) {
	e := &s.Picture.Edges[i]
	if !e.Cut {
		return
	}
	x, y := s.x[s.At[e.To].Column]-16, s.middle(e.To)
	if s.Shared[i] { // on the part that is its own
		c := s.At[e.From].Column
		x, y = (s.x[c]+s.w[e.From]+s.x[c]+s.columns[c]+svgGap/2)/2, s.middle(e.From)
	}
	class := s.class(e)
	if e.Beyond {
		class = "muted"
	}
	s.put(`<circle class="knock" cx="%d" cy="%d" r="7"/>`+
		`<path class="cut l-%s" d="M%d %dl9 9m0 -9l-9 9"/>`+"\n", x, y, class, x-4, y-4)
}

// mark is the verdict on a node, as its class; ok is false where none is shown.
func (s *svg) mark(i int) (class string, ok bool) {
	n := &s.Picture.Nodes[i]
	v, judged := s.Picture.Verdict(i)
	if i == 0 || !judged || n.Quiet || !n.Judged && len(s.Picture.Out(i)) > 0 {
		return "", false
	}
	if n.Muted {
		return "muted", true
	}
	return verdictClass(v), true
}

// accent is the color of AWS's own for what a node is.
func accent(k picture.Kind) string {
	switch k {
	case picture.Function, picture.Functions, picture.Lambda, picture.Target:
		return "#ed7100"
	case picture.Store:
		return "#c925d1"
	case picture.Service:
		return "#7aa116"
	case picture.Internet, picture.Network, picture.More, picture.Other:
		return "#7d8998"
	}
	return "#8c4fff"
}

func (s *svg) node(i int) {
	n := &s.Picture.Nodes[i]
	x, y := s.x[s.At[i].Column], s.y[s.At[i].Row]
	fade := ""
	if into := s.Picture.Into(i); len(into) > 0 {
		fade = ` opacity="0.7"`
		for _, e := range into {
			if !s.Picture.Edges[e].Beyond && !n.Quiet || n.Kind == picture.Subnet || n.Kind == picture.RouteTable {
				fade = ""
			}
		}
	}
	if s.bare && i == 0 { // which the page finds to put another name into it
		fade = ` class="own"`
	}
	s.put(`<g%s><title>%s</title>`, fade, xmlText(strings.TrimSpace(n.Label()+" "+n.ID)))
	s.put(`<rect class="box" x="%d" y="%d" width="%d" height="%d" rx="6"/>`, x, y, s.w[i], svgBox)
	s.put(`<rect x="%d" y="%d" width="4" height="%d" rx="2" fill="%s"/>`, x, y+6, svgBox-12, accent(n.Kind))
	base := y + 18
	detail := s.detail(i)
	if detail == "" {
		base = y + 26
	}
	s.put(`<text class="name" x="%d" y="%d">%s</text>`, x+13, base, xmlText(s.name(i)))
	if detail != "" {
		s.put(`<text class="dim" x="%d" y="%d">%s</text>`, x+13, y+33, xmlText(detail))
	}
	if class, ok := s.mark(i); ok {
		v, _ := s.Picture.Verdict(i)
		mark := verdictMark(v)
		if no := s.number[i]; no > 0 {
			mark += fmt.Sprintf(" %d", no)
		}
		s.put(`<text class="name t-%s" text-anchor="end" x="%d" y="%d">%s</text>`, class, x+s.w[i]-9, base,
			mark)
	} else if no := s.number[i]; no > 0 {
		s.put(`<text class="dim" text-anchor="end" x="%d" y="%d">%d</text>`, x+s.w[i]-9, base, no)
	}
	s.b.WriteString("</g>\n")
}

// foot are the notes, by their numbers.
func (s *svg) foot(notes []note) {
	y := s.height - svgMargin
	for _, n := range notes {
		y -= svgLine * len(s.lines(n.text))
	}
	for i, n := range notes {
		class, ok := s.mark(n.nodes[0])
		if !ok {
			class = "muted"
		}
		s.put(`<text class="name t-%s" text-anchor="end" x="%d" y="%d">%d</text>`, class, svgMargin+16, y,
			i+1)
		for _, line := range s.lines(n.text) {
			s.put(`<text class="dim note" x="%d" y="%d">%s</text>`+"\n", svgMargin+26, y, xmlText(line))
			y += svgLine
		}
	}
}
