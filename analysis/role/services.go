package role

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/policy"
)

// Service is an AWS service that a role may call.
type Service struct {
	Prefix   string  // of its actions in policies: "kinesis"
	Endpoint string  // of its VPC endpoint: "kinesis-streams"
	Verdict  Verdict // Yes, Maybe under conditions, Unknown where the text of the boundary is missing

	// Named tells that some statement names the service. What "*" alone allows, as an administrator has it, says nothing
	// about what the function does.
	Named bool
	// Code tells that some of what is allowed is for the function's code. Lambda itself writes logs and reads queues and
	// streams with the role, on its own network.
	Code bool

	Evidence []Evidence
}

// Services are the AWS services that the role may call, by prefix. Policies that are not in the snapshot can allow more:
// [Permissions.Missing] tells of them.
func (p *Permissions) Services() []Service {
	var out []Service
	table := awsServices()
	for i := range table {
		if s := p.service(&table[i]); s.Verdict != No {
			out = append(out, s)
		}
	}
	return out
}

// service asks every statement what it allows of a service.
func (p *Permissions) service(of *awsService) Service {
	out := Service{Prefix: of.prefix, Endpoint: of.endpoint}
	for _, src := range p.identity {
		for i := range src.policy.Statements {
			s := &src.policy.Statements[i]
			if s.Deny {
				continue
			}
			found := No
			for _, action := range actionsOf(s, of.prefix) {
				verdict := p.leaves(s, action)
				if verdict == No {
					continue
				}
				found = max(found, verdict)
				named := strings.HasPrefix(action.pattern, of.prefix+":") && action.named
				out.Named = out.Named || named
				out.Code = out.Code || !of.byLambda(action.pattern)
			}
			if found != No {
				out.Verdict = max(out.Verdict, found)
				out.Evidence = append(out.Evidence, Evidence{Policy: src.name, Statement: s.Sid, Says: s.Text()})
			}
		}
	}
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
		case strings.HasPrefix(text, prefix+":"):
			out = append(out, grant{text, true})
		case p.Overlaps(all):
			out = append(out, grant{pattern: all})
		}
	}
	return out
}

// leaves is what denies and the boundary leave of a pattern that a statement allows. Only a deny of all of it takes it away.
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
func (p *Permissions) Uses(prefix string) []string {
	of := awsService{prefix: prefix, lambdas: lambdas[prefix]}
	var out []string
	for _, src := range p.identity {
		for i := range src.policy.Statements {
			s := &src.policy.Statements[i]
			if s.Deny {
				continue
			}
			for _, g := range actionsOf(s, prefix) {
				if !of.byLambda(g.pattern) && !slices.Contains(out, g.pattern) && p.leaves(s, g) != No {
					out = append(out, g.pattern)
				}
			}
		}
	}
	return out
}
