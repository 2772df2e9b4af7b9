package main

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/vpclens/vpclens/docs/docstest"
)

// Whatever a document links to or shows within the repository is there, heading and all; what is elsewhere is named by
// https. Nothing is asked of the network.
func TestNoDeadLinks(t *testing.T) {
	root := os.DirFS(".")
	documents := docstest.All(t, root)
	if len(documents) < 15 {
		t.Errorf("only %d documents: this test looks at the wrong place", len(documents))
	}
	for _, dead := range deadLinks(root, documents) {
		t.Error(dead)
	}
}

// The test above sees what is wrong, and nothing else.
func TestNoDeadLinksSees(t *testing.T) {
	const page = "# One: `two` & three\n\n## Twice\n\n## Twice\n\n" +
		"[a](b.md) [b](#one-two--three) [c](#twice-1) [d](../x.png) [e](https://example.com/a#b) <https://example.com>\n" +
		"[f](b.md#there \"title\") ![g](../x.png) [h][ref] [i](.)\n\n[ref]: b.md#there\n\n" +
		"```\n[no link](nowhere.md)\n```\n\n<picture><source srcset=\"../x.png\">\n<img src=\"../x.png\" alt=\"x\">\n</picture>\n"
	for _, c := range []struct{ more, want string }{
		{"", ""},
		{"[a](c.md)", "docs/a.md links to c.md, which is not there"},
		{"[a](#three)", "docs/a.md links to #three, and docs/a.md has no such heading"},
		{"[a](b.md#here)", "docs/a.md links to b.md#here, and docs/b.md has no such heading"},
		{"![a](y.png)", "docs/a.md links to y.png, which is not there"},
		{"<img src=\"y.png\">", "docs/a.md links to y.png, which is not there"},
		{"[a][r]\n\n[r]: y.md", "docs/a.md links to y.md, which is not there"},
		{"[a](../../x.png)", "docs/a.md links to ../../x.png, which is outside the repository"},
		{"[a](/x.png)", "docs/a.md links to /x.png: want a path from the page"},
		{"[a](../x.png#y)", "docs/a.md links to ../x.png#y, and ../x.png is no document with headings"},
		{"[a](http://example.com)", "docs/a.md links to http://example.com: want https and a host"},
		{"[a](https:///a)", "docs/a.md links to https:///a: want https and a host"},
		{"[a]()", "docs/a.md has a link to nothing"},
	} {
		root := fstest.MapFS{
			"docs/a.md": {Data: []byte(page + "\n" + c.more + "\n")},
			"docs/b.md": {Data: []byte("## There\n")},
			"x.png":     {},
		}
		if got := strings.Join(deadLinks(root, docstest.All(t, root)), "\n"); got != c.want {
			t.Errorf("%q: got %q, want %q", c.more, got, c.want)
		}
	}
}

// deadLinks says of each link of documents what is wrong with it.
func deadLinks(root fs.FS, documents []docstest.Document) []string {
	anchors := map[string][]string{}
	for _, d := range documents {
		anchors[d.Name] = d.Anchors
	}
	var out []string
	for _, d := range documents {
		for _, link := range d.Links {
			if wrong := deadLink(root, d.Name, link, anchors); wrong != "" {
				out = append(out, fmt.Sprintf("%s %s", d.Name, wrong))
			}
		}
	}
	return out
}

// deadLink says what is wrong with a link of a page; "" for nothing.
func deadLink(root fs.FS, page, link string, anchors map[string][]string) string {
	u, err := url.Parse(link)
	switch {
	case err != nil:
		return fmt.Sprintf("links to %s: %v", link, err)
	case link == "":
		return "has a link to nothing"
	case u.Scheme != "":
		if u.Scheme != "https" || u.Host == "" {
			return fmt.Sprintf("links to %s: want https and a host", link)
		}
		return ""
	case u.Host != "" || path.IsAbs(u.Path):
		return fmt.Sprintf("links to %s: want a path from the page", link)
	}
	target := page
	if u.Path != "" {
		target = path.Join(path.Dir(page), u.Path)
	}
	if !fs.ValidPath(target) {
		return fmt.Sprintf("links to %s, which is outside the repository", link)
	}
	if _, err := fs.Stat(root, target); err != nil {
		return fmt.Sprintf("links to %s, which is not there", link)
	}
	if u.Fragment == "" {
		return ""
	}
	headings, isDocument := anchors[target]
	if !isDocument {
		return fmt.Sprintf("links to %s, and %s is no document with headings", link, u.Path)
	}
	if !slices.Contains(headings, u.Fragment) {
		return fmt.Sprintf("links to %s, and %s has no such heading", link, target)
	}
	return ""
}
