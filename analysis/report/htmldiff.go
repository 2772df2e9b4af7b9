package report

import (
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/netset"
)

// WriteDiffHTML writes the change as a page of its own, in the looks of a scan's.
func WriteDiffHTML(w io.Writer, d *Diff) error {
	f := &frame{title: d.Before + " → " + d.After + " - vpclens", body: func(p *page) {
		p.open("header", "class", "head")
		p.line("p", "vpclens: what Lambda functions can reach", "class", "brand")
		p.line("h1", d.Before+" → "+d.After)
		p.line("p", countChanged(len(d.Functions), "function")+", "+countChanged(len(d.Resources), "resource"),
			"class", "lead")
		p.end("header")
		p.open("main", "id", "report")
		d.page(p)
		p.end("main")
	}}
	return f.writeTo(w)
}

// page is the body of a change: what functions gain and lose, then what was changed, then what nothing can be said of.
func (d *Diff) page(p *page) {
	if len(d.Functions) > 0 {
		p.open("section", "id", "functions")
		p.line("h2", "What functions can reach")
		for i := range d.Functions {
			p.changedFunction(&d.Functions[i])
		}
		p.end("section")
	}
	if len(d.Resources) > 0 {
		p.open("section", "id", "resources")
		p.line("h2", "What was changed")
		for i := range d.Resources {
			p.changedResource(&d.Resources[i])
		}
		p.end("section")
	}
	for _, m := range d.Accounts {
		lacks := d.Before
		if m.After {
			lacks = d.After
		}
		p.line("p", "Account "+m.Account+" is not in "+lacks+": nothing can be said about it.", "class",
			"alert unknown")
	}
}

// changeHead is what changed, and how.
func (p *page) changeHead(change diff.Kind, name, place string) {
	p.open("div", "class", "change")
	p.open("h3")
	p.put("span", string(change), "class", "badge "+toneClass(changeTone(change)))
	p.text(" ")
	p.put("bdi", name)
	p.text(" ")
	p.put("span", strings.TrimSpace(place), "class", "n")
	p.end("h3")
}

func (p *page) changedFunction(f *diff.Function) {
	p.changeHead(f.Change, f.Name, f.Region+" "+f.Account)
	p.open("ul")
	if f.Before != f.After && f.Before != "" && f.After != "" {
		p.line("li", "internet: "+string(f.Before)+" → "+string(f.After), "class", "warn")
	}
	for _, part := range setChanges(f) {
		if part.set.IsEmpty() {
			continue
		}
		p.open("li")
		p.put("span", strings.TrimSpace(part.word), "class", toneClass(part.tone))
		p.text(" " + part.set.Human(netset.MaxRanges(12)))
		p.end("li")
	}
	for _, s := range f.Services {
		class := "good"
		if s.Is < s.Was {
			class = "bad"
		}
		p.open("li")
		p.put("span", s.Name, "class", class)
		p.text(" " + s.Was.String() + " → " + s.Is.String())
		p.end("li")
	}
	p.end("ul", "div")
}

func (p *page) changedResource(r *diff.Resource) {
	name := r.Kind + " " + r.ID
	if r.Name != "" && r.Name != r.ID {
		name = r.Kind + " " + r.Name + " (" + r.ID + ")"
	}
	p.changeHead(r.Change, name, r.Region+" "+r.Account)
	if r.Change == diff.Changed {
		p.open("ul")
		for _, l := range r.Lines {
			class := "minus"
			if l.Came {
				class = "plus"
			}
			p.line("li", l.String(), "class", class)
		}
		p.end("ul")
	}
	p.end("div")
}

// toneClass is the class of a tone on a page.
func toneClass(t Tone) string {
	switch t {
	case Good:
		return "good"
	case Warning:
		return "warn"
	case Bad:
		return "bad"
	case Question:
		return "unknown"
	case Dim:
		return "muted"
	}
	return "plain"
}
