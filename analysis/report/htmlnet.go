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
// but the function itself.
type net struct {
	*svg
	id        string
	notes     []note
	first     int // the number of the function under which it is drawn on paper
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
			n = &net{id: "net-" + strconv.Itoa(len(h.netList)+1), first: i + 1,
				svg: newSVG(NetworkDiagram(drawn, f, of.Index.Region(f.Place.Region)), true)}
			h.nets[key], h.netList = n, append(h.netList, n)
		}
		n.functions++
		// The box has room for every name.
		if root := &n.Picture.Nodes[0]; displaywidth.String(f.FunctionName) > displaywidth.String(root.Name) {
			root.Name = f.FunctionName
		}
	}
	for _, n := range h.netList {
		n.notes = n.lay()
	}
	return nil
}

// shared are the drawings, each once, for all who use them.
func (h *htmlScan) shared() {
	if len(h.netList) == 0 {
		return
	}
	h.page.b.WriteString(`<svg class="shared" width="0" height="0" aria-hidden="true">` + "\n")
	for _, n := range h.netList {
		n.put(`<symbol id="%s" viewBox="0 0 %d %d">`+"\n", n.id, n.width, n.height)
		n.ways()
		for i := range n.Picture.Nodes {
			if i > 0 {
				n.node(i)
			}
		}
		n.cuts()
		n.b.WriteString("</symbol>\n")
		h.page.b.Write(n.b.Bytes())
	}
	h.page.b.WriteString("</svg>\n")
}

// use is the drawing with one function in it.
func (n *net) use(p *page, f *analysis.Function) {
	class := "drawing"
	if n.width > 760 {
		class += " wide"
	}
	size := func(v int) string { return strconv.Itoa(v) }
	p.open("svg", "class", class, "width", size(n.width), "height", size(n.height),
		"viewBox", "0 0 "+size(n.width)+" "+size(n.height), "role", "img", "aria-label",
		"Network of "+f.FunctionName+". "+n.spoken())
	p.b.WriteString(`<use href="#` + n.id + `"/>`)
	root := &n.Picture.Nodes[0]
	root.Name, root.ID = f.FunctionName, f.Function.ID()
	n.b.Reset()
	n.node(0)
	p.b.Write(n.b.Bytes())
	n.b.Reset()
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
