// Package prior reads and writes the findings that a team knew on a day, so that a gate can be put up in an account
// that has some: the known ones stay visible and count no more, and what is new counts.
package prior

import (
	"bufio"
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
)

// header is the first line of every file.
const header = "# vpclens known findings v1"

// File is what a file says.
type File struct{ Entries []Entry }

// Entry is one finding, as it was known.
type Entry struct {
	Account  string // its id, "-" where nothing tells it
	Region   string
	Check    string
	Severity check.Severity
	Status   check.Status
	ID       string // of the finding
	Resource string // what it was about, "-" for nothing
	Title    string // for people: what it said
	Line     int    // of the file
}

// statusMark stands behind the severity of a finding that could not be checked.
const statusMark = "?"

// Of are the findings of an account that count now, as entries.
func Of(account string, findings []check.Finding) []Entry {
	var out []Entry
	for i := range findings {
		f := &findings[i]
		if f.Waived != nil {
			continue
		}
		out = append(out, Entry{Account: cmp.Or(account, "-"), Region: f.Region, Check: f.Check, Severity: f.Severity,
			Status: f.Status, ID: f.ID, Resource: cmp.Or(f.Resource, "-"), Title: f.Title})
	}
	return out
}

// Format writes entries, one a line, sorted: the same findings are the same bytes.
func Format(entries []Entry) []byte {
	var b bytes.Buffer
	b.WriteString(header + "\n" +
		"# `vpclens scan --known FILE` counts other findings only. Take out the lines of what is fixed.\n" +
		"# account region check severity id resource # what it said\n")
	written := make([]Entry, len(entries))
	for i, e := range entries {
		e.Account, e.Region, e.Check, e.ID = word(e.Account), word(e.Region), word(e.Check), word(e.ID)
		e.Resource, e.Title = word(e.Resource), sentence(e.Title)
		written[i] = e
	}
	slices.SortFunc(written, compare)
	for _, e := range written {
		severity := e.Severity.String()
		if e.Status == check.Unknown {
			severity += statusMark
		}
		fields := []string{e.Account, e.Region, e.Check, severity, e.ID, e.Resource}
		b.WriteString(strings.TrimRight(strings.Join(fields, " ")+" # "+e.Title, " ") + "\n")
	}
	return b.Bytes()
}

// word is a text as one word: what comes from an account may have any letter.
func word(text string) string {
	text = strings.Join(strings.Fields(awsdata.Clean(text)), "_")
	if strings.HasPrefix(text, "#") {
		text = "_" + text
	}
	return cmp.Or(text, "-")
}

// sentence is a text in one line.
func sentence(text string) string { return strings.Join(strings.Fields(awsdata.Clean(text)), " ") }

func compare(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region), cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.ID, b.ID), cmp.Compare(b.Severity, a.Severity),
		cmp.Compare(a.Status, b.Status), cmp.Compare(a.Title, b.Title))
}

// key is which finding it is.
func (e *Entry) key() [4]string { return [4]string{e.Account, e.Region, e.Check, e.ID} }

// Parse reads a file. Every error names the line and says what is wrong there: a line that means nothing would let a
// finding count that its author meant, or none.
func Parse(data []byte) (*File, error) {
	f := &File{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	headed := false
	for n := 1; lines.Scan(); n++ {
		text := strings.TrimSpace(lines.Text())
		if !headed && text != "" {
			if text != header {
				return nil, fmt.Errorf("line %d: this is no file of known findings: want %q first", n, header)
			}
			headed = true
			continue
		}
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		e, err := parse(text)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		e.Line = n
		f.Entries = append(f.Entries, e)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if !headed {
		return nil, fmt.Errorf("this is no file of known findings: want %q first", header)
	}
	return f, nil
}

// parse reads one line.
func parse(text string) (Entry, error) {
	text, title, _ := strings.Cut(text, " #")
	fields := strings.Fields(text)
	if len(fields) != 6 {
		return Entry{}, fmt.Errorf("want account, region, check, severity, id and resource, got %d words", len(fields))
	}
	e := Entry{Account: fields[0], Region: fields[1], Check: fields[2], ID: fields[4], Resource: fields[5],
		Status: check.Fail, Title: strings.TrimSpace(title)}
	if e.Account != "-" && !awsdata.IsAccountID(e.Account) {
		return e, fmt.Errorf("%q is no account id: want twelve digits", awsdata.Clean(e.Account))
	}
	if check.Find(e.Check) == nil {
		var ids []string
		for _, c := range check.Catalogue() {
			ids = append(ids, c.ID)
		}
		if near := names.Nearest(e.Check, ids); len(near) > 0 {
			return e, fmt.Errorf("there is no check %q: did you mean %s?", awsdata.Clean(e.Check),
				strings.Join(near, " or "))
		}
		return e, fmt.Errorf("there is no check %q", awsdata.Clean(e.Check))
	}
	severity, unknown := strings.CutSuffix(fields[3], statusMark)
	if unknown {
		e.Status = check.Unknown
	}
	var err error
	e.Severity, err = check.ParseSeverity(severity)
	return e, err
}

// Findings are those of one account, which are marked, and what tells of what nothing can be said.
type Findings struct {
	AccountID string
	List      []check.Finding
	Index     *awsdata.Index
}

// Mark marks the findings that are known: those with the id of an entry, which are no worse than it says. A check may
// find several things about one resource, which then have one id: as many are known as there are entries, those that
// say the same first. What was a question and is a fact now is new, and so is what was a fact and cannot be checked any
// more. It returns the entries that are gone; of a region that the snapshot does not hold, or a check that lacks a call
// it needs, nothing is gone.
func (f *File) Mark(accounts []Findings) (gone []Entry) {
	left := map[[4]string][]*Entry{}
	for i := range f.Entries {
		e := &f.Entries[i]
		left[e.key()] = append(left[e.key()], e)
	}
	for _, alike := range []bool{true, false} {
		for _, account := range accounts {
			for i := range account.List {
				if finding := &account.List[i]; finding.Waived == nil && !finding.Known {
					finding.Known = take(left, account.AccountID, finding, alike)
				}
			}
		}
	}
	for _, account := range accounts {
		for i := range account.List { // what is worse than it was known to be, or accepted by now, is not gone
			if finding := &account.List[i]; !finding.Known {
				delete(left, keyOf(account.AccountID, finding))
			}
		}
	}
	for i := range f.Entries {
		e := &f.Entries[i]
		n := slices.IndexFunc(accounts, func(a Findings) bool { return cmp.Or(a.AccountID, "-") == e.Account })
		if n >= 0 && slices.Contains(left[e.key()], e) && answered(accounts[n].Index, e) {
			gone = append(gone, *e)
		}
	}
	return gone
}

// keyOf is which finding it is, as an entry writes it.
func keyOf(account string, f *check.Finding) [4]string {
	return [4]string{word(account), word(f.Region), f.Check, word(f.ID)}
}

// take takes the entry of a finding away, and reports whether there is one; alike wants it to say the same.
func take(left map[[4]string][]*Entry, account string, f *check.Finding, alike bool) bool {
	key := keyOf(account, f)
	i := slices.IndexFunc(left[key], func(e *Entry) bool {
		return f.Severity <= e.Severity && f.Status == e.Status && (!alike || sentence(f.Title) == e.Title)
	})
	if i < 0 {
		return false
	}
	left[key] = slices.Delete(left[key], i, i+1)
	return true
}

// answered reports whether a finding would be there again, if what it is about were.
func answered(index *awsdata.Index, e *Entry) bool {
	x := index.Region(e.Region)
	c := check.Find(e.Check)
	return x != nil && x.Region.Has("list-functions") && c != nil &&
		!slices.ContainsFunc(c.Needs, func(call string) bool { return !x.Region.Has(call) })
}
