package check

import (
	"slices"
	"strings"
)

// Framework is a list of controls that others wrote and that findings answer to.
type Framework struct {
	Name  string // as people type it
	Title string // as it is printed, and as [Check.Compliance] begins
}

// Frameworks are those that checks refer to.
func Frameworks() []Framework {
	return []Framework{
		{"security-hub", "Security Hub"},
		{"aws-config", "AWS Config"},
		{"trusted-advisor", "Trusted Advisor"},
		{"well-architected", "Well-Architected"},
	}
}

// Controls are the framework's controls that a check answers to.
func (f Framework) Controls(c *Check) []string {
	var out []string
	for _, id := range c.Compliance {
		if control, ok := strings.CutPrefix(id, f.Title+" "); ok {
			out = append(out, control)
		}
	}
	return out
}

// Control is one control of a framework with the checks that answer to it.
type Control struct {
	ID     string
	Checks []*Check
}

// All are the controls of the framework that checks answer to, by id.
func (f Framework) All(checks []*Check) []Control {
	var out []Control
	for _, c := range checks {
		for _, id := range f.Controls(c) {
			i := slices.IndexFunc(out, func(k Control) bool { return k.ID == id })
			if i < 0 {
				i = len(out)
				out = append(out, Control{ID: id})
			}
			out[i].Checks = append(out[i].Checks, c)
		}
	}
	slices.SortFunc(out, func(a, b Control) int { return strings.Compare(a.ID, b.ID) })
	return out
}
