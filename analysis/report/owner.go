package report

import (
	"io"
	"strings"

	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/awsdata"
)

// OwnerSchema names the form of the JSON that tells what a resource belongs to.
const OwnerSchema = "vpclens.owner/v1"

// Owner is what a resource belongs to, to be written.
type Owner struct {
	Index   *awsdata.Index
	Subject find.Entry
	Owned   uses.Owned
	Look    Look
}

type ownerDocument struct {
	Schema   string          `json:"schema"`
	Resource subjectDocument `json:"resource"`
	Owners   []ownerOne      `json:"owners"`
	Known    bool            `json:"known"`            // false where owners may be in what was not read
	Reason   uses.Reason     `json:"reason,omitempty"` // why there is none
	Words    string          `json:"words,omitempty"`
	Missing  []string        `json:"missing"`
	Tags     tagDocument     `json:"tags"` // of the resource
}

type ownerOne struct {
	Region string      `json:"region"`
	What   uses.What   `json:"what"`
	ID     string      `json:"id"`
	Name   string      `json:"name,omitempty"`
	Tags   tagDocument `json:"tags"`
}

// tagDocument are tags for programs, null where they are not known.
type tagDocument = map[string]string

// tagsOf are the tags of what an id names, as the account that an answer is about sees them.
func tagsOf(x *awsdata.Index, region, id string) (tags awsdata.Tags, known bool) {
	rx := x.Region(region)
	if rx == nil {
		return nil, false
	}
	r, ok := rx.Lookup(id)
	if !ok {
		if f := rx.Function(id); f != nil {
			return f.Tags, f.TagsKnown
		}
		return nil, false
	}
	return awsdata.TagsIn(x.Snapshot.AccountID, r)
}

// whoseWords are the tags that say whose a thing is, "" where none does.
func whoseWords(tags awsdata.Tags) string {
	var words []string
	for _, t := range uses.Whose(tags) {
		words = append(words, t.Text())
	}
	return strings.Join(words, ", ")
}

// WriteOwnerJSON writes what a resource belongs to for programs.
func WriteOwnerJSON(w io.Writer, o *Owner) error {
	document := ownerDocument{Schema: OwnerSchema, Resource: subjectDocumentOf(&o.Subject), Owners: []ownerOne{},
		Known: len(o.Owned.Missing) == 0, Missing: orEmpty(o.Owned.Missing),
		Tags: tagMap(awsdata.TagsIn(o.Index.Snapshot.AccountID, o.Subject.Resource))}
	for _, one := range o.Owned.Owners {
		name := shortName(o.Index, one.Region, one.ID)
		if name == one.ID {
			name = ""
		}
		document.Owners = append(document.Owners, ownerOne{one.Region, one.What, one.ID, name,
			tagMap(tagsOf(o.Index, one.Region, one.ID))})
	}
	if len(o.Owned.Owners) == 0 {
		document.Reason, document.Words = o.Owned.None.Reason, o.Owned.None.String()
	}
	return writeJSON(w, document)
}

// WriteOwner writes what a resource belongs to for people.
func WriteOwner(w io.Writer, o *Owner) error { return o.answer().writeText(w, o.Look) }

// WriteOwnerMarkdown writes the same for a ticket.
func WriteOwnerMarkdown(w io.Writer, o *Owner) error { return o.answer().writeMarkdown(w) }

func (o *Owner) answer() *answer {
	a := &answer{title: subjectTitle(&o.Subject)}
	switch tags, known := awsdata.TagsIn(o.Index.Snapshot.AccountID, o.Subject.Resource); {
	case !known:
		a.notes = append(a.notes, piece{Question, "? its tags are unknown"})
	case whoseWords(tags) != "":
		a.notes = append(a.notes, piece{Plain, "tagged " + whoseWords(tags)})
	}
	p := part{heading: "Belongs to", titles: []string{"what", "resource", "region", "whose"}}
	for _, one := range o.Owned.Owners {
		tags, known := tagsOf(o.Index, one.Region, one.ID)
		whose := piece{Plain, whoseWords(tags)}
		if !known {
			whose = piece{Question, "? unknown tags"}
		}
		p.rows = append(p.rows, row{cells: []piece{{Dim, string(one.What)},
			{Strong, named(o.Index, one.Region, one.ID)}, {Dim, one.Region}, whose}})
	}
	switch {
	case len(p.rows) > 0:
		a.parts = append(a.parts, p)
	case len(o.Owned.Missing) > 0:
		a.notes = append(a.notes,
			piece{Question, "? unknown: " + o.Owned.None.String() + "; needs " + strings.Join(o.Owned.Missing, ", ")})
	default:
		a.notes = append(a.notes, piece{Plain, o.Owned.None.String()})
	}
	return a
}
