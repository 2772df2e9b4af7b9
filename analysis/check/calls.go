package check

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/role"
)

// calls are the AWS services that the functions of one placement call, as far as their roles tell: a statement of the
// role names the service, for more than what Lambda does itself with the role. What "*" allows tells nothing.
type calls struct {
	services []*call  // by endpoint name
	unsure   []string // functions whose role's policies are not all in the snapshot: they may call anything
	missing  []string // the calls that would tell
	unnamed  []string // prefixes of actions that are in no table, so that nobody can say where they lead
	callers  []string // the functions whose roles name those
}

// call is one service and the functions of the placement that call it.
type call struct {
	role.Service
	functions []string
	role      string // ARN of the role of the first of them, whose policies are the evidence
}

// calls are what the functions of a placement call, worked out once for all checks.
func (p *Pass) calls(at *placement) *calls {
	p.asked.places = true
	if p.shared.calls == nil {
		p.shared.calls = p.allCalls()
	}
	if c := p.shared.calls[at]; c != nil {
		p.lacks(at, c.unsure, c.missing)
		return c
	}
	return &calls{}
}

func (p *Pass) allCalls() map[*placement]*calls {
	out := make(map[*placement]*calls)
	for _, use := range p.roleUses() {
		services := slices.DeleteFunc(use.Services(), func(s role.Service) bool {
			return !s.Named || !s.Code || s.Verdict < role.Maybe
		})
		missing, unnamed := use.Missing(), use.UnknownPrefixes()
		for i, at := range use.places {
			c := out[at]
			if c == nil {
				c = &calls{}
				out[at] = c
			}
			if len(missing) > 0 {
				c.unsure = append(c.unsure, use.of[i]...)
				c.missing = uniqueTexts(append(c.missing, missing...))
			}
			if len(unnamed) > 0 {
				c.unnamed = uniqueTexts(append(c.unnamed, unnamed...))
				c.callers = append(c.callers, use.of[i]...)
			}
			for _, s := range services {
				c.add(s, use.ARN, use.of[i])
			}
		}
	}
	for _, c := range out {
		slices.SortFunc(c.services, func(a, b *call) int { return strings.Compare(a.Endpoint, b.Endpoint) })
	}
	return out
}

func (c *calls) add(s role.Service, arn string, functions []string) {
	for _, known := range c.services {
		if known.Endpoint == s.Endpoint {
			known.functions = uniqueTexts(append(known.functions, functions...))
			return
		}
	}
	c.services = append(c.services, &call{Service: s, role: arn, functions: slices.Clone(functions)})
}

// to is the call of a service by its endpoint's name, nil if nothing calls it.
func (c *calls) to(endpoint string) *call {
	for _, s := range c.services {
		if s.Endpoint == endpoint {
			return s
		}
	}
	return nil
}

// evidence is the statement of the role that names the service.
func (c *call) evidence() []Evidence {
	if len(c.Service.Evidence) == 0 {
		return nil
	}
	e := c.Service.Evidence[0]
	return []Evidence{{Resource: c.role, Rule: statementName(e), Says: e.Says}}
}
