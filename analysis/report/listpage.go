package report

import (
	"io"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
)

// The forms of the JSON in which a part of what a scan tells is written: its elements are those of [ScanSchema].
const (
	FunctionsSchema = "vpclens.functions/v1"
	FindingsSchema  = "vpclens.findings/v1"
	CausesSchema    = "vpclens.causes/v1"
)

// Page is a part of a list: so many elements at most, from one on.
type Page struct{ Offset, Limit int }

// pageDocument says which part of a list it is.
type pageDocument struct {
	Schema string   `json:"schema"`
	Total  int      `json:"total"`
	Offset int      `json:"offset"`
	Next   *int     `json:"next"`   // the offset of what follows, null at the end
	Unread []string `json:"unread"` // regions whose functions were not read: they are in no list
}

// paged is the part of a list that a page names, of the elements that are kept.
func paged[E any](p Page, schema string, s *scanned, all []E, keep func(*E) bool) ([]E, pageDocument) {
	kept := make([]E, 0, len(all))
	for i := range all {
		if keep(&all[i]) {
			kept = append(kept, all[i])
		}
	}
	d := pageDocument{Schema: schema, Total: len(kept), Offset: p.Offset, Unread: orEmpty(s.unread())}
	from := min(max(p.Offset, 0), len(kept))
	to := from + min(max(p.Limit, 0), len(kept)-from)
	if to < len(kept) {
		d.Next = &to
	}
	return kept[from:to], d
}

// The documents with a part of a list each.
type (
	functionsDocument struct {
		pageDocument
		Functions []scanFunction `json:"functions"`
	}
	findingsDocument struct {
		pageDocument
		Findings []findingDocument `json:"findings"`
	}
	causesDocument struct {
		pageDocument
		Causes []causeDocument `json:"causes"`
	}
)

// WriteFunctionsJSON writes a part of the functions of a scan.
func WriteFunctionsJSON(w io.Writer, s *Scan, p Page, keep func(*analysis.Function) bool) error {
	all := s.scanned()
	document := functionsDocument{Functions: []scanFunction{}}
	var list []*analysis.Function
	list, document.pageDocument = paged(p, FunctionsSchema, all, all.functions,
		func(f **analysis.Function) bool { return keep(*f) })
	for _, f := range list {
		document.Functions = append(document.Functions, scanFunctionOf(f))
	}
	return writeJSON(w, document)
}

// WriteFindingsJSON writes a part of the findings of a scan, worst first.
func WriteFindingsJSON(w io.Writer, s *Scan, p Page, keep func(*check.Finding) bool) error {
	all := s.scanned()
	document := findingsDocument{Findings: []findingDocument{}}
	var list []check.Finding
	list, document.pageDocument = paged(p, FindingsSchema, all, all.findings, keep)
	for i := range list {
		document.Findings = append(document.Findings, findingOf(&list[i], s.profileOf(list[i].Account)))
	}
	return writeJSON(w, document)
}

// WriteCausesJSON writes a part of what is to be mended, in the order in which to do it: the causes that have a finding
// that is kept.
func WriteCausesJSON(w io.Writer, s *Scan, p Page, keep func(*check.Finding) bool) error {
	all := s.scanned()
	document := causesDocument{}
	var list []analysis.Cause
	list, document.pageDocument = paged(p, CausesSchema, all, all.causes, func(c *analysis.Cause) bool {
		for _, f := range c.Findings {
			if keep(f) {
				return true
			}
		}
		return false
	})
	document.Causes = causeDocuments(list)
	return writeJSON(w, document)
}
