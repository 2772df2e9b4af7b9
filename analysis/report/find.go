package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/awsdata"
)

// FindSchema names the form of the JSON that a search writes.
const FindSchema = "vpclens.find/v1"

// Find is what a search came to, to be written.
type Find struct {
	find.Found
	Text  string // that was looked for
	Index *awsdata.Index
	Look  Look
}

type findDocument struct {
	Schema  string        `json:"schema"`
	Text    string        `json:"text"`
	Matches []findMatch   `json:"matches"`
	Missing []findMissing `json:"missing"` // lists that were not read
}

type findMatch struct {
	subjectDocument
	How  find.How    `json:"how"`
	What string      `json:"what,omitempty"`
	Tags tagDocument `json:"tags"`
}

type findMissing struct {
	Account string `json:"account,omitempty"` // where there are several
	Region  string `json:"region"`
	Call    string `json:"call"`
}

// WriteFindJSON writes a search for programs.
func WriteFindJSON(w io.Writer, f *Find) error {
	document := findDocument{Schema: FindSchema, Text: f.Text, Matches: []findMatch{}, Missing: []findMissing{}}
	for i := range f.Matches {
		m := &f.Matches[i]
		document.Matches = append(document.Matches, findMatch{subjectDocumentOf(&m.Entry), m.How, m.What,
			tagMap(f.tags(m))})
	}
	for _, m := range f.Missing {
		document.Missing = append(document.Missing, findMissing{m.Account, m.Region, m.Call})
	}
	return writeJSON(w, document)
}

// WriteFind writes a search for people, a line for each thing.
func WriteFind(w io.Writer, f *Find) error { return f.answer().writeText(w, f.Look) }

// WriteFindMarkdown writes the same for a ticket.
func WriteFindMarkdown(w io.Writer, f *Find) error { return f.answer().writeMarkdown(w) }

func (f *Find) answer() *answer {
	a := &answer{title: []piece{{Strong, f.Text}, {Dim, "  " + english.Count(len(f.Matches), "thing") + " found"}}}
	p := part{titles: []string{"kind", "name", "id", "region", "why"}}
	for i := range f.Matches {
		m := &f.Matches[i]
		name, id := m.Name, m.ID
		if name == "" || name == id {
			name, id = m.ID, ""
		}
		p.rows = append(p.rows,
			row{cells: []piece{{Dim, m.Kind.Name}, {Strong, name}, {Plain, id},
				{Dim, strings.TrimSpace(m.Account + " " + m.Region)},
				{Plain, f.whyAndWhose(m)}}})
	}
	if len(p.rows) > 0 {
		a.parts = append(a.parts, p)
	}
	byRegion := map[string][]string{}
	var regions []string
	for _, m := range f.Missing {
		region := strings.TrimSpace(m.Account + " " + m.Region)
		if !slices.Contains(regions, region) {
			regions = append(regions, region)
		}
		byRegion[region] = append(byRegion[region], m.Call)
	}
	for _, region := range regions {
		calls := byRegion[region]
		if n := len(calls); n > 4 {
			calls = append(slices.Clone(calls[:4]), fmt.Sprintf("and %d others", n-4))
		}
		missing := notRead(calls)
		missing.notes[0].s += " (" + region + ")"
		a.parts = append(a.parts, missing)
	}
	return a
}

// tags are the tags of a thing, as its account sees them.
func (f *Find) tags(m *find.Match) (tags awsdata.Tags, known bool) {
	return awsdata.TagsIn(cmp.Or(m.Account, f.Index.Snapshot.AccountID), m.Resource)
}

// whyAndWhose is how a thing answers and whose it is by its tags, without the one by which it was found. Where tags are
// not known that stands below, once.
func (f *Find) whyAndWhose(m *find.Match) string {
	tags, _ := f.tags(m)
	between := "; tagged "
	if m.How == find.ByTag {
		between = ", "
		tags = slices.DeleteFunc(slices.Clone(tags), func(t awsdata.Tag) bool { return t.Text() == m.What })
	}
	why, whose := f.Why(m), whoseWords(tags)
	if whose == "" {
		return why
	}
	return strings.TrimPrefix(why+between+whose, "; ")
}

// Why is how a thing answers, in words; "" where there is nothing to say.
func (f *Find) Why(m *find.Match) string {
	switch m.How {
	case find.ByAddress:
		return "has " + m.What
	case find.ByInterface:
		if m.Function {
			return "sends from " + m.What
		}
		return "answers at " + m.What
	case find.ByLogGroup:
		return "log group " + m.What
	case find.ByRole:
		if m.Function {
			return "runs as " + f.roleName(m.What)
		}
		return ""
	case find.Mentioned:
		return "named in the text"
	case find.InRange:
		return "in its range " + m.What
	case find.HasRange:
		return "its range " + m.What + " is inside"
	case find.Names:
		return "names " + m.What
	case find.ByHost:
		return "answers to " + m.What
	case find.ByService:
		return m.What
	case find.ByTag:
		return "tag " + m.What
	}
	return f.where(m)
}

// roleName is the name of a role's ARN.
func (f *Find) roleName(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

// where is what a thing that answers by its name is in.
func (f *Find) where(m *find.Match) string {
	if m.What != "" {
		return m.What
	}
	index := f.Index
	if m.Account != "" {
		index = index.As(m.Account)
	}
	if fn, ok := m.Resource.(*awsdata.Function); ok {
		if id := index.Region(m.Region).FunctionVPC(fn); id != "" {
			return "in " + named(index, m.Region, id)
		}
		return ""
	}
	parents := awsdata.ParentsOf(m.Resource)
	if len(parents) == 0 {
		return ""
	}
	return "in " + named(index, m.Region, parents[len(parents)-1])
}
