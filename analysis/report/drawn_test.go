package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/docs/docstest"
)

// readersFolder is where testdata/drawn.sh has installed what reads drawings. Where it has not been run, the test is
// skipped and says so; with VPCLENS_REQUIRE_DRAWN=1 it fails instead.
func readersFolder(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(cache, "vpclens", "drawn")
	if _, err := os.Stat(filepath.Join(folder, "complete")); err != nil {
		const missing = "NOT TESTED by what draws them: run analysis/report/testdata/drawn.sh, or make test"
		if os.Getenv("VPCLENS_REQUIRE_DRAWN") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return folder
}

// drawn is a drawing as what draws it has read it.
type drawn struct {
	Error  string
	Nodes  map[string]string
	Edges  int
	Groups []string
	Acts   []string // what somebody who looks at it could click
}

// readDrawings has all texts read at once.
func readDrawings(t *testing.T, language string, texts []string) []drawn {
	t.Helper()
	var in bytes.Buffer
	for _, text := range texts {
		if err := json.NewEncoder(&in).Encode(map[string]string{"language": language, "text": text}); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.CommandContext(t.Context(), "node", filepath.Join("testdata", "drawn.mjs"), readersFolder(t))
	c.Stdin = &in
	var told bytes.Buffer
	c.Stderr = &told
	out, err := c.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &told)
	}
	var read []drawn
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var one drawn
		if err := d.Decode(&one); err != nil {
			t.Fatal(err)
		}
		read = append(read, one)
	}
	if len(read) != len(texts) {
		t.Fatalf("%d of %d drawings were read:\n%s", len(read), len(texts), &told)
	}
	return read
}

// diagrams are those that are read: of some functions and VPCs of the built-in account, and of each hostile name.
func diagrams(t *testing.T) []*Diagram {
	t.Helper()
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r := resultOf(t, s)
	var out []*Diagram
	for _, f := range r.Functions {
		if slices.Contains([]string{"checkout-api", "branch-sync", "ipv6-beacon", "slack-notify"}, f.FunctionName) {
			out = append(out, networkOf(t, r, f))
		}
	}
	for _, region := range s.MainRegions() {
		for i := range region.VPCs {
			if name := region.VPCs[i].Name(); name != "edge" && name != "sandbox" {
				continue
			}
			id := region.VPCs[i].VpcId
			p, err := picture.OfVPC(t.Context(), r, region.RegionName, id)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, VPCDiagram(p, id, region.RegionName, r.Index.Region(region.RegionName)))
		}
	}
	if len(out) != 6 {
		t.Fatalf("%d of 6 drawings are there", len(out))
	}
	for _, name := range hostileNames {
		out = append(out, hostile(name))
	}
	return out
}

func networkOf(t *testing.T, r *analysis.Result, f *analysis.Function) *Diagram {
	t.Helper()
	p, err := picture.OfFunction(t.Context(), r, f)
	if err != nil {
		t.Fatal(err)
	}
	return NetworkDiagram(p, f, r.Index.Region(f.Place.Region))
}

// TestWhatDrawsThemReadsDrawings has Mermaid and Graphviz read the drawings: each node with its label, every edge and
// AZ, and nothing that somebody could click, whatever things are called.
func TestWhatDrawsThemReadsDrawings(t *testing.T) {
	readersFolder(t)
	all := diagrams(t)
	for _, language := range []struct {
		name  string
		write func(io.Writer, *Diagram) error
		label func(string) string // as it is shown
		bad   []string            // is refused, or acts
	}{
		{"mermaid", WriteDiagramMermaid, mermaidShown,
			[]string{"flowchart LR\n  a[[", "flowchart LR\n  a[b]\n  click a \"https://example.com\"\n"}},
		{"dot", WriteDiagramDOT, dotShown, []string{"digraph {a -> }", "digraph {a [URL=\"https://example.com\"]}"}},
	} {
		t.Run(language.name, func(t *testing.T) {
			var texts []string
			for _, d := range all {
				texts = append(texts, written(t, language.write, d))
			}
			read := readDrawings(t, language.name, append(texts, language.bad...))
			for i, bad := range read[len(texts):] {
				if bad.Error == "" && len(bad.Acts) == 0 {
					t.Errorf("nobody minds %q: this test sees nothing", language.bad[i])
				}
			}
			for i, d := range all {
				got := read[i]
				if got.Error != "" || len(got.Acts) > 0 {
					t.Errorf("%s: %s %v\n%s", d.Title, got.Error, got.Acts, texts[i])
					continue
				}
				if len(got.Nodes) != len(d.Picture.Nodes) || got.Edges != len(d.Picture.Edges) ||
					len(got.Groups) > len(d.Picture.Lanes) {
					t.Errorf("%s: %d nodes, %d edges, %d AZs", d.Title, len(got.Nodes), got.Edges, len(got.Groups))
				}
				for n := range d.Picture.Nodes {
					want := wordsOf(strings.Join(d.nodeLines(n), "\n"))
					if shown := wordsOf(language.label(got.Nodes["n"+strconv.Itoa(n)])); shown != want {
						t.Errorf("%s: node %d is %q, want %q", d.Title, n, shown, want)
					}
				}
			}
		})
	}
}

// wordsOf is a text with what separates its words, and what cannot be shown, as one space; what joins them is left out.
func wordsOf(text string) string {
	text = strings.ReplaceAll(text, "\u2060", "")
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r <= ' ' || r == 0x7f }), " ")
}

var mermaidNumber = regexp.MustCompile("ﬂ°°([0-9]+)¶ß")

// mermaidShown is a label as Mermaid shows what it has read.
func mermaidShown(label string) string {
	label = strings.ReplaceAll(label, "<br>", "\n")
	return mermaidNumber.ReplaceAllStringFunc(label, func(m string) string {
		n, err := strconv.Atoi(mermaidNumber.FindStringSubmatch(m)[1])
		if err != nil {
			return m
		}
		return string(rune(n))
	})
}

// dotShown is a label as Graphviz shows what it has read.
func dotShown(label string) string {
	return html.UnescapeString(strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(label))
}

// TestGraphvizLaysOutDrawings has the program that people have lay them out.
func TestGraphvizLaysOutDrawings(t *testing.T) {
	program, err := exec.LookPath("dot")
	if err != nil {
		t.Skip("NOT TESTED by Graphviz's own program: there is no dot")
	}
	for _, d := range diagrams(t) {
		c := exec.CommandContext(t.Context(), program, "-Tsvg")
		c.Stdin = strings.NewReader(written(t, WriteDiagramDOT, d))
		var out, told bytes.Buffer
		c.Stdout, c.Stderr = &out, &told
		if err := c.Run(); err != nil || told.Len() > 0 {
			t.Errorf("%s: %v %s", d.Title, err, &told)
		}
		if n := strings.Count(out.String(), `class="node"`); n != len(d.Picture.Nodes) {
			t.Errorf("%s: %d of %d nodes", d.Title, n, len(d.Picture.Nodes))
		}
	}
}

// TestMermaidIsDrawnInChromium has Mermaid draw what it reads, in a browser: every name is seen, and none acts.
func TestMermaidIsDrawnInChromium(t *testing.T) {
	script := filepath.Join(readersFolder(t), "node_modules", "mermaid", "dist", "mermaid.min.js")
	b := startBrowser(t)
	b.open(`<!doctype html><html><head><meta charset="utf-8"></head><body>` +
		`<script src="file://` + filepath.ToSlash(script) + `"></script></body></html>`)
	b.run("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'})")
	for i, d := range diagrams(t) {
		text, err := json.Marshal(written(t, WriteDiagramMermaid, d))
		if err != nil {
			t.Fatal(err)
		}
		b.run(fmt.Sprintf("mermaid.render('d%d', %s).then(r => { document.body.innerHTML = r.svg })", i, text))
		if n := b.run("document.querySelectorAll('g.node').length"); n != strconv.Itoa(len(d.Picture.Nodes)) {
			t.Errorf("%s: %s of %d nodes are drawn", d.Title, n, len(d.Picture.Nodes))
		}
		shown := wordsOf(b.run("[...document.querySelectorAll('g.node')].map(n => n.textContent).join(' ')"))
		for n := range d.Picture.Nodes {
			if want := wordsOf(d.Picture.Nodes[n].Label()); !strings.Contains(shown, want) {
				t.Errorf("%s: %q is not seen in %q", d.Title, want, shown)
			}
		}
		if b.run("document.querySelectorAll('body script, body a, body img').length") != "0" {
			t.Errorf("%s: a name acts", d.Title)
		}
	}
	for _, m := range b.events {
		if m.Method == "Page.javascriptDialogOpening" || m.Method == "Runtime.exceptionThrown" {
			t.Errorf("%s: %s", m.Method, m.Params)
		}
	}
}

// TestDrawingsInDocumentsAreRead has Mermaid read every drawing that a document of the repository has.
func TestDrawingsInDocumentsAreRead(t *testing.T) {
	readersFolder(t)
	var texts, from []string
	for _, d := range docstest.All(t, os.DirFS(filepath.Join("..", ".."))) {
		for _, b := range d.Blocks {
			if b.Language == "mermaid" {
				texts, from = append(texts, b.Text), append(from, d.Name)
			}
		}
	}
	if len(texts) == 0 {
		t.Fatal("no document has a drawing: this test looks at the wrong place")
	}
	for i, d := range readDrawings(t, "mermaid", texts) {
		if d.Error != "" || len(d.Nodes) < 2 || d.Edges == 0 || len(d.Acts) > 0 {
			t.Errorf("a drawing in %s: %+v", from[i], d)
		}
	}
}
