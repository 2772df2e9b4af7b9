package prior_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/prior"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

const account = "123456789012"

func finding(id, resource string, severity check.Severity, title string) check.Finding {
	return check.Finding{ID: id, Check: "path-blackhole", Severity: severity, Status: check.Fail, Region: "us-east-1",
		Resource: resource, Title: title}
}

func TestFormat(t *testing.T) {
	question := finding("q", "", check.Low, "Could not check: x")
	question.Status = check.Unknown
	waived := finding("w", "rtb-w", check.High, "accepted")
	waived.Waived = &check.Waived{Reason: "r"}
	list := []check.Finding{finding("b", "rtb-b", check.High, "two\nlines \x1b[31m"),
		finding("a", "rtb a", check.Medium, "one # two"), question, waived}
	got := string(prior.Format(prior.Of(account, list)))
	want := `# vpclens known findings v1
# ` + "`vpclens scan --known FILE`" + ` counts other findings only. Take out the lines of what is fixed.
# account region check severity id resource # what it said
123456789012 us-east-1 path-blackhole low? q - # Could not check: x
123456789012 us-east-1 path-blackhole high b rtb-b # two␊lines ␛[31m
123456789012 us-east-1 path-blackhole medium a rtb_a # one # two
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	file, err := prior.Parse([]byte(got))
	if err != nil {
		t.Fatal(err)
	}
	if again := string(prior.Format(file.Entries)); again != got {
		t.Errorf("read and written again:\n%s", cmp.Diff(got, again))
	}
}

func TestParse(t *testing.T) {
	const head = "# vpclens known findings v1\n"
	for _, c := range []struct{ text, want string }{
		{"", `this is no file of known findings: want "# vpclens known findings v1" first`},
		{"waivers: []", `line 1: this is no file of known findings: want "# vpclens known findings v1" first`},
		{head, ""},
		{head + "\n# a note\n- us-east-1 path-blackhole high id rtb-1\n", ""},
		{head + "- us-east-1 path-blackhole high id",
			"line 2: want account, region, check, severity, id and resource, got 5 words"},
		{head + "1 us-east-1 path-blackhole high id rtb-1", `line 2: "1" is no account id: want twelve digits`},
		{head + "- us-east-1 path-blackhol high id rtb-1",
			`line 2: there is no check "path-blackhol": did you mean path-blackhole?`},
		{head + "- us-east-1 path-blackhole hgih id rtb-1",
			`line 2: unknown severity "hgih": want info, low, medium or high`},
	} {
		_, err := prior.Parse([]byte(c.text))
		got := ""
		if err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestMark(t *testing.T) {
	index := awsdata.NewIndex(awstest.Parse(t, "\n\tvpc prod 10.0.0.0/16\n"))
	before := []check.Finding{finding("a", "rtb-a", check.Medium, "first"),
		finding("a", "rtb-a", check.Medium, "second"), finding("b", "rtb-b", check.High, "gone"),
		finding("c", "rtb-c", check.Low, "worse by now")}
	text := prior.Format(prior.Of(account, before))
	question := finding("a", "rtb-a", check.Medium, "first")
	question.Status = check.Unknown
	for _, c := range []struct {
		name  string
		now   []check.Finding
		known string // titles
		gone  string
	}{
		{"the same", before, "first second gone worse by now", ""},
		{"one says something else", []check.Finding{finding("a", "rtb-a", check.Medium, "first, twice"), before[1]},
			"first, twice second", "gone worse by now"},
		{"one more of the same id",
			[]check.Finding{finding("a", "rtb-a", check.Medium, "a third"), before[0], before[1]},
			"first second", "gone worse by now"},
		{"less severe", []check.Finding{finding("a", "rtb-a", check.Low, "first")}, "first",
			"second gone worse by now"},
		{"more severe", []check.Finding{finding("c", "rtb-c", check.High, "worse by now")}, "", "first second gone"},
		{"a question by now", []check.Finding{question}, "", "gone worse by now"},
		{"another id", []check.Finding{finding("d", "rtb-a", check.Medium, "first")}, "",
			"first second gone worse by now"},
	} {
		file, err := prior.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		now := append([]check.Finding(nil), c.now...)
		gone := file.Mark([]prior.Findings{{AccountID: account, List: now, Index: index}})
		var known, left []string
		for _, f := range now {
			if f.Known {
				known = append(known, f.Title)
			}
		}
		for _, e := range gone {
			left = append(left, e.Title)
		}
		if got := strings.Join(known, " "); got != c.known {
			t.Errorf("%s: known are %q, want %q", c.name, got, c.known)
		}
		if got := strings.Join(left, " "); got != c.gone {
			t.Errorf("%s: gone are %q, want %q", c.name, got, c.gone)
		}
	}
}

// Of what could not be looked at nothing is gone, and nothing of another account is known.
func TestMarkWhereNothingCanBeSaid(t *testing.T) {
	text := prior.Format(prior.Of(account, []check.Finding{finding("a", "rtb-a", check.Medium, "first")}))
	file, err := prior.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, story := range []string{"gap describe-route-tables denied", "gap list-functions denied",
		"region eu-west-1"} {
		index := awsdata.NewIndex(awstest.Parse(t, "\n\t"+story+"\n\tvpc prod 10.0.0.0/16\n"))
		if story == "region eu-west-1" && index.Region("us-east-1") != nil {
			continue
		}
		if gone := file.Mark([]prior.Findings{{AccountID: account, Index: index}}); len(gone) > 0 {
			t.Errorf("%s: %d are gone", story, len(gone))
		}
	}
	list := []check.Finding{finding("a", "rtb-a", check.Medium, "first")}
	index := awsdata.NewIndex(awstest.Parse(t, "\n\tvpc prod 10.0.0.0/16\n"))
	if file.Mark([]prior.Findings{{AccountID: "999999999999", List: list, Index: index}}); list[0].Known {
		t.Error("a finding of another account is known")
	}
}

// Whatever stands in a file, what was read of it is written and read again as it was.
func FuzzParse(f *testing.F) {
	f.Add([]byte("# vpclens known findings v1\n- us-east-1 path-blackhole high? id rtb-1 # it # said\n"))
	f.Add([]byte("# vpclens known findings v1\n123456789012 x path-blackhole m #a b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := prior.Parse(data)
		if err != nil {
			return
		}
		once := prior.Format(file.Entries)
		again, err := prior.Parse(once)
		if err != nil {
			t.Fatalf("%v in\n%s", err, once)
		}
		if twice := prior.Format(again.Entries); !bytes.Equal(once, twice) {
			t.Errorf("written again:\n%s", cmp.Diff(string(once), string(twice)))
		}
	})
}
