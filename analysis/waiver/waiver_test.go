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

func TestApply(t *testing.T) {
	for _, c := range []struct {
		name, file, today string
		waived            []int
		notice            string
	}{
		{"by resource", "waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: being rebuilt, owner: net, expires: 2026-12-31}", "2026-12-31", []int{0}, ""},
		{"by a glob", "waivers:\n- {check: path-nat-broken, resource: 'nat-*', reason: rebuilt}", "2026-01-01", []int{0}, ""},
		{"by function, and never what is only unknown", "waivers:\n- {check: path-public-subnet, resource: legacy-*, reason: goes away}", "2026-01-01", []int{1}, ""},
		{"not by one function of several", "waivers:\n- {check: path-nat-broken, resource: cart-api, reason: x}", "2026-01-01", nil, "covers no finding any more"},
		{"every check of a resource", "waivers:\n- {check: '*', resource: subnet-0a, reason: x}", "2026-01-01", []int{1}, ""},
		{"expired: it speaks up and the finding counts", "waivers:\n- {check: path-nat-broken, resource: nat-0c, reason: x, owner: net, expires: 2026-12-31}", "2027-01-01", nil,
			"the waiver of path-nat-broken on nat-0c (line 2) expired on 2026-12-31: its 1 finding count again, owner net"},
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
			notices := strings.Join(config.Apply(list, today.Add(15*time.Hour)), "\n")
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
	config.Apply(list, time.Now())
	if list[0].Severity != check.High || list[1].Severity != check.Low {
		t.Errorf("got %v and %v, want high and low", list[0].Severity, list[1].Severity)
	}
}

func TestBadFilesNameTheLine(t *testing.T) {
	for file, want := range map[string]string{
		"waivers:\n- {check: path-nat-broken, resource: x, reason: y, expire: 2026-01-01}":                                   "w.yaml: line 2: field expire not found: a waiver has check, resource, reason, owner, expires",
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
