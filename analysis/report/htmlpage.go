package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html"
	"io"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// What every page looks like and does. They stand in files of their own so that editors know what they are.
//
//go:embed page/report.css
var pageStyle string

//go:embed page/report.js
var pageScript string

// page is a page of HTML while it is written. Names of elements and attributes are the program's own words; whatever
// else is written is escaped: there is no other way to put a text in. It is no template, whose packages would treble
// the program.
type page struct{ b bytes.Buffer }

// open begins an element. Attributes are pairs of a name and a value; those with the value "" are left out.
func (p *page) open(element string, attributes ...string) {
	p.b.WriteString("<" + element)
	for i := 0; i+1 < len(attributes); i += 2 {
		if attributes[i+1] != "" {
			p.b.WriteString(" " + attributes[i] + `="` + pageText(attributes[i+1]) + `"`)
		}
	}
	p.b.WriteString(">")
}

// is begins an element with an attribute that has no value.
func (p *page) is(attribute, element string, attributes ...string) {
	p.open(element, attributes...)
	p.b.Truncate(p.b.Len() - 1)
	p.b.WriteString(" " + attribute + ">")
}

// end ends elements, the innermost first.
func (p *page) end(elements ...string) {
	for _, e := range elements {
		p.b.WriteString("</" + e + ">")
	}
	p.b.WriteString("\n")
}

// text writes a text.
func (p *page) text(text string) { p.b.WriteString(pageText(text)) }

// put writes an element that holds a text.
func (p *page) put(element, text string, attributes ...string) {
	p.open(element, attributes...)
	p.text(text)
	p.b.WriteString("</" + element + ">")
}

// line is put with the end of a line behind it.
func (p *page) line(element, text string, attributes ...string) {
	p.put(element, text, attributes...)
	p.b.WriteString("\n")
}

// pageText is a text in HTML or in SVG, between tags or in an attribute: escaped, and without what breaks a line,
// reorders it or hides in it. Lines stay lines.
func pageText(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = html.EscapeString(awsdata.Clean(lines[i]))
	}
	return strings.Join(lines, "\n")
}

// link is a link to a page on the web. Anything else is text.
func (p *page) link(address string) {
	shown, ok := strings.CutPrefix(address, "https://")
	if !ok {
		p.text(address)
		return
	}
	p.put("a", shown, "href", address, "rel", "noopener noreferrer")
}

// frame is what stands around the body of a page.
type frame struct {
	title   string
	version string // of the program
	body    func(*page)
}

// writeTo writes a page that needs nothing else. Its policy lets the browser run and draw what is in it and load
// nothing at all: not even a name in it that was taken for HTML could.
func (f *frame) writeTo(w io.Writer) error {
	p := &page{}
	p.b.WriteString("<!doctype html>\n")
	p.open("html", "lang", "en")
	p.open("head")
	p.open("meta", "charset", "utf-8")
	p.open("meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; style-src "+
		hashOf(pageStyle)+"; script-src "+hashOf(pageScript)+"; base-uri 'none'; form-action 'none'")
	p.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1")
	p.open("meta", "name", "color-scheme", "content", "light dark")
	p.open("meta", "name", "referrer", "content", "no-referrer")
	p.open("meta", "name", "generator", "content", strings.TrimSpace("vpclens "+f.version))
	p.put("title", f.title)
	p.b.WriteString("<style>" + pageStyle + "</style>")
	p.end("head")
	p.open("body")
	p.line("a", "Skip to the report", "class", "skip", "href", "#report")
	f.body(p)
	p.b.WriteString("<script>" + pageScript + "</script>\n")
	p.end("body", "html")
	_, err := w.Write(p.b.Bytes())
	return err
}

// hashOf names a script or a style in a Content-Security-Policy. Source: www.w3.org/TR/CSP3/#grammardef-hash-source.
func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
