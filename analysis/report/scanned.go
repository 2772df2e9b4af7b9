package report

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// accountOf is the account that an answer is about, "" where the snapshot is of one.
func accountOf(x *awsdata.Index) string {
	if x == nil {
		return ""
	}
	return x.Snapshot.InAccount(x.Snapshot.AccountID)
}

// placeOf is a region and, where there are several, the account that an answer is about.
func placeOf(x *awsdata.Index, region string) string {
	id := accountOf(x)
	if id == "" {
		return region
	}
	return strings.TrimSpace(region + "  account " + cmp.Or(x.Snapshot.AccountName(id), id))
}

// inAccount is a region with the account before it, if there is one.
func inAccount(account, region string) string { return strings.TrimSpace(account + " " + region) }

// scanned is what a scan tells of all accounts together.
type scanned struct {
	of        *analysis.Result   // of the account that is asked about
	results   []*analysis.Result // of all
	functions []*analysis.Function
	findings  []check.Finding // worst first
	causes    []analysis.Cause
	profile   func(account string) string
}

func (s *Scan) scanned() *scanned {
	results := s.results()
	if len(results) == 1 {
		r := results[0]
		return &scanned{r, results, r.Functions, r.Findings, r.Causes(), s.profileOf}
	}
	out := &scanned{of: s.Result, results: results, causes: analysis.CausesOf(results), profile: s.profileOf}
	for _, r := range results {
		out.functions = append(out.functions, r.Functions...)
		out.findings = append(out.findings, r.Findings...)
	}
	check.Sort(out.findings, check.Catalogue())
	return out
}

// several says whether more than one account is told of, so that each thing has to name its own.
func (s *scanned) several() bool { return len(s.results) > 1 }

// snapshot is that of all accounts.
func (s *scanned) snapshot() *awsdata.Snapshot { return s.of.Snapshot }

// account is what people call an account, "" where there is one.
func (s *scanned) account(id string) string {
	if !s.several() {
		return ""
	}
	return cmp.Or(s.snapshot().AccountName(id), id)
}

// regions are the names of the regions of all accounts, each once.
func (s *scanned) regions() []string {
	var names []string
	for _, r := range s.results {
		names = append(names, r.Snapshot.RegionNames()...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// unread are the regions whose functions were not read, with their accounts where there are several.
func (s *scanned) unread() []string {
	var out []string
	for _, r := range s.results {
		for _, region := range r.Unread() {
			out = append(out, strings.TrimSpace(s.account(r.Snapshot.AccountID)+" "+region))
		}
	}
	return out
}
