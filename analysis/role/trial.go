package role

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/policy"
)

// With is the role with one more policy of its own: what it would then be allowed.
func (p *Permissions) With(document string) (*Permissions, error) {
	read, err := policy.Parse(document)
	if err != nil {
		return nil, fmt.Errorf("try a policy on role %s: %w", p.Name(), err)
	}
	tried := *p
	tried.identity = append(p.identity[:len(p.identity):len(p.identity)], source{"the policy that is tried", read})
	return &tried, nil
}

// Bounded is the role with another text of its permissions boundary.
func (p *Permissions) Bounded(document string) (*Permissions, error) {
	read, err := policy.Parse(document)
	if err != nil {
		return nil, fmt.Errorf("try a boundary on role %s: %w", p.Name(), err)
	}
	tried := *p
	tried.bounded, tried.unread = true, nil
	tried.boundary = &source{"the boundary that is tried", read}
	if p.boundary != nil {
		tried.boundary.name = p.boundary.name
	}
	return &tried, nil
}
