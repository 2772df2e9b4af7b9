package report

import "io"

// WritePlanHTML writes what follows from a plan as a page of its own, in the looks of a scan's.
func WritePlanHTML(w io.Writer, p *Plan) error {
	a := p.answer()
	f := &frame{title: p.File + " - vpclens", body: func(out *page) {
		out.open("header", "class", "head")
		out.line("p", "vpclens: what Lambda functions can reach", "class", "brand")
		out.line("h1", p.File)
		out.line("p", p.summary(), "class", "lead")
		out.end("header")
		out.open("main", "id", "report")
		for i := range a.parts {
			out.part(&a.parts[i])
		}
		out.end("main")
	}}
	return f.writeTo(w)
}

// part is a part of an answer: a heading, and a row for each thing.
func (p *page) part(of *part) {
	p.open("section")
	p.line("h2", of.heading)
	for _, n := range of.notes {
		p.line("p", n.s, "class", toneClass(n.tone))
	}
	for _, r := range of.rows {
		p.open("div", "class", "change")
		p.open("h3")
		if r.mark.s != "" {
			p.put("span", r.mark.s, "class", "badge "+toneClass(r.mark.tone))
		}
		last := len(r.cells) - 1
		for _, c := range r.cells[:last] {
			p.text(" ")
			p.put("bdi", c.s, "class", toneClass(c.tone))
		}
		p.end("h3")
		p.line("p", r.cells[last].s, "class", toneClass(r.cells[last].tone))
		p.end("div")
	}
	p.end("section")
}
