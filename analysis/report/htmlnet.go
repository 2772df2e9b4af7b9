package report

import (
	"context"
	"strconv"
	"strings"

	"github.com/clipperhouse/displaywidth"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/picture"
)

// net is the drawing of the network of all functions of one placement. What stands in it is the same for all of them
// but the function itself: it is in the page once, under the first of them.
type net struct {
	*svg
	notes     []note
	first     int // the number of the function under which it is
	functions int
}

// draw makes the drawing of each placement.
func (h *htmlScan) draw() error {
	h.nets = make(map[string]*net)
	for i, f := range h.order {
		key := f.PlacementKey()
		n := h.nets[key]
		if n == nil {
			of := h.of.Of(f.Account)
			if of.Index == nil { // a result that no run made
				continue
			}
			drawn, err := picture.OfFunction(context.Background(), of, f)
			if err != nil {
				return err
			}
			n = &net{first: i + 1, svg: newSVG(NetworkDiagram(drawn, f, of.Index.Region(f.Place.Region)), true)}
			h.nets[key] = n
		}
		n.functions++
		// The box has room for every name.
		if root := &n.Picture.Nodes[0]; displaywidth.String(f.FunctionName) > displaywidth.String(root.Name) {
			root.Name = f.FunctionName
		}
	}
	for _, n := range h.nets {
		n.notes = n.lay()
	}
	return nil
}

// in writes the drawing with the first of its functions in it.
func (n *net) in(p *page, f *analysis.Function) {
	class := "drawing"
	if n.width > 760 {
		class += " wide"
	}
	width, height := strconv.Itoa(n.width), strconv.Itoa(n.height)
	p.open("svg", "class", class, "width", width, "height", height, "viewBox", "0 0 "+width+" "+height, "role", "img",
		"aria-label", "Network of "+f.FunctionName+". "+n.spoken())
	root := &n.Picture.Nodes[0]
	root.Name, root.ID = f.FunctionName, ""
	n.ways()
	for i := range n.Picture.Nodes {
		n.node(i)
	}
	n.cuts()
	p.b.Write(n.b.Bytes())
	p.end("svg")
}

// spoken is what the drawing says, for those who do not see it: how each end of a path fares.
func (n *net) spoken() string {
	var parts []string
	for i := range n.Picture.Nodes {
		if _, ok := n.mark(i); ok {
			v, _ := n.Picture.Verdict(i)
			parts = append(parts, n.Picture.Nodes[i].Label()+": "+v.String())
		}
	}
	return strings.Join(parts, ", ")
}

// words are the notes of the drawing, by their numbers in it.
func (n *net) words(p *page) {
	if len(n.notes) == 0 {
		return
	}
	p.open("ol")
	for _, one := range n.notes {
		class, ok := n.mark(one.nodes[0])
		if !ok {
			class = "muted"
		}
		p.line("li", one.text, "class", class)
	}
	p.end("ol")
}
