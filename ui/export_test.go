package ui

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/uitest"
)

// files is a folder in memory.
type files map[string]string

func (f files) save(name, text string, over bool) error {
	if _, ok := f[name]; ok && !over {
		return fs.ErrExist
	}
	if strings.HasPrefix(name, "/full/") {
		return errors.New("write the export: no space left on device")
	}
	f[name] = text
	return nil
}

func TestStoryExport(t *testing.T) {
	saved := files{}
	explore(t, 120, 40, func(o *Options) { o.SaveFile = saved.save }, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout", uitest.Enter, "e")
		sees(t, term, "csv functions.csv", "md functions.md", "svg functions.svg", "csv clipboard")
		term.Keys(uitest.Enter)
		sees(t, term, "wrote functions.csv")
		rows, err := csv.NewReader(strings.NewReader(saved["functions.csv"])).ReadAll()
		if err != nil || len(rows) < 2 || !strings.Contains(saved["functions.csv"], "checkout-api") ||
			strings.Contains(saved["functions.csv"], "audit-log") {
			t.Fatalf("the rows of the filter are %q, %v", rows, err)
		}
		for _, column := range []string{"function", "id"} {
			if !strings.Contains(strings.Join(rows[0], " "), column) {
				t.Errorf("no column %s in %q", column, rows[0])
			}
		}

		term.Keys("e", uitest.Enter) // the file is there
		sees(t, term, "functions.csv is there already", "functions-2", "overwrite")
		before := saved["functions.csv"]
		term.Keys(uitest.Esc)
		if saved["functions.csv"] != before || len(saved) != 1 {
			t.Error("it was written over without a word")
		}
		term.Keys("e", uitest.Enter, uitest.Down, uitest.Enter)
		sees(t, term, "wrote functions.csv")

		term.Keys(":", "export json all.json", uitest.Enter)
		var list []map[string]string
		if err := json.Unmarshal([]byte(saved["all.json"]), &list); err != nil || len(list) != len(rows)-1 ||
			list[0]["function"] != rows[1][1] && list[0]["function"] == "" {
			t.Errorf("%d rows as JSON, %v:\n%s", len(list), err, saved["all.json"])
		}
		term.Keys(":", "export screen.svg", uitest.Enter)
		decoder := xml.NewDecoder(strings.NewReader(saved["screen.svg"]))
		for {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("the picture is no XML: %v", err)
			}
		}
		if !strings.Contains(saved["screen.svg"], "FUNCTION") {
			t.Error("what is seen is not in the picture")
		}
		term.Keys(":", "export txt", uitest.Enter)
		if text := saved["functions.txt"]; !strings.Contains(text, "checkout-api") || strings.Contains(text, "\x1b") {
			t.Errorf("the screen as text is\n%q", text)
		}
		term.Keys(":", "export md clipboard", uitest.Enter)
		sees(t, term, "copied this screen as md")
		if !strings.Contains(term.Raw(), "\x1b]52;c;") {
			t.Error("nothing was put on the clipboard")
		}
		term.Keys(":", "export csv /full/x", uitest.Enter)
		sees(t, term, "no space left on device")
		term.Keys(":", "export gif", uitest.Enter)
		sees(t, term, `"gif" is no form`)
		term.Keys(uitest.Esc, ":", "raw checkout-api", uitest.Enter)
		path(t, term, "functions › document of checkout-api")
		term.Keys(":", "export yaml", uitest.Enter)
		name := screens.ExportName(&named{"document of checkout-api"}, nil, screen.YAML)
		if !strings.Contains(saved[name], "FunctionName: checkout-api") {
			t.Errorf("no %s, or not the document: %q of %q", name, saved[name], slices.Sorted(maps.Keys(saved)))
		}
	})
}

// named is a screen that has a title only.
type named struct{ title string }

func (n *named) Title() string                                                 { return n.title }
func (n *named) Load(*screen.Env)                                              {}
func (n *named) Keys() []screen.Command                                        { return nil }
func (n *named) Can(screen.Command, *screen.Env) (bool, string)                { return false, "" }
func (n *named) View(*screen.Env, int, int) string                             { return "" }
func (n *named) CapturesInput() bool                                           { return false }
func (n *named) Cursor() (x, y int, ok bool)                                   { return 0, 0, false }
func (n *named) Note() string                                                  { return "" }
func (n *named) Update(screen.Msg, *screen.Env) (screen.Screen, screen.Intent) { return n, nil }

// A file is named after its screen, whatever that is called: it cannot leave the folder or be hidden.
func TestExportNames(t *testing.T) {
	for title, want := range map[string]string{"functions": "functions.csv", "../../etc/passwd": "etc-passwd.csv",
		".ssh": "ssh.csv", "trace to s3 › tcp 443": "trace-to-s3-tcp-443.csv", "名前": "screen.csv",
		strings.Repeat("long-", 100): strings.TrimSuffix(strings.Repeat("long-", 12), "-") + ".csv"} {
		if got := screens.ExportName(&named{title}, nil, screen.CSV); got != want {
			t.Errorf("%q is called %s, want %s", title, got, want)
		}
	}
}

// Every screen can be had in each form that it offers, and says which those are where it is asked for another.
func TestEveryScreenIsExported(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	result := resultOf(t, snapshot, analysis.Options{})
	for _, place := range []string{"functions", "findings", "kinds", "ledger", "services", "overview", "sg", "subnet",
		"checkout-api", "log", "changes", "diagram checkout-api"} {
		a := bigApp(t, result, place)
		settle(a, a.shown())
		forms := screens.ExportForms(a.screen(), a.here())
		for _, f := range forms {
			text, err := screens.Export(a.screen(), a.here(), f.Form)
			if err != nil || strings.TrimSpace(text) == "" {
				t.Errorf("%s as %s: %q, %v", place, f.Form, text, err)
			}
		}
		if _, err := screens.Export(a.screen(), a.here(), "gif"); err == nil || !strings.Contains(err.Error(), "md") {
			t.Errorf("%s as a GIF: %v", place, err)
		}
	}
}

// The document as YAML, found in and followed as JSON is.
func TestStoryYAML(t *testing.T) {
	explore(t, 120, 40, nil, func(t *testing.T, term *uitest.Term) {
		term.Keys("/", "checkout-api", uitest.Enter, uitest.Enter, "v")
		sees(t, term, `"FunctionName": "checkout-api"`, "x YAML")
		term.Keys("x")
		sees(t, term, "FunctionName: checkout-api", "x JSON")
		term.Keys("/", "subnet-", uitest.Enter)
		sees(t, term, `"subnet-" 1 of`)
		term.Keys(uitest.Enter)
		path(t, term, "functions › checkout-api › document of checkout-api › app-c")
		term.Keys(uitest.Esc, "x")
		sees(t, term, `"FunctionName": "checkout-api"`)
	})
}

// Whatever leaves the program while something is tried out says so, with every edit: nobody may take it for the
// account.
func TestExportsSayWhatIf(t *testing.T) {
	saved := files{}
	with := func(o *Options) { o.SaveFile, o.Files = saved.save, drawer{}.files() }
	explore(t, 120, 40, with, func(t *testing.T, term *uitest.Term) {
		export := func(kind string, forms ...string) {
			t.Helper()
			for _, form := range forms {
				term.Keys(":", "export "+form+" "+kind+"."+form, uitest.Enter)
				sees(t, term, "wrote "+kind+"."+form)
			}
		}
		term.Keys(":", "checkout-api", uitest.Enter)
		export("real", "md", "json", "yaml", "txt", "svg")
		for name, text := range saved {
			if strings.Contains(text, "WHAT IF") || strings.Contains(text, "what_if") {
				t.Errorf("%s is of the account as it was read, and says\n%s", name, text)
			}
		}
		term.Keys(":", "nat-a", uitest.Enter, "w", uitest.Enter)
		sees(t, term, tried)
		const edit = "1. delete nat-"
		clear(saved)
		term.Keys("F")
		export("list", "csv", "md", "json", "yaml", "txt", "svg")
		term.Keys("m")
		export("matrix", "csv", "md", "json")
		term.Keys(":", "checkout-api", uitest.Enter)
		export("page", "md", "json", "yaml", "txt", "svg")
		term.Keys("d")
		export("drawing", "diagram-svg", "mermaid", "md", "txt", "svg")
		term.Resize(30, 8)
		export("narrow", "svg")
		for name, text := range saved {
			text = strings.NewReplacer("#46;", ".", "&#160;", " ", "`", "").Replace(text)
			if strings.HasSuffix(name, ".svg") { // cells stand apart there
				text = xmlWords(t, text)
			}
			if !strings.Contains(text, tried) || !strings.Contains(text, edit) {
				t.Errorf("%s does not say what is tried out:\n%.400s", name, text)
			}
		}

		rows, err := csv.NewReader(strings.NewReader(saved["list.csv"])).ReadAll()
		if err != nil || rows[0][len(rows[0])-1] != "what_if" || !strings.Contains(rows[1][len(rows[1])-1], edit) {
			t.Errorf("%v, %q", err, rows[:2])
		}
		var list []map[string]string
		if err := json.Unmarshal([]byte(saved["list.json"]), &list); err != nil || list[0]["what_if"] == "" {
			t.Errorf("%v, %v", err, list[0])
		}
		var page struct {
			WhatIf       []string `json:"what_if"`
			FunctionName string
		}
		if err := json.Unmarshal([]byte(saved["page.json"]), &page); err != nil || len(page.WhatIf) != 2 ||
			page.FunctionName == "" && !strings.Contains(saved["page.json"], "checkout-api") {
			t.Errorf("%v, %+v", err, page)
		}
	})
}

// xmlWords are the words of a picture.
func xmlWords(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return strings.Join(strings.Fields(b.String()), " ")
		}
		if err != nil {
			t.Fatalf("the picture is no XML: %v", err)
		}
		if chars, ok := token.(xml.CharData); ok {
			b.Write(chars)
			b.WriteByte(' ')
		}
	}
}

// The menu of a drawing offers all of it, beside the picture of what is seen.
func TestStoryExportADiagram(t *testing.T) {
	saved := files{}
	explore(t, 120, 40, func(o *Options) { o.SaveFile = saved.save }, func(t *testing.T, term *uitest.Term) {
		term.Keys(":", "export mermaid", uitest.Enter)
		sees(t, term, "this screen cannot be had as mermaid")
		term.Keys(uitest.Esc, ":", "diagram checkout-api", uitest.Enter, "e")
		sees(t, term, "diagram-svg network-checkout-api.svg", "the network as a drawing",
			"mermaid network-checkout-api.mmd", "svg diagram-of-checkout-api.svg", "mermaid clipboard")
		seesNot(t, term, "diagram-svg clipboard")
		term.Keys(uitest.Enter)
		sees(t, term, "wrote network-checkout-api.svg")
		term.Keys(":", "export other.mmd", uitest.Enter)
		if text := saved["other.mmd"]; !strings.HasPrefix(text, "flowchart LR\n") {
			t.Errorf("wrote %.80q", text)
		}
		term.Keys(":", "prod", uitest.Enter, "d", "e", "diagram", uitest.Enter)
		sees(t, term, "wrote network-vpc-prod.svg")
		if text := saved["network-vpc-prod.svg"]; !strings.Contains(text, "<title>VPC prod in ") {
			t.Errorf("wrote %.200q", text)
		}
	})
}
