package query_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/vpclens/vpclens/ui/query"
)

// row is a subject made of "text | key=value,value key=value".
type row string

func (r row) Text() string {
	text, _, _ := strings.Cut(string(r), "|")
	return text
}

func (r row) Names() []string {
	name, _, _ := strings.Cut(string(r), " ")
	return []string{name}
}

func (r row) Field(key string) ([]string, bool) {
	_, fields, _ := strings.Cut(string(r), "|")
	for f := range strings.FieldsSeq(fields) {
		if k, v, _ := strings.Cut(f, "="); k == key {
			return strings.Split(v, ","), true
		}
	}
	return nil, false
}

func TestQuery(t *testing.T) {
	const (
		checkout = row("checkout-api prod is failed | vpc=prod,vpc-0a1 sev=high posture=open zone=a,b,c runtime=python3.13 free=231")
		worker   = row("orders-worker prod | vpc=prod,vpc-0a1 sev=medium posture=restricted zone=a runtime=go free=9")
		quiet    = row("payments-core pay | vpc=pay sev=none posture=none zone=b runtime=java21 free=many")
	)
	all := []row{checkout, worker, quiet}
	keys := []string{"vpc", "sev", "posture", "zone", "runtime", "free"}
	for _, c := range []struct {
		query string
		want  []row
		note  string
	}{
		{"", all, ""},
		{"   ", all, ""},
		{"checkout", []row{checkout}, ""},
		{"PROD", []row{checkout, worker}, ""},
		{"prod orders", []row{worker}, ""},
		{"!prod", []row{quiet}, ""},
		{"!", all, ""},
		{"vpc:prod", []row{checkout, worker}, ""},
		{"vpc:", all, ""},
		{"!vpc:", all, ""},
		{"!vpc:prod", []row{quiet}, ""},
		{"sev:>=medium", []row{checkout, worker}, ""},
		{"sev:>medium", []row{checkout}, ""},
		{"sev:h", []row{checkout}, ""},
		{"sev:<=m", []row{worker, quiet}, ""},
		{"sev:none", []row{quiet}, ""},
		{"!sev:none", []row{checkout, worker}, ""},
		{"sev:>=hi", all, `unknown severity "hi": want info, low, medium or high`},
		{"sev:>>high", all, `unknown comparison ">>": want =, >=, >, <= or <`},
		{"zone:b posture:open", []row{checkout}, ""},
		{"zone:d", nil, ""},
		{"colour:red", nil, `no field "colour" here, so "colour:red" is looked for as text`},
		{"arn:aws", nil, ""},
		{"vpc:prod|pay", all, ""},
		{"vpc:pay|", []row{quiet}, ""},
		{"vpc:|", all, ""},
		{"zone:c|b posture:open|none", []row{checkout, quiet}, ""},
		{"checkout|payments", []row{checkout, quiet}, ""},
		{"!checkout|payments", []row{worker}, ""},
		{"sev:h|m", []row{checkout, worker}, ""},
		{"vpc:=pro", nil, ""},
		{"vpc:=prod", []row{checkout, worker}, ""},
		{`"is failed"`, []row{checkout}, ""},
		{`"is fai`, []row{checkout}, ""},
		{`"IS FAILED" prod`, []row{checkout}, ""},
		{`"prod|x"`, nil, ""},
		{`"`, all, ""},
		{`vpc:"`, all, ""},
		{`vpc:"prod"`, []row{checkout, worker}, ""},
		{"free:<16", []row{worker}, ""},
		{"free:>=9", []row{checkout, worker}, ""},
		{"free:=231", []row{checkout}, ""},
		{"!free:<16", []row{checkout, quiet}, ""},
		{"free:<", all, "free:< wants a number"},
		{"free:<few", all, "free:< wants a number"},
		{"~^CHECKOUT.*pro", []row{checkout}, ""},
		{"~(api|core)", []row{checkout, quiet}, ""},
		{`~"is (failed|dead)"`, []row{checkout}, ""},
		{`!~api`, []row{worker, quiet}, ""},
		{`zone:~[bc]`, []row{checkout, quiet}, ""},
		{`runtime:~\d+\.\d+$`, []row{checkout}, ""},
		{`~\S+-API`, []row{checkout}, ""},
		{"~", all, ""},
		{"!~", all, ""},
		{"zone:~", all, ""},
		{"~(", all, `"(" is no pattern yet: missing closing )`},
		{"!~(", all, `"(" is no pattern yet: missing closing )`},
		{"zone:~[a", all, `"[a" is no pattern yet: missing closing ]`},
		{"zone:a ~*", []row{checkout, worker}, `"*" is no pattern yet: missing argument to repetition operator`},
	} {
		q := query.ParseQuery(c.query, keys)
		var got []row
		for _, r := range all {
			if q.Match(r) {
				got = append(got, r)
			}
		}
		if len(got) != len(c.want) {
			t.Errorf("%q lets %q through, want %q", c.query, got, c.want)
			continue
		}
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("%q lets %q through, want %q", c.query, got, c.want)
			}
		}
		if q.Note() != c.note {
			t.Errorf("%q notes %q, want %q", c.query, q.Note(), c.note)
		}
		if q.Empty() != (strings.Trim(c.query, ` !"`) == "") {
			t.Errorf("%q: Empty is %v", c.query, q.Empty())
		}
	}
}

func TestQueryFinds(t *testing.T) {
	for _, c := range []struct{ query, column, text, want string }{
		{"check", "name", "checkout-api", "<check>out-api"},
		{"zzz|out", "name", "checkout-api", "check<out>-api"},
		{"~c.*k", "name", "checkout-api", "<check>out-api"},
		{"~x*", "name", "checkout-api", "checkout-api"},
		{"name:api", "name", "checkout-api", "checkout-<api>"},
		{"name:api", "", "checkout-api", "checkout-api"},
		{"name:=api", "name", "checkout-api", "checkout-api"},
		{"name:=api", "name", "api", "<api>"},
		{"!check", "name", "checkout-api", "checkout-api"},
		{"vpc:api", "name", "checkout-api", "checkout-api"},
		{"vpc:api", "vpc", "checkout-api", "checkout-<api>"},
		{"", "name", "checkout-api", "checkout-api"},
		{"c", "name", "checkout-api", "<c>he<c>kout-api"},
		{"eck out heck", "name", "checkout-api", "c<heckout>-api"},
		{"api check", "name", "checkout-api", "<check>out-<api>"},
		{"chkapi", "name", "checkout-api", "<ch>ec<k>out-<api>"},
		{"chkapi", "name", "cache-checkout-api", "cache-<ch>ec<k>out-<api>"},
		{"chkapi", "name", "nothing of it", "nothing of it"},
		{"épé", "name", "l-école-de-pékin", "l-<é>cole-de-<pé>kin"},
	} {
		q := query.ParseQuery(c.query, []string{"name", "vpc"})
		q = query.Loosen(q, []row{"checkout-api", "l-école-de-pékin"})
		got := c.text
		for _, at := range slices.Backward(q.Find(nil, c.column, c.text)) {
			got = got[:at[0]] + "<" + got[at[0]:at[1]] + ">" + got[at[1]:]
		}
		if got = strings.ReplaceAll(got, "><", ""); got != c.want {
			t.Errorf("%q marks %s, want %s", c.query, got, c.want)
		}
	}
}

// A plain word that no row holds is a similar one; whatever says exactly what it means is what it says.
func TestLoosen(t *testing.T) {
	const (
		checkout = row("checkout-api prod is failed | vpc=prod")
		worker   = row("orders-worker-vip-cc-0a1b2c prod 10.0.13.4 | vpc=prod")
		core     = row("payments-core data | vpc=data")
	)
	rows := []row{checkout, worker, core}
	const none = ": similar ones"
	for _, c := range []struct {
		query string
		want  []row
		says  string
	}{
		{"chkapi", []row{checkout}, `no row has "chkapi"` + none},
		{"CHKAPI", []row{checkout}, `no row has "chkapi"` + none},
		{"owrkr", []row{worker}, `no row has "owrkr"` + none},
		{"wor0a1", []row{worker}, `no row has "wor0a1"` + none},
		{"chk", []row{checkout}, `no row has "chk"` + none},
		{"chkapi pcore", nil, `no row has "chkapi": similar ones; no row has "pcore"` + none},
		{"chkapi vpc:prod", []row{checkout}, `no row has "chkapi"` + none},
		{"chkapi vpc:data", nil, `no row has "chkapi"` + none},
		{"chkapi !worker", []row{checkout}, `no row has "chkapi"` + none},
		// A row holds it, wherever the other words lead.
		{"check", []row{checkout}, ""},
		{"check vpc:data", nil, ""},
		// Exact words.
		{"!chkapi", rows, ""},
		{`"chkapi"`, nil, ""},
		{`"chkapi`, nil, ""},
		{"vpc:prd", nil, ""},
		{"~chkapi", nil, ""},
		{"chkapi|pcore", nil, ""},
		{"foo:chk", nil, ""},
		{"vpc", nil, ""}, // a field may follow: no row appears for a moment
		{"10.0.3.4", nil, ""},
		{"134", nil, ""},
		// Two letters, letters of several words, in another order, from the middle, too far from each other.
		{"ca", nil, ""},
		{"checkfailed", nil, ""},
		{"prd", nil, ""}, // letters of what is said of a row, not of its name
		{"apichk", nil, ""},
		{"heckapi", nil, ""},
		{"chx", nil, ""},
	} {
		q := query.Loosen(query.ParseQuery(c.query, []string{"vpc"}), rows)
		var got []row
		for _, r := range rows {
			if q.Match(r) {
				got = append(got, r)
			}
		}
		if !slices.Equal(got, c.want) || q.Similar() != c.says {
			t.Errorf("%q lets %q through and says %q, want %q and %q", c.query, got, q.Similar(), c.want, c.says)
		}
	}
	far := []row{"a-very-long-name-of-a-topic"}
	if q := query.Loosen(query.ParseQuery("avt", nil), far); q.Similar() != "" {
		t.Errorf("letters far from each other are taken for a word: %s", q.Similar())
	}
	parsed := query.ParseQuery("chkapi", nil)
	query.Loosen(parsed, rows)
	if parsed.Match(checkout) {
		t.Error("the query that was loosened is another one now")
	}
}

// The words that a pattern needs turn nothing away that the pattern lets through.
func TestPatternsNeedWhatTheySay(t *testing.T) {
	texts := []string{"checkout-api deleted", "orders failed", "a", "", "ſtraße kelvin", "naïve ÉTÉ", "x-1 y-22"}
	for _, text := range []string{"check.*del", "(deleted|failed)", "(del|fail)ed$", "a*b?", "(x|y)-[0-9]+",
		"(check)+out", "x{0,2}orders", "^$", "K", "s", "É", ".", "(a|)", `\bapi\b`, "(?:or|de)"} {
		p, err := query.Compile(text)
		if err != nil {
			t.Fatal(err)
		}
		for _, subject := range texts {
			subject = strings.ToLower(subject)
			if got, want := p.Match(subject), p.Re.MatchString(subject); got != want {
				t.Errorf("%q on %q: %v, the pattern alone says %v (needs %q)", text, subject, got, want, p.Needs)
			}
		}
	}
}

func TestCompleteFilter(t *testing.T) {
	values := func(key string) []string {
		return map[string][]string{"vpc": {"media", "prod", "prod-eu"}, "sev": {"high", "none"},
			"state": {"in use"}}[key]
	}
	for _, c := range []struct {
		typed string
		want  []string
	}{
		{"", []string{"vpc:", "sev:", "state:"}},
		{"s", []string{"sev:", "state:"}},
		{"check !v", []string{"check !vpc:"}},
		{"vpc:", []string{"vpc:media", "vpc:prod", "vpc:prod-eu"}},
		{"vpc:PRO", []string{"vpc:prod", "vpc:prod-eu"}},
		{"vpc:prod|m", []string{"vpc:prod|media"}},
		{"sev:>=h", []string{"sev:>=high"}},
		{"state:i", []string{`state:"in use"`}},
		{`state:"in `, []string{`state:"in use"`}},
		{"vpc:~p", nil},
		{"colour:r", nil},
		{"vpc:prod ", []string{"vpc:prod vpc:", "vpc:prod sev:", "vpc:prod state:"}},
	} {
		var got []string
		for _, w := range query.CompleteFilter(c.typed, []string{"vpc", "sev", "state"}, values) {
			got = append(got, w.Text)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q goes on as %q, want %q", c.typed, got, c.want)
		}
	}
}

// Whatever is typed is read without a panic, says so where it cannot be read, and
// what is not finished hides nothing.
func FuzzParseQuery(f *testing.F) {
	for _, seed := range []string{"", "checkout !test vpc:prod|media sev:>=high", `~"a (b|c)" free:<16`, `!"`, "~(",
		"vpc:~[", "a|b||", "sev:<>", `x:"a|b" ~\`, "名前 ~名.*"} {
		f.Add(seed)
	}
	keys := []string{"vpc", "sev", "free"}
	rows := []row{"checkout-api prod | vpc=prod sev=high free=3", "| vpc= sev=none", "名前 | free=x"}
	f.Fuzz(func(t *testing.T, text string) {
		q := query.ParseQuery(text, keys)
		for _, r := range rows {
			q.Match(r)
			for _, q := range []query.Query{q, query.Loosen(q, rows)} {
				end := 0
				for _, at := range q.Find(nil, "", r.Text()) {
					if at[0] < end || at[0] >= at[1] || at[1] > len(r.Text()) ||
						!utf8.ValidString(r.Text()[at[0]:at[1]]) {
						t.Errorf("%q marks %d of %q", text, at, r.Text())
					}
					end = at[1]
				}
			}
		}
		for i := range q.Terms {
			if open := (query.Query{Terms: q.Terms[i : i+1]}); q.Terms[i].Open && !open.Match(rows[0]) {
				t.Errorf("%q hides rows with a word that is not finished", text)
			}
		}
		for _, w := range query.CompleteFilter(text, keys,
			func(string) []string { return []string{"prod", "in use"} }) {
			if w.Word == "" || query.ParseQuery(w.Text, keys).Empty() {
				t.Errorf("%q completes to %q, which is no filter", text, w.Text)
			}
		}
	})
}
