package waiver_test

import (
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/waiver"
)

func findings() []check.Finding {
	return []check.Finding{
		{Check: "path-nat-broken", Resource: "nat-0c", Severity: check.High, Status: check.Fail, Functions: []string{"cart-api", "checkout-api"}},
		{Check: "path-public-subnet", Resource: "subnet-0a", Severity: check.High, Status: check.Fail, Functions: []string{"legacy-import"}},
		{Check: "path-public-subnet", Resource: "us-east-1", Severity: check.High, Status: check.Unknown, Functions: []string{"legacy-import"}},
	}
}

// names is what people call the things of the findings.
func names(_, id string) string { return map[string]string{"subnet-0a": "app-pub-a"}[id] }

// TestApplyForSomeFunctions holds that what is accepted for one function counts for the others.
func TestApplyForSomeFunctions(t *testing.T) {
	config, err := waiver.Parse([]byte("waivers:\n- {check: path-nat-broken, resource: nat-0c, function: cart-api, reason: x}\n- {check: path-nat-broken, function: checkout-api, reason: y}"), "w.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config.Waivers = config.Waivers[:1]
	list, _ := apply(config, findings(), time.Now())
	if len(list) != 4 || list[0].Waived != nil || len(list[0].Functions) != 1 ||
		list[0].Functions[0] != "checkout-api" {
		t.Fatalf("the other function's part: %+v", list)
	}
	if part := list[3]; part.Waived == nil || part.Functions[0] != "cart-api" || part.ID == list[0].ID {
		t.Errorf("the accepted part: %+v", part)
	}
}

// TestAdd holds that a file keeps what it holds, and that what is added is read back.
func TestAdd(t *testing.T) {
	w := waiver.Waiver{Check: "path-single-az", Resource: "app-c", Function: "video-*",
		Reason: "batch: no \"hurry\"\n#x", Owner: "media", Expires: time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)}
	for _, before := range []string{"", "# ours\n", "waivers:\n", "waivers: []\n",
		"severity: {path-default-vpc: info}\n",
		"# top\nwaivers:\n  # why\n  - {check: path-nat-broken, resource: nat-0c, reason: x} # until May\nseverity: {path-default-vpc: info}\n"} {
		after, err := waiver.Add([]byte(before), "w.yaml", w)
		if err != nil {
			t.Errorf("%q: %v", before, err)
			continue
		}
		old, _ := waiver.Parse([]byte(before), "w.yaml")
		config, err := waiver.Parse(after, "w.yaml")
		if err != nil || len(config.Waivers) != len(old.Waivers)+1 || len(config.Severity) != len(old.Severity) {
			t.Errorf("%q becomes %q: %v", before, after, err)
			continue
		}
		got := config.Waivers[len(config.Waivers)-1]
		if got.Check != w.Check || got.Resource != w.Resource || got.Function != w.Function || got.Owner != w.Owner ||
			!got.Expires.Equal(w.Expires) {
			t.Errorf("%q: got %+v", before, got)
		}
		for _, comment := range []string{"# ours", "# top", "# why", "# until May"} {
			if strings.Contains(before, comment) && !strings.Contains(string(after), comment) {
				t.Errorf("%q loses %q: %q", before, comment, after)
			}
		}
	}
	if _, err := waiver.Add([]byte("waivers: [{check: x}]"), "w.yaml", w); err == nil {
		t.Error("a file that cannot be read must not be written")
	}
	w.Reason = " "
	if _, err := waiver.Add(nil, "w.yaml", w); err == nil {
		t.Error("a waiver without a reason was written")
	}
}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		name, file, today string
		waived            []int
		notice            string
	}{
		{"by resource", "waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: being rebuilt, owner: net, expires: 2026-12-31}", "2026-12-31", []int{0}, ""},
		{"by a glob", "waivers:\n- {check: path-nat-broken, resource: 'nat-*', reason: rebuilt}", "2026-01-01", []int{0}, ""},
		{"by function, and never what is only unknown", "waivers:\n- {check: path-public-subnet, resource: legacy-*, reason: goes away}", "2026-01-01", []int{1}, ""},
		{"by the resource's name", "waivers:\n- {check: path-public-subnet, resource: app-pub-*, reason: x}", "2026-01-01", []int{1}, ""},
		{"for one function of several: a part of its own", "waivers:\n- {check: path-nat-broken, resource: cart-api, reason: x}", "2026-01-01", []int{3}, ""},
		{"the same, said apart", "waivers:\n- {check: path-nat-broken, resource: nat-0c, function: cart-*, reason: x}", "2026-01-01", []int{3}, ""},
		{"for a function, whatever the resource", "waivers:\n- {check: '*', function: checkout-api, reason: x}", "2026-01-01", []int{3}, ""},
		{"for functions that are all", "waivers:\n- {check: '*', function: '*-api', reason: x}", "2026-01-01", []int{0}, ""},
		{"it matches nothing", "waivers:\n- {check: path-nat-broken, resource: nat-0d, reason: x}", "2026-01-01", nil,
			"the waiver of path-nat-broken on nat-0d (line 2) matches nothing: no finding of path-nat-broken is about it"},
		{"of another check", "waivers:\n- {check: path-single-az, function: cart-api, reason: x}", "2026-01-01", nil, "on function cart-api (line 2) matches nothing"},
		{"in the account",
			"waivers:\n- {check: path-nat-broken, resource: nat-0c, account: '111122223333', reason: x}",
			"2026-01-01", []int{0}, ""},
		{"in another account",
			"waivers:\n- {check: path-nat-broken, resource: nat-0c, account: '444455556666', reason: x}",
			"2026-01-01", nil, "matches nothing"},
		{"every check of a resource", "waivers:\n- {check: '*', resource: subnet-0a, reason: x}", "2026-01-01", []int{1}, ""},
		{"expired: it speaks up and the finding counts",
			"waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: x, owner: net, expires: 2026-12-31}",
			"2027-01-01", nil, "the waiver of path-nat-broken on nat-0c (line 2) expired on 2026-12-31: its 1 finding counts again, owner net"},
		{"expired, of two findings", "waivers:\n- {check: '*', resource: '*-*', reason: x, expires: 2026-12-31}", "2027-01-01", nil, "its 2 findings count again"},
		{"two that fit the same", "waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: x}\n- {check: path-nat-broken, resource: 'nat-*', reason: x}",
			"2026-01-01", []int{0}, "the waiver of path-nat-broken on nat-* (line 3) adds nothing: the waiver of line 2 accepts the same already"},
		{"one of its function was accepted before",
			"waivers:\n- {check: path-nat-broken, function: cart-api, reason: x}\n- {check: path-nat-broken, function: cart-*, reason: x}",
			"2026-01-01", []int{3}, "on function cart-* (line 3) adds nothing: the waiver of line 2 accepts"},
		{"expired, and another holds",
			"waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: x, expires: 2026-12-31}\n- {check: path-nat-broken, resource: 'nat-*', reason: x}",
			"2027-01-01", []int{0}, "on nat-0c (line 2) adds nothing: the waiver of line 3 accepts the same already"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := waiver.Parse([]byte(c.file), "w.yaml")
			if err != nil {
				t.Fatal(err)
			}
			today, err := time.Parse(time.DateOnly, c.today)
			if err != nil {
				t.Fatal(err)
			}
			list := findings()
			list, told := apply(config, list, today.Add(15*time.Hour))
			notices := strings.Join(told, "\n")
			var waived []int
			for i := range list {
				if list[i].Waived != nil {
					waived = append(waived, i)
				}
			}
			if len(waived) != len(c.waived) || (len(waived) > 0 && waived[0] != c.waived[0]) {
				t.Errorf("waived %v, want %v", waived, c.waived)
			}
			if (c.notice == "") != (notices == "") || !strings.Contains(notices, c.notice) {
				t.Errorf("notices %q, want %q", notices, c.notice)
			}
		})
	}
}

func TestSeverityOverride(t *testing.T) {
	config, err := waiver.Parse([]byte("severity: {path-public-subnet: low}\n"), "w.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list := findings()
	list, _ = apply(config, list, time.Now())
	if list[0].Severity != check.High || list[1].Severity != check.Low {
		t.Errorf("got %v and %v, want high and low", list[0].Severity, list[1].Severity)
	}
}

func TestBadFilesNameTheLine(t *testing.T) {
	for file, want := range map[string]string{
		"waivers:\n- {check: path-nat-broken, resource: x, reason: y, expire: 2026-01-01}":                                   "w.yaml: line 2: field expire not found: a waiver has check, resource, function, account, reason, owner, expires",
		"waivers:\n- {check: path-nat-brokn, resource: x, reason: y}":                                                        `w.yaml: line 2: there is no check "path-nat-brokn"`,
		"waivers:\n- {check: path-nat-broken, resource: x}":                                                                  "w.yaml: line 2: the waiver of path-nat-broken needs a reason",
		"waivers:\n- {check: path-nat-broken, resource: x, reason: y}\n- {check: path-nat-broken, resource: '[', reason: y}": `w.yaml: line 3: the resource "[" is no glob`,
		"waivers:\n- {check: path-nat-broken, resource: x, reason: y, expires: soon}":                                        `w.yaml: line 2: expires "soon" is no date: want 2027-01-31`,
		"waiver: []":                           "w.yaml: line 1: field waiver not found",
		"severity: {path-nat-broken: awful}":   `w.yaml: severity of path-nat-broken: unknown severity "awful"`,
		"waivers:\n  - check: a\n b: c":        "w.yaml: line",
		"severity: {nothing-of-the-sort: low}": `w.yaml: severity: there is no check "nothing-of-the-sort"`,
	} {
		if _, err := waiver.Parse([]byte(file), "w.yaml"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", file, err, want)
		}
	}
}

// apply applies waivers to the findings of one account.
func apply(c *waiver.Config, list []check.Finding, today time.Time) ([]check.Finding, []string) {
	account := &waiver.Findings{AccountID: "111122223333", List: list, Names: names}
	notices := c.Apply([]*waiver.Findings{account}, today)
	return account.List, notices
}

// A waiver that matches in one account only has not matched nothing.
func TestApplyOverAccounts(t *testing.T) {
	config, err := waiver.Parse([]byte("waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: x}"), "w.yaml")
	if err != nil {
		t.Fatal(err)
	}
	a := &waiver.Findings{AccountID: "111122223333", Names: names}
	b := &waiver.Findings{AccountID: "444455556666", List: findings(), Names: names}
	if notices := config.Apply([]*waiver.Findings{a, b}, time.Now()); len(notices) > 0 || b.List[0].Waived == nil {
		t.Errorf("told %q; waived: %v", notices, b.List[0].Waived)
	}
}
