package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
)

// WriteDiagramDOT writes a picture in Graphviz's language, for those who lay it out themselves or put it into a larger
// one.
func WriteDiagramDOT(w io.Writer, d *Diagram) error {
	var b strings.Builder
	b.WriteString("digraph vpclens {\n")
	title := append([]string{d.Title}, d.WhatIf...)
	b.WriteString("  graph [rankdir=LR, labelloc=t, fontname=\"Helvetica\", label=" + paste.DOTText(title...) + "];\n")
	b.WriteString("  node [shape=box, style=\"rounded,filled\", fillcolor=\"#ffffff\", fontname=\"Helvetica\", " +
		"fontsize=11];\n")
	b.WriteString("  edge [fontname=\"Helvetica\", fontsize=9];\n")
	for lane := range d.Picture.Lanes {
		b.WriteString("  subgraph cluster_az" + strconv.Itoa(lane) + " {\n    graph [label=" +
			paste.DOTText("AZ "+d.Picture.Lanes[lane].Name) + ", style=filled, color=\"#f0f3f6\"];\n")
		for i := range d.Picture.Nodes {
			if d.Picture.Nodes[i].Lane == lane {
				b.WriteString("    " + d.dotNode(i))
			}
		}
		b.WriteString("  }\n")
	}
	for i := range d.Picture.Nodes {
		if lane := d.Picture.Nodes[i].Lane; lane < 0 || lane >= len(d.Picture.Lanes) {
			b.WriteString("  " + d.dotNode(i))
		}
	}
	for i := range d.Picture.Edges {
		e := &d.Picture.Edges[i]
		b.WriteString("  n" + strconv.Itoa(e.From) + " -> n" + strconv.Itoa(e.To) + " [color=" +
			paste.DOTText(mermaidStroke(e)))
		switch {
		case e.Cut:
			b.WriteString(", arrowhead=tee, label=\"✗\", fontcolor=" + paste.DOTText(mermaidStroke(e)))
		case e.Beyond, e.Judged && e.Verdict == reach.Unknown:
			b.WriteString(", style=dashed")
		}
		b.WriteString("];\n")
	}
	b.WriteString("}\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// dotNode is a node with what the drawing in Mermaid says of it, in AWS's color for what it is.
func (d *Diagram) dotNode(i int) string {
	return "n" + strconv.Itoa(i) + " [color=" + paste.DOTText(accent(d.Picture.Nodes[i].Kind)) + ", label=" +
		paste.DOTText(d.nodeLines(i)...) + "];\n"
}
