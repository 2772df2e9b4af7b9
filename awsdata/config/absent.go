package config

import (
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// reference is the id of something that an element names.
type reference struct {
	from place
	by   string // id of the element
	kind *kind
	id   string
}

// names notes what an element names of the same account and region. Every member counts but what people write.
func (g *gathering) names(at place, by string, element map[string]any) {
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, v := range value {
				walk(v)
			}
		case map[string]any:
			if isElsewhere(at, value) {
				return
			}
			for _, member := range slices.Sorted(maps.Keys(value)) {
				if !isOfPeople(member) {
					walk(value[member])
				}
			}
		case string:
			if k := kindOfID(at, value); k != nil && value != by {
				g.named = append(g.named, reference{at, by, k, value})
			}
		}
	}
	walk(element)
}

// isOfPeople reports whether a member holds what people write, or an id that begins as one of another kind does, such
// as "vpc-cidr-assoc-1".
func isOfPeople(member string) bool {
	switch member {
	case "Tags", "TagSet", "Description", "Environment", "PolicyDocument", "AssumeRolePolicyDocument", "Document":
		return true
	}
	return strings.HasSuffix(member, "Name") || strings.HasSuffix(member, "AssociationId") ||
		strings.HasSuffix(member, "AttachmentId")
}

// isElsewhere reports whether an object is about something of another account or region, such as the other side of a
// peering or a group in it. Of that it is not known what the aggregator gathers.
func isElsewhere(at place, object map[string]any) bool {
	for _, member := range []string{"OwnerId", "UserId"} {
		if owner := textOf(object[member]); awsdata.IsAccountID(owner) && owner != at.account {
			return true
		}
	}
	region := textOf(object["Region"])
	return region != "" && at.region != awsdata.Global && region != at.region
}

// kindOfID is the kind of what an id names, nil for a text that is none.
func kindOfID(at place, text string) *kind {
	for i := range kinds {
		k := &kinds[i]
		if k.prefix != "" && strings.HasPrefix(text, k.prefix) {
			return k
		}
		if k.global && k.id != "" && strings.HasPrefix(text, "arn:") &&
			strings.Contains(text, ":iam::"+at.account+":role/") {
			return k
		}
	}
	return nil
}

// missAbsent has the lists lack what others name and nobody tells of. Each type can be recorded at its own pace, some
// of them once a day, so that a route can lead to a gateway that is not recorded yet. Whoever asks AWS for a list knows
// that what is not in it was deleted; here it is not known.
func (g *gathering) missAbsent() {
	for _, r := range g.named {
		if g.there[r.id] {
			continue
		}
		at := r.from
		if r.kind.global {
			at.region = awsdata.Global
		}
		if list := g.lists[at][r.kind.resource]; list != nil {
			list.lack("AWS Config has nothing of " + r.id + ", which " + r.by + " names: it may not be recorded yet")
		}
	}
}
