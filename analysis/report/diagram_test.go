package report

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

func diagramOf(t testing.TB, name string) *Diagram {
	t.Helper()
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(context.Background(), s, analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Functions {
		if f.FunctionName == name {
			p, err := picture.OfFunction(context.Background(), r, f)
			if err != nil {
				t.Fatal(err)
			}
			return &Diagram{Picture: p, Names: r.Index.Region(f.Place.Region), Title: "Network of " + name}
		}
	}
	t.Fatalf("no function %s", name)
	return nil
}

func written(t testing.TB, write func(io.Writer, *Diagram) error, d *Diagram) string {
	t.Helper()
	var b strings.Builder
	if err := write(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// requireFile compares what was written with what was reviewed. VPCLENS_UPDATE=1 writes it anew.
func requireFile(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("VPCLENS_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s:\n%s\nwant:\n%s", name, got, want)
	}
}

func TestDiagramIsWritten(t *testing.T) {
	if reach.Reworded() {
		t.Skip("the files hold sentences, which are worded differently now")
	}
	checkout := diagramOf(t, "checkout-api")
	requireFile(t, "diagram-checkout-api.txt", written(t, WriteDiagram, checkout))
	requireFile(t, "diagram-checkout-api.mmd", written(t, WriteDiagramMermaid, checkout))
	requireFile(t, "diagram-branch-sync.mmd", written(t, WriteDiagramMermaid, diagramOf(t, "branch-sync")))
	requireFile(t, "diagram-gdpr-export.svg", written(t, WriteDiagramSVG, diagramOf(t, "gdpr-export")))
}

func TestDiagramSchemes(t *testing.T) {
	d := diagramOf(t, "slack-notify")
	if got := written(t, WriteDiagramSVG, d); !strings.Contains(got, "@media(prefers-color-scheme:dark)") {
		t.Error("the usual colors do not follow who looks at it")
	}
	for scheme, ground := range map[string]string{"light": svgLight().ground, "dark": svgDark().ground} {
		d.Scheme = scheme
		got := written(t, WriteDiagramSVG, d)
		if strings.Contains(got, "@media") || !strings.Contains(got, ".ground{fill:"+ground+"}") {
			t.Errorf("%s is not %s", scheme, ground)
		}
	}
}

// hostileNames are names that would break out of what they stand in.
var hostileNames = []string{
	`"]; click n0 "javascript:alert(1)`, `<script>alert(1)</script>`, `</text></svg>`, `]]><!--`, `&lt;b&gt;&#60;`,
	"`**bold**`", `#quot;#35;`, `end`, `n1 --> n2`, `%% comment`, `1. one`, `- item`, `{{a}}|b|`,
	"a\x1b[31mb\x00c\u202ed",
	`%%{init: {"theme":"x"}}%%`, "two\nlines", `'; DROP`, "名前 🙂", `$$x$$`, `style n0 fill:#fff`, "\\", "",
}

// hostile is a picture in which everything is called so.
func hostile(name string) *Diagram {
	p := &picture.Picture{Lanes: []picture.Lane{{Zone: name, Name: name}}}
	for i, kind := range []picture.Kind{picture.Function, picture.Subnet, picture.NATGateway, picture.Store} {
		p.Nodes = append(p.Nodes, picture.Node{Kind: kind, ID: name, Name: name, Facts: []string{name},
			Lane: min(i, 1) - 1, Error: name, Judged: i == 3})
		if i > 0 {
			p.Edges = append(p.Edges, picture.Edge{From: i - 1, To: i, Judged: true, Cut: i == 3})
		}
	}
	return &Diagram{Picture: p, Title: name}
}

// elements are what an SVG may hold, and nothing that acts.
var elements = map[string]bool{"svg": true, "title": true, "style": true, "rect": true, "text": true, "path": true,
	"polygon": true, "circle": true, "g": true}

// No name breaks out of an SVG: it is XML of the same elements, whatever things are called.
func TestSVGHoldsHostileNames(t *testing.T) {
	plain := tokens(t, written(t, WriteDiagramSVG, hostile("plain")))
	for _, name := range hostileNames {
		svg := written(t, WriteDiagramSVG, hostile(name))
		if strings.ContainsAny(svg, "\x00\x1b") {
			t.Errorf("%q: control characters", name)
		}
		got := tokens(t, svg)
		if name != "" && len(got) != len(plain) {
			t.Errorf("%q: %d elements, want %d", name, len(got), len(plain))
		}
		for _, e := range got {
			if !elements[e] {
				t.Errorf("%q: element %s", name, e)
			}
		}
	}
}

func tokens(t *testing.T, svg string) []string {
	t.Helper()
	var out []string
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, svg)
		}
		if e, ok := token.(xml.StartElement); ok {
			out = append(out, e.Name.Local)
			for _, a := range e.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "href" {
					t.Errorf("attribute %s", a.Name.Local)
				}
			}
		}
	}
}

// mermaidLine is the whole of Mermaid's language that is written: Mermaid's own parser takes more, but nothing of what
// stands in a label can be anything else to it.
var mermaidLine = regexp.MustCompile(`^(flowchart LR` +
	`|  subgraph az\d+\["` + mermaidLabel + `"\]` +
	`|  end` +
	`|  (  )?n\d+\["` + mermaidLabel + `"\]` +
	`|  n\d+ (-->|--x|-\.->) n\d+` +
	`|  linkStyle \d+(,\d+)* stroke:#[0-9a-f]{6})$`)

// mermaidLabel is made of letters, numbers and what means nothing between them.
const mermaidLabel = `([\p{L}\p{Nd}]|#\d+;|<br/>|[ \-_/:,.])*`

func TestMermaidHoldsHostileNames(t *testing.T) {
	check := func(of, text string) {
		for line := range strings.Lines(text) {
			if !mermaidLine.MatchString(strings.TrimSuffix(line, "\n")) {
				t.Errorf("%s: %q", of, line)
			}
		}
	}
	for _, name := range hostileNames {
		check(name, written(t, WriteDiagramMermaid, hostile(name)))
	}
	for _, name := range []string{"checkout-api", "branch-sync", "nightly-backup", "shared-lookup"} {
		check(name, written(t, WriteDiagramMermaid, diagramOf(t, name)))
	}
}

// A story with hostile names in every part, from the snapshot to the drawing.
func TestDiagramsOfHostileAccounts(t *testing.T) {
	r, err := analysis.Run(context.Background(), awstest.Parse(t, `
account 111122223333
region us-east-1
vpc v 10.0.0.0/16 tag:Name=<b>"]-->
subnet a zone=a cidr=10.0.1.0/24 tag:Name=</svg>
group g
function f subnets=a groups=g`), analysis.Options{Checks: []*check.Check{}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := picture.OfVPC(context.Background(), r, "us-east-1", "vpc-v")
	if err != nil || p == nil {
		t.Fatalf("no picture: %v", err)
	}
	d := &Diagram{Picture: p, Names: r.Index.Region("us-east-1"), Title: "v"}
	tokens(t, written(t, WriteDiagramSVG, d))
	for line := range strings.Lines(written(t, WriteDiagramMermaid, d)) {
		if !mermaidLine.MatchString(strings.TrimSuffix(line, "\n")) {
			t.Errorf("%q", line)
		}
	}
}
