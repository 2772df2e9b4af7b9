package report

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Diagram is a picture of a function's network or of a VPC, to be written.
type Diagram struct {
	Picture *picture.Picture
	Names   *awsdata.RegionIndex // of the picture's region
	Title   string
	Scheme  string // of SVG: "light", "dark", or "" for that of whoever looks at it
	Look    Look
	// WhatIf says that the account was not read so but is tried out: a line that says it, then one for each edit. None
	// where it is the account as it was read.
	WhatIf []string
}

// NetworkDiagram is the diagram of what a function is connected to.
func NetworkDiagram(p *picture.Picture, fn *analysis.Function, names *awsdata.RegionIndex) *Diagram {
	return &Diagram{Picture: p, Names: names, Title: "Network of " + fn.FunctionName + " in " + fn.Place.Region}
}

// VPCDiagram is the diagram of a VPC.
func VPCDiagram(p *picture.Picture, id, region string, names *awsdata.RegionIndex) *Diagram {
	return &Diagram{Picture: p, Names: names, Title: "VPC " + names.NameOf(id) + " in " + region}
}

// note is what has to be said of a node that is not simply reached.
type note struct {
	nodes []int // more than one where the same is said of several
	text  string
}

// notes are the sentences of a picture, in the order of its rows, each once: what cuts a way stops what it leads to as
// well.
func (d *Diagram) notes(a *picture.Arrangement) []note {
	var out []note
	var labels [][]string // of each note
	for row := range a.Rows {
		for i := range d.Picture.Nodes {
			if a.At[i].Row != row {
				continue
			}
			n := &d.Picture.Nodes[i]
			v, ok := d.Picture.Verdict(i)
			ends := n.Judged || n.Quiet || len(d.Picture.Out(i)) == 0
			if !ends || !n.Quiet && (!ok || v == reach.Reachable) {
				continue
			}
			text := strings.Join(d.Picture.Sentences(d.Names, i), "; ")
			if text == "" {
				continue
			}
			at := slices.IndexFunc(out, func(n note) bool { return n.text == text })
			if at < 0 {
				at = len(out)
				out, labels = append(out, note{text: text}), append(labels, nil)
			}
			out[at].nodes = append(out[at].nodes, i)
			if label := n.Label(); !slices.Contains(labels[at], label) {
				labels[at] = append(labels[at], label)
			}
		}
	}
	for i := range out {
		out[i].text = strings.Join(labels[i], ", ") + ": " + out[i].text
	}
	return out
}

// WriteDiagram draws a picture in characters, and says below it what is cut and what is not known.
func WriteDiagram(w io.Writer, d *Diagram) error {
	a := d.Picture.Arrange()
	o := picture.Options{Symbols: picture.Unicode(), Pitch: 1, Widest: 32, Names: d.Names, Short: true}
	drawing := d.Picture.Draw(a, o)
	for _, narrower := range []int{24, 18, 14} {
		if d.Look.Width == 0 || drawing.Width <= d.Look.Width {
			break
		}
		o.Tight, o.Widest = true, narrower
		drawing = d.Picture.Draw(a, o)
	}
	t := &text{look: d.Look}
	for _, line := range d.WhatIf {
		t.line(0, piece{Warning, line})
	}
	for _, line := range drawing.Lines {
		var pieces []piece
		for i, p := range line {
			s := p.Text
			if i == len(line)-1 {
				s = strings.TrimRight(s, " ")
			}
			pieces = append(pieces, piece{inkTone(p.Ink), s})
		}
		t.line(0, pieces...)
	}
	if notes := d.notes(a); len(notes) > 0 {
		t.blank()
		for _, n := range notes {
			mark, tone := "·", Dim
			if v, ok := d.Picture.Verdict(n.nodes[0]); ok && !d.Picture.Nodes[n.nodes[0]].Quiet {
				mark, tone = diagramMark(v)
				if d.Picture.Nodes[n.nodes[0]].Muted {
					tone = Dim
				}
			}
			t.paragraph(2, []piece{{tone, mark + " "}}, Plain, n.text)
		}
	}
	return t.writeTo(w)
}

// diagramMark is how a verdict is marked.
func diagramMark(v reach.Verdict) (string, Tone) { return verdictMark(v), verdictTone(v) }

// inkTone is the tone of an ink.
func inkTone(i picture.Ink) Tone {
	switch i {
	case picture.Root:
		return Strong
	case picture.Faded, picture.Fact, picture.Line, picture.Beyond:
		return Dim
	case picture.Fine:
		return Good
	case picture.Partial:
		return Warning
	case picture.Unknown:
		return Question
	case picture.Blocked:
		return Bad
	}
	return Plain
}

// WriteDiagramMermaid writes a picture in Mermaid's language, which GitHub and others draw in Markdown.
func WriteDiagramMermaid(w io.Writer, d *Diagram) error {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	lanes := make([][]int, len(d.Picture.Lanes))
	for i := range d.Picture.Nodes {
		if lane := d.Picture.Nodes[i].Lane; lane >= 0 && lane < len(lanes) {
			lanes[lane] = append(lanes[lane], i)
		} else {
			b.WriteString("  " + d.mermaidNode(i))
		}
	}
	for i, nodes := range lanes {
		b.WriteString("  subgraph az" + strconv.Itoa(i) + "[" +
			paste.MermaidLabel("AZ "+d.Picture.Lanes[i].Name) + "]\n")
		for _, n := range nodes {
			b.WriteString("    " + d.mermaidNode(n))
		}
		b.WriteString("  end\n")
	}
	styles := make(map[string][]string)
	var order []string
	for i := range d.Picture.Edges {
		e := &d.Picture.Edges[i]
		link := " --> "
		switch {
		case e.Cut:
			link = " --x "
		case e.Beyond, e.Judged && e.Verdict == reach.Unknown:
			link = " -.-> "
		}
		b.WriteString("  n" + strconv.Itoa(e.From) + link + "n" + strconv.Itoa(e.To) + "\n")
		style := mermaidStroke(e)
		if styles[style] == nil {
			order = append(order, style)
		}
		styles[style] = append(styles[style], strconv.Itoa(i))
	}
	for _, style := range order {
		b.WriteString("  linkStyle " + strings.Join(styles[style], ",") + " stroke:" + style + "\n")
	}
	if len(d.WhatIf) > 0 { // a comment is not seen in the drawing
		b.WriteString("  whatif[" + paste.MermaidLabel(d.WhatIf...) + "]\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// mermaidNode is a node with its lines.
func (d *Diagram) mermaidNode(i int) string {
	return "n" + strconv.Itoa(i) + "[" + paste.MermaidLabel(d.nodeLines(i)...) + "]\n"
}

// nodeLines are a node's name, what else is told of it, and why the way to it is cut.
func (d *Diagram) nodeLines(i int) []string {
	n := &d.Picture.Nodes[i]
	name := n.Label()
	v, ok := d.Picture.Verdict(i)
	if ok && i > 0 && (n.Judged || len(d.Picture.Out(i)) == 0) {
		mark, _ := diagramMark(v)
		name = mark + " " + name
	}
	lines := []string{name}
	if detail := n.Detail(); detail != "" {
		lines = append(lines, detail)
	}
	if why := d.Picture.Sentences(d.Names, i); len(why) > 0 && (n.Quiet || ok && v != reach.Reachable) &&
		(n.Judged || n.Quiet || len(d.Picture.Out(i)) == 0) {
		lines = append(lines, why[0])
	}
	return lines
}

// mermaidStroke is the color of an edge, which is seen on light and on dark ground.
func mermaidStroke(e *picture.Edge) string {
	switch {
	case e.Beyond, e.Muted, !e.Judged:
		return "#8b949e"
	case e.Verdict == reach.Reachable:
		return "#2f9e6e"
	case e.Verdict == reach.Partial:
		return "#c98500"
	case e.Verdict == reach.Unknown:
		return "#9a6dd7"
	}
	return "#e5484d"
}
