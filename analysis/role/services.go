package role

import (
	"iter"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/policy"
	"github.com/vpclens/vpclens/awsdata"
)

// Service is an AWS service that a role may call.
type Service struct {
	Prefix   string  // of its actions in policies: "kinesis"
	Endpoint string  // of its VPC endpoint, or of its host name where it has none: "kinesis-streams"
	Name     string  // what people call it: the prefix, or the endpoint where several APIs share the prefix
	Verdict  Verdict // Yes, Maybe under conditions, Unknown where the text of the boundary is missing

	// Named tells that some statement names the service. What "*" alone allows, as an administrator has it, says
	// nothing about what the function does.
	Named bool
	// Code tells that some of what is allowed is for the function's code. Lambda itself writes logs and reads queues
	// and streams with the role, on its own network.
	Code bool

	Evidence []Evidence
}

// Services are the APIs of AWS that the role may call, by prefix of their actions. Policies that are not in the
// snapshot can allow more: [Permissions.Missing] tells of them. Where several APIs share a prefix, a pattern that
// covers actions of some counts for the one of them that code calls most.
func (p *Permissions) Services() []Service {
	var out []Service
	table := awsServices()
	for i := range table {
		out = append(out, p.servicesOf(&table[i])...)
	}
	return out
}

// allowing are the statements of the role's own policies that allow something, each with what cites it, but for its
// text.
func (p *Permissions) allowing() iter.Seq2[Evidence, *policy.Statement] {
	return func(yield func(Evidence, *policy.Statement) bool) {
		for _, src := range p.identity {
			for i := range src.policy.Statements {
				s := &src.policy.Statements[i]
				if !s.Deny && !yield(Evidence{Policy: src.name, Statement: s.Sid, Part: i}, s) {
					return
				}
			}
		}
	}
}

// servicesOf asks every statement what it allows of the APIs of a prefix.
func (p *Permissions) servicesOf(of *awsService) []Service {
	var out []Service
	for e, s := range p.allowing() {
		for _, action := range actionsOf(s, of.prefix) {
			if verdict := p.leaves(s, action); verdict != No && !isNoCall(action.pattern) {
				if e.Says == "" { // most statements name most services nowhere
					e.Says = s.Text()
				}
				out = of.enter(out, action, verdict, e)
			}
		}
	}
	return out
}

// enter notes what a pattern allows with the API that it is of.
func (of *awsService) enter(services []Service, action grant, verdict Verdict, e Evidence) []Service {
	api := of.api(action.pattern)
	i := slices.IndexFunc(services, func(s Service) bool { return s.Endpoint == api.Name })
	if i < 0 {
		s := Service{Prefix: of.prefix, Endpoint: api.Name, Name: of.prefix}
		if of.shared() {
			s.Name = api.Name
		}
		i, services = len(services), append(services, s)
	}
	s := &services[i]
	s.Verdict = max(s.Verdict, verdict)
	s.Named = s.Named || action.named
	s.Code = s.Code || !of.byLambda(action.pattern)
	if !slices.Contains(s.Evidence, e) {
		s.Evidence = append(s.Evidence, e)
	}
	return services
}

// UnknownPrefixes are the prefixes of actions that the role's policies leave to the function's code and that are in no
// table, so that nobody can say to which host they lead.
func (p *Permissions) UnknownPrefixes() []string {
	var out []string
	for _, s := range p.allowing() {
		for _, pattern := range s.ActionPatterns() {
			prefix, _, ok := strings.Cut(string(pattern), ":")
			if !ok || strings.ContainsAny(prefix, "*?") || names.ServicesOf(prefix) != nil ||
				isNoCall(string(pattern)) || slices.Contains(out, prefix) {
				continue
			}
			if p.leaves(s, grant{string(pattern), true}) >= Maybe {
				out = append(out, awsdata.Clean(prefix))
			}
		}
	}
	slices.Sort(out)
	return out
}

// grant is what one pattern of a statement allows of a service.
type grant struct {
	pattern string // within the service: "s3:get*"
	named   bool   // the pattern names the service, and not only "*"
}

// actionsOf are the parts of a statement's actions that belong to a service.
func actionsOf(s *policy.Statement, prefix string) []grant {
	all := prefix + ":*"
	own := all[:len(all)-1]
	patterns := s.ActionPatterns()
	if patterns == nil { // NotAction: what it leaves of the service
		if s.Action(all) != policy.None {
			return []grant{{pattern: all}}
		}
		return nil
	}
	var out []grant
	for _, p := range patterns {
		switch text := string(p); {
		case text == "" || text[0] != prefix[0] && text[0] != '*' && text[0] != '?': // spares most of the comparisons
		case strings.HasPrefix(text, own):
			out = append(out, grant{text, true})
		case p.Overlaps(all):
			out = append(out, grant{pattern: all})
		}
	}
	return out
}

// leaves is what denies and the boundary leave of a pattern that a statement allows. Only a deny of all of it takes it
// away.
func (p *Permissions) leaves(s *policy.Statement, g grant) Verdict {
	verdict := asker{}.meets(s)
	resources := s.ResourcePatterns()
	if len(resources) == 0 {
		resources = []policy.Pattern{"*"}
	}
	left := slices.ContainsFunc(resources, func(r policy.Pattern) bool {
		return !denied(p.identity, g.pattern, string(r)) && (p.boundary == nil ||
			!denied([]source{*p.boundary}, g.pattern, string(r)) && touches(p.boundary, g.pattern, string(r)))
	})
	switch {
	case !left:
		return No
	case p.bounded && p.boundary == nil:
		return min(verdict, Unknown)
	}
	return verdict
}

// denied reports whether a statement without conditions denies all of it.
func denied(sources []source, action, resource string) bool {
	for _, src := range sources {
		for i := range src.policy.Statements {
			s := &src.policy.Statements[i]
			if s.Deny && s.Fit(action, resource) == policy.All && (asker{}).meets(s) == Yes {
				return true
			}
		}
	}
	return false
}

// touches reports whether a policy allows some of it.
func touches(src *source, action, resource string) bool {
	return slices.ContainsFunc(src.policy.Statements, func(s policy.Statement) bool {
		return !s.Deny && s.Fit(action, resource) != policy.None
	})
}

// byLambda reports whether a pattern stands for what Lambda itself does with the role. A wildcard over all of logs is
// counted so, too: it is how people grant logging.
func (of *awsService) byLambda(pattern string) bool {
	if of.prefix == "logs" && policy.Pattern(pattern).Covers("logs:putlogevents") {
		return true
	}
	return slices.Contains(of.lambdas, pattern)
}

// Uses are the actions of a service that the role's policies leave to the function's code, as patterns in lower case.
func (p *Permissions) Uses(prefix string) []string { return p.uses(prefix, false) }

// UsesByName are those of [Permissions.Uses] whose patterns name the service: what "*" allows says nothing about what
// the function does.
func (p *Permissions) UsesByName(prefix string) []string { return p.uses(prefix, true) }

func (p *Permissions) uses(prefix string, named bool) []string {
	of := awsService{prefix: prefix, lambdas: lambdas[prefix]}
	var out []string
	for _, s := range p.allowing() {
		for _, g := range actionsOf(s, prefix) {
			if (g.named || !named) && !of.byLambda(g.pattern) && !slices.Contains(out, g.pattern) &&
				p.leaves(s, g) != No {
				out = append(out, g.pattern)
			}
		}
	}
	return out
}
