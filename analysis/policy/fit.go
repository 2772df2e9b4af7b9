package policy

import (
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Fit tells how much of what was asked a statement speaks of. The values are ordered.
type Fit uint8

// The fits.
const (
	None Fit = iota // nothing of it
	Some            // a part of it, where the question holds wildcards
	All             // all of it
)

// Action is how the statement's actions fit the asked action. The question may hold wildcards: "s3:Get*".
func (s *Statement) Action(asked string) Fit {
	return fit(s.actions, s.notActions, strings.ToLower(asked))
}

// Resource is how the statement's resources fit the asked ARN, which may hold wildcards. A statement without resources,
// as a role's trust policy has them, speaks of the resource it is attached to, whichever is asked for.
func (s *Statement) Resource(asked string) Fit {
	if len(s.resources) == 0 && len(s.notResources) == 0 {
		return All
	}
	return fit(s.resources, s.notResources, asked)
}

// Fit is how the statement fits an action on a resource.
func (s *Statement) Fit(action, resource string) Fit {
	return min(s.Action(action), s.Resource(resource))
}

// fit asks patterns, or what all of the "not" patterns leave over.
func fit(patterns, not []Pattern, asked string) Fit {
	best := None
	for _, p := range patterns {
		switch {
		case p.Covers(asked):
			return All
		case p.Overlaps(asked):
			best = Some
		}
	}
	if len(patterns) > 0 || len(not) == 0 {
		return best
	}
	best = All
	for _, p := range not {
		switch {
		case p.Covers(asked):
			return None
		case p.Overlaps(asked):
			best = Some
		}
	}
	return best
}

// ActionPatterns are the patterns of the statement's actions, in lower case, nil for one with NotAction.
func (s *Statement) ActionPatterns() []Pattern { return s.actions }

// ResourcePatterns are the patterns of the statement's resources, nil for one with NotResource or without resources.
func (s *Statement) ResourcePatterns() []Pattern { return s.resources }

// Text says in one line what the statement says: "allows s3:GetObject, s3:PutObject on arn:aws:s3:::shop/* if
// aws:SourceVpc". Its text is cleaned, and long lists are cut.
func (s *Statement) Text() string {
	text := "allows "
	if s.Deny {
		text = "denies "
	}
	text += listText(s.written, len(s.actions) == 0)
	if len(s.resources)+len(s.notResources) > 0 {
		if len(s.resources) > 0 {
			text += " on " + listText(s.resources, false)
		} else {
			text += " on " + listText(s.notResources, true)
		}
	}
	if len(s.Conditions) > 0 {
		text += " if " + strings.Join(s.ConditionKeys(), ", ") + " fits"
	}
	return text
}

// ConditionKeys are the keys that the statement's conditions ask for, each once, in their order.
func (s *Statement) ConditionKeys() []string {
	var out []string
	seen := make(map[string]bool)
	for _, c := range s.Conditions {
		if !seen[c.Key] {
			seen[c.Key] = true
			out = append(out, c.Key)
		}
	}
	return out
}

// shown is how many patterns of a list are written out.
const shown = 4

func listText(patterns []Pattern, not bool) string {
	texts := make([]string, 0, shown+1)
	for i, p := range patterns {
		if i == shown {
			texts = append(texts, "...")
			break
		}
		texts = append(texts, awsdata.Clean(string(p)))
	}
	if not {
		return "all but " + strings.Join(texts, ", ")
	}
	return strings.Join(texts, ", ")
}
