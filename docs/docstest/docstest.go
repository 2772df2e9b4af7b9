// Package docstest reads the documents of the repository, for the tests that hold what stands in them.
package docstest

import (
	"encoding/xml"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"testing"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

// Document is a page as a reader of Markdown has it.
type Document struct {
	Name    string // from the root of the repository, with slashes: "docs/keys.md"
	Text    string
	Blocks  []Block
	Spans   []string // `code` within a sentence
	Links   []string // where links and pictures lead to
	Anchors []string // what GitHub calls its headings in links
}

// Block is a block of code.
type Block struct {
	Language string // "" where none is said
	Text     string
}

// All reads every document that lies below the root of the repository, wherever it is, in the order of their names.
// What is made by others or thrown away, in folders whose names begin with a dot, and in dist, is none; .github is.
func All(t *testing.T, root fs.FS) []Document {
	t.Helper()
	var out []Document
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		if entry.IsDir() {
			if name == "dist" || strings.HasPrefix(base, ".") && base != "." && base != ".github" {
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".md" {
			return nil
		}
		source, err := fs.ReadFile(root, name)
		if err != nil {
			return err
		}
		document, err := read(name, source)
		out = append(out, document)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// read parses a page in the Markdown of GitHub.
func read(name string, source []byte) (Document, error) {
	d := Document{Name: name, Text: string(source)}
	names := map[string]int{}
	tree := goldmark.New(goldmark.WithExtensions(extension.GFM)).Parser().Parse(text.NewReader(source))
	err := ast.Walk(tree, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			d.Anchors = append(d.Anchors, anchor(plain(node, source), names))
		case *ast.Link:
			d.Links = append(d.Links, string(node.Destination))
		case *ast.Image:
			d.Links = append(d.Links, string(node.Destination))
		case *ast.AutoLink:
			if node.AutoLinkType == ast.AutoLinkURL {
				d.Links = append(d.Links, string(node.URL(source)))
			}
		case *ast.CodeSpan:
			d.Spans = append(d.Spans, plain(node, source))
		case *ast.CodeBlock:
			d.Blocks = append(d.Blocks, Block{"", lines(node.Lines(), source)})
		case *ast.FencedCodeBlock:
			d.Blocks = append(d.Blocks, Block{string(node.Language(source)), lines(node.Lines(), source)})
		case *ast.HTMLBlock:
			html := lines(node.Lines(), source)
			if node.HasClosure() {
				html += string(node.ClosureLine.Value(source))
			}
			return ast.WalkContinue, d.addHTML(html)
		case *ast.RawHTML:
			return ast.WalkContinue, d.addHTML(lines(node.Segments, source))
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return d, fmt.Errorf("read %s: %w", name, err)
	}
	return d, nil
}

// addHTML notes where the elements of HTML lead to, and what they are called.
func (d *Document) addHTML(source string) error {
	decoder := xml.NewDecoder(strings.NewReader(source))
	decoder.Strict = false
	for {
		token, err := decoder.RawToken()
		if token == nil {
			if decoder.InputOffset() < int64(len(source)) {
				return fmt.Errorf("HTML %q: %w", source, err)
			}
			return nil
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		for _, a := range element.Attr {
			switch a.Name.Local {
			case "href", "src", "srcset":
				d.Links = append(d.Links, a.Value)
			case "id", "name":
				d.Anchors = append(d.Anchors, a.Value)
			}
		}
	}
}

// lines are the lines of a node.
func lines(of *text.Segments, source []byte) string {
	return string(of.Value(source))
}

// plain is the text below a node, without what makes it bold or a link.
func plain(node ast.Node, source []byte) string {
	var b strings.Builder
	for child := node.FirstChild(); child != nil; child = child.NextSibling() {
		switch child := child.(type) {
		case *ast.Text:
			b.Write(child.Value(source))
			if child.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(child.Value)
		default:
			b.WriteString(plain(child, source))
		}
	}
	return b.String()
}

// anchor is what GitHub calls a heading: small letters, numbers, hyphens and underscores of it, with a hyphen for a
// space, and a number behind it where another one has that name.
func anchor(heading string, names map[string]int) string {
	name := strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-' || r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r):
			return unicode.ToLower(r)
		}
		return -1
	}, heading)
	n := names[name]
	names[name]++
	if n > 0 {
		name = fmt.Sprintf("%s-%d", name, n)
	}
	return name
}
