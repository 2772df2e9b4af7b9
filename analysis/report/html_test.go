package report

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/diff"
	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// htmlPayloads would act in a page if it took them for HTML, for script or for style.
var htmlPayloads = []string{`<script>alert(1)</script>`, `"onload="alert(1)`, `</script><script>alert(1)</script>`,
	`'><img src=x onerror=alert(1)>`, `</style><style>*{display:none}`, `<svg onload=alert(1)>`, `&lt;b&gt;`,
	"javascript:alert(1)", "\u202egnp.exe", "--><!--", "]]>", "</title></details></main>", "|fail| high|"}

var pages sync.Map // by the name of the account: written once for all tests

// pageOf is the page of an account of the tests: "demo" with many findings, "none" without any, "gaps" of which little
// was read, "hostile" in which every name would act in a page, "several" accounts.
func pageOf(t testing.TB, name string) string {
	t.Helper()
	if known, ok := pages.Load(name); ok {
		return known.(string)
	}
	var s *awsdata.Snapshot
	var err error
	switch name {
	case "demo":
		s, err = demo.Snapshot()
	case "none":
		s = awstest.Parse(t, "region us-east-1\nfunction tidy\n")
	case "gaps":
		b := awsdata.NewBuilder()
		b.AddRegion("us-east-1")
		b.Gap(awsdata.Gap{Region: "us-east-1", Call: "list-functions", Cause: awsdata.CauseDenied,
			Message: "<b>no</b>"})
		s = b.Snapshot()
	case "hostile":
		if s, err = demo.Snapshot(); err == nil {
			var payloads []awstest.Payload
			for i, text := range htmlPayloads {
				payloads = append(payloads, awstest.Payload{Text: text, Before: i%2 == 0})
			}
			poison := awstest.NewPoison(t, s, payloads)
			s, err = poison.Account(t, append(poison.Names(), "partition"))
		}
	case "several":
		s = awstest.Together(t, awstest.Organization()...)
	}
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := writeScanHTML(&b, &Scan{Result: resultOf(t, s), Version: "1.0"}); err != nil {
		t.Fatal(err)
	}
	pages.Store(name, b.String())
	return b.String()
}

func resultOf(t testing.TB, s *awsdata.Snapshot) *analysis.Result {
	t.Helper()
	r, err := analysis.Run(context.Background(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What a page may hold. A script, a style and what is said to browsers are there once.
var (
	pageElements = strings.Fields(`html head meta title style body a header p h1 h2 h3 h4 h5 nav main section div
		table thead tbody tr th td svg rect span form label input select option button output details summary code pre
		article ul ol li dl dt dd figure figcaption g path polygon circle text strong bdi script`)
	pageAttributes = strings.Fields(`lang charset http-equiv content name class href id scope data-filter data-keys
		data-egress data-as data-name aria-hidden aria-label aria-live role viewBox preserveAspectRatio width height x y cx cy r rx d
		points fill opacity text-anchor type autocomplete spellcheck placeholder value tabindex rel open title`)
)

// walked are the elements of a page and the targets of its links.
func walked(t *testing.T, text string) (elements map[string]int, links []string) {
	t.Helper()
	// What stands between these tags is no markup; it is the program's own and held by the policy's hashes.
	text = strings.NewReplacer(pageStyle, "", pageScript, "", "<!doctype html>", "").Replace(text)
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	elements = make(map[string]int)
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements, links
		}
		if err != nil {
			t.Fatalf("the page is no HTML: %v", err)
		}
		if _, comment := token.(xml.Comment); comment {
			t.Error("a comment is in the page")
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		elements[start.Name.Local]++
		if !slices.Contains(pageElements, start.Name.Local) {
			t.Errorf("element %s", start.Name.Local)
		}
		for _, a := range start.Attr {
			if !slices.Contains(pageAttributes, a.Name.Local) {
				t.Errorf("attribute %s of %s", a.Name.Local, start.Name.Local)
			}
			if a.Name.Local == "href" {
				links = append(links, a.Value)
			}
		}
	}
}

// No name acts in a page: it holds the elements and attributes that the program knows, as many of each as without it,
// and every link leads into the page or to AWS's documentation.
func TestThePageHoldsHostileNames(t *testing.T) {
	want, _ := walked(t, pageOf(t, "demo"))
	page := pageOf(t, "hostile")
	got, links := walked(t, page)
	for _, once := range []string{"script", "style", "title"} {
		n := want[once]
		if once == "title" { // nodes of drawings have one too
			n = got[once]
		}
		if got[once] != n || n == 0 {
			t.Errorf("%d elements %s", got[once], once)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(got)) {
		if want[e] == 0 {
			t.Errorf("a name made an element %s", e)
		}
	}
	for _, l := range links {
		if !strings.HasPrefix(l, "#") && !strings.HasPrefix(l, "https://docs.aws.amazon.com/") &&
			!strings.HasPrefix(l, "https://aws.amazon.com/") {
			t.Errorf("a link to %q", l)
		}
	}
	arrived := 0
	for _, payload := range htmlPayloads {
		if strings.Contains(page, pageText(payload)) {
			arrived++
		}
	}
	if arrived < len(htmlPayloads)-2 {
		t.Errorf("only %d of %d payloads are in the page: they were not tried", arrived, len(htmlPayloads))
	}
	if strings.ContainsAny(page, "\u202e\u2028") {
		t.Error("a character that reorders text is in the page")
	}
}

// Every page is whole, says its policy, and leads nowhere that is not there.
func TestThePageIsWhole(t *testing.T) {
	ids := regexp.MustCompile(` id="([^"]*)"`)
	for _, name := range []string{"demo", "none", "gaps", "hostile", "several"} {
		page := pageOf(t, name)
		elements, links := walked(t, page)
		if elements["script"] != 1 || elements["style"] != 1 || elements["main"] != 1 {
			t.Errorf("%s: elements %v", name, elements)
		}
		if !strings.Contains(page, `content="default-src &#39;none&#39;; style-src &#39;sha256-`) {
			t.Errorf("%s: no policy", name)
		}
		there := make(map[string]bool)
		for _, m := range ids.FindAllStringSubmatch(page, -1) {
			if there[m[1]] {
				t.Errorf("%s: two things have the id %s", name, m[1])
			}
			there[m[1]] = true
		}
		for _, l := range links {
			if to, ok := strings.CutPrefix(l, "#"); ok && !there[pageText(to)] {
				t.Errorf("%s: a link leads to %s, which is not in the page", name, to)
			}
		}
	}
}

// Every function, cause, finding and gap of a result is in its page, and each finding's fix.
func TestThePageTellsEverything(t *testing.T) {
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, page := resultOf(t, s), pageOf(t, "demo")
	has := func(what, text string) {
		t.Helper()
		if text != "" && !strings.Contains(page, pageText(text)) {
			t.Fatalf("the page does not tell %s %q", what, text)
		}
	}
	for _, f := range r.Functions {
		has("function", f.FunctionArn)
	}
	for _, c := range r.Causes() {
		has("cause", c.Title)
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		has("title", f.Title)
		has("why", f.Why)
		for _, e := range f.Evidence {
			has("evidence", e.Says)
		}
		text := f.Fix.Text("")
		has("fix", text.Summary)
		has("commands", strings.TrimRight(text.CLI, "\n"))
		has("Terraform", strings.TrimRight(text.Terraform, "\n"))
	}
	for _, g := range r.Snapshot.Gaps() {
		has("gap", g.Call)
	}
	placements := make(map[string]bool)
	for _, f := range r.Functions {
		placements[f.PlacementKey()] = true
	}
	drawn, as := strings.Count(page, `<svg class="drawing`), strings.Count(page, " data-as=")
	if drawn != len(placements) || drawn+as != len(r.Functions) {
		t.Errorf("%d drawings of %d placements, and %d functions that use another's, of %d", drawn, len(placements), as,
			len(r.Functions))
	}
}

func TestThePageSaysWhatWasNotRead(t *testing.T) {
	page := pageOf(t, "gaps")
	for _, want := range []string{"The functions of us-east-1 were not read: nothing is said of them.",
		"API calls were not read.", "and those of us-east-1, which were not read", "&lt;b&gt;no&lt;/b&gt;",
		"They were not read: see what could not be read."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "Every API call was answered") {
		t.Error("the page says that all was read")
	}
}

// The drawing of a placement is that of each of its functions, but for the function itself: so it is in a page once.
func TestFunctionsOfAPlacementShareTheirDrawing(t *testing.T) {
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	big := awstest.Synthetic(t, awstest.Size{Functions: 120, VPCs: 6, Subnets: 36, Groups: 30, Interfaces: 200,
		Placements: 40})
	shared := 0
	for _, snapshot := range []*awsdata.Snapshot{s, big} {
		r := resultOf(t, snapshot)
		first := make(map[string]*picture.Picture)
		for _, f := range r.Functions {
			p, err := picture.OfFunction(t.Context(), r, f)
			if err != nil {
				t.Fatal(err)
			}
			p.Nodes[0].ID, p.Nodes[0].Name = "", ""
			known, ok := first[f.PlacementKey()]
			if !ok {
				first[f.PlacementKey()] = p
				continue
			}
			shared++
			if same := reflect.DeepEqual(known.Edges, p.Edges) &&
				reflect.DeepEqual(known.Nodes, p.Nodes); !same {
				t.Errorf("the drawing of %s is not that of the functions which sit alike", f.FunctionName)
			}
		}
	}
	if shared < 20 {
		t.Errorf("only %d functions share a placement with another: nothing was compared", shared)
	}
}

// A change is a page of its own.
func TestDiffHTML(t *testing.T) {
	before, err := demo.Yesterday()
	if err != nil {
		t.Fatal(err)
	}
	after, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	d := &Diff{Diff: diff.Compare(awsdata.NewIndex(before), awsdata.NewIndex(after)), Before: "<yesterday>",
		After: "today"}
	var b bytes.Buffer
	if err := WriteDiffHTML(&b, d); err != nil {
		t.Fatal(err)
	}
	elements, _ := walked(t, b.String())
	if elements["h3"] != len(d.Functions)+len(d.Resources) || elements["h3"] == 0 {
		t.Errorf("%d headings of %d changes", elements["h3"], len(d.Functions)+len(d.Resources))
	}
	for _, want := range []string{"&lt;yesterday&gt;", "loses"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
