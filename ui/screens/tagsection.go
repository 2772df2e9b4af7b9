package screens

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// functionTags are the tags of a function: whose it is. Having none is an answer, unlike tags that nobody told.
func (b *builder) functionTags(f *analysis.Function) {
	switch {
	case !f.TagsKnown:
		b.tagsUnknown("not read: get-function and get-resources tell them")
	case len(f.Tags) == 0:
		b.section("Tags")
		b.row(widget.Mark(theme.Dim, "none"))
	default:
		b.tags(f.Tags)
	}
}

// resourceTags are the tags of a resource, where it has any besides its name.
func (b *builder) resourceTags(r awsdata.Resource, call string) {
	tags, known := awsdata.TagsIn(b.env.AccountID(), r)
	_, told := r.(awsdata.Tagged)
	switch tags = tags.Without("Name"); {
	case known && len(tags) > 0:
		b.tags(tags)
	case known:
	case told:
		b.tagsUnknown("unknown: AWS shows them to account " + awsdata.OwnerOf(r) + " only, which owns it")
	default:
		b.tagsUnknown("unknown: " + call + " does not tell them")
	}
}

func (b *builder) tagsUnknown(why string) {
	b.section("Tags")
	b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" "+why))
}

func (b *builder) tags(tags awsdata.Tags) {
	b.section("Tags", column("", 6, 30, 9), prose("", 10, 8))
	for _, t := range tags {
		b.row(widget.Mark(theme.Dim, t.Key), widget.Say(t.Value))
	}
}

// whose says to whom the functions of a finding belong, by their tags.
func (b *builder) whose(f *check.Finding) {
	of := taggedOf(b.env, f)
	of.tags = uses.Whose(of.tags)
	if len(of.tags) == 0 && !of.unknown {
		return
	}
	b.section("Whose", column("", 6, 30, 9), prose("", 10, 8))
	var keys []string
	for _, t := range of.tags {
		if !slices.Contains(keys, t.Key) {
			keys = append(keys, t.Key)
		}
	}
	for _, key := range keys {
		b.row(widget.Mark(theme.Dim, key), widget.Say(strings.Join(of.valuesOf(key), ", ")))
	}
	if of.unknown {
		b.row(widget.Mark(theme.Unknown, b.env.Theme.Sym.Unknown+" not all is known: tags were not read"))
	}
}
