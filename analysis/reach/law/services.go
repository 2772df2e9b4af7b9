package law

import (
	"slices"
	"strings"
)

// service is one of AWS's, as far as tests ask for it.
type service struct {
	code  string   // the end of its endpoint service's name
	words []string // other words for it
	host  string   // its default host name; R is the region
	also  []string // other host names, public whatever endpoints there are, but for those in their DnsEntries
	wide  bool     // private DNS covers what comes before the host name too
}

// services are those of the random accounts. The names are AWS's.
// Source: AWS General Reference, "Service endpoints and quotas"; AWS PrivateLink guide, "Services that integrate".
var services = []service{
	{code: "s3", host: "s3.R.amazonaws.com", also: []string{"s3.amazonaws.com", "s3.dualstack.R.amazonaws.com"},
		wide: true},
	{code: "dynamodb", host: "dynamodb.R.amazonaws.com"},
	{code: "s3express", host: "s3express-control.R.amazonaws.com"},
	{code: "kinesis-streams", words: []string{"kinesis"}, host: "kinesis.R.amazonaws.com"},
	{code: "monitoring", words: []string{"cloudwatch"}, host: "monitoring.R.amazonaws.com"},
	{code: "logs", host: "logs.R.amazonaws.com"},
	{code: "sts", host: "sts.R.amazonaws.com", also: []string{"sts.amazonaws.com"}},
	{code: "kms", host: "kms.R.amazonaws.com"},
	{code: "ecr.api", words: []string{"ecr"}, host: "api.ecr.R.amazonaws.com"},
	{code: "ecr.dkr", host: "dkr.ecr.R.amazonaws.com", wide: true},
	{code: "lambda", host: "lambda.R.amazonaws.com"},
	{code: "sqs", host: "sqs.R.amazonaws.com", also: []string{"R.queue.amazonaws.com", "queue.amazonaws.com"}},
	{code: "sns", host: "sns.R.amazonaws.com"},
	{code: "secretsmanager", host: "secretsmanager.R.amazonaws.com"},
	{code: "ssm", host: "ssm.R.amazonaws.com"},
	{code: "events", words: []string{"eventbridge"}, host: "events.R.amazonaws.com"},
	{code: "bedrock", host: "bedrock.R.amazonaws.com"},
	{code: "bedrock-runtime", host: "bedrock-runtime.R.amazonaws.com"},
	{code: "cognito-idp", host: "cognito-idp.R.amazonaws.com"},
	{code: "elasticache", host: "elasticache.R.amazonaws.com"},
	{code: "securityhub", host: "securityhub.R.amazonaws.com"},
	{code: "ec2", host: "ec2.R.amazonaws.com"},
	{code: "execute-api", host: "execute-api.R.amazonaws.com", wide: true},
	{code: "iam", host: "iam.amazonaws.com"},
	{code: "route53", host: "route53.amazonaws.com"},
}

// hostOf is the service's default host name in a region.
func (s *service) hostOf(region string) string { return strings.ReplaceAll(s.host, "R", region) }

// global reports whether the service is the same in all regions.
func (s *service) global() bool { return !strings.Contains(s.host, "R") }

// byWord is the service that a word means, nil if none.
func byWord(word string) *service {
	return find(services, func(s *service) bool { return s.code == word || slices.Contains(s.words, word) })
}

// byHost is the service and region of a host name; main is its default name there, or what comes before it.
func byHost(host string) (s *service, region string, main bool) {
	for i := range services {
		s := &services[i]
		for k, form := range append([]string{s.host}, s.also...) {
			before, after, regional := strings.Cut(form, "R")
			rest := host
			if s.wide && k == 0 {
				if at := strings.Index("."+host, "."+before); at >= 0 {
					rest = host[at:]
				}
			}
			switch {
			case !regional && rest == form:
				return s, "us-east-1", k == 0
			case regional && strings.HasPrefix(rest, before) && strings.HasSuffix(rest, after):
				if region := strings.TrimSuffix(strings.TrimPrefix(rest, before), after); isRegion(region) {
					return s, region, k == 0
				}
			}
		}
	}
	return nil, "", false
}

func isRegion(text string) bool {
	parts := strings.Split(text, "-")
	return len(parts) == 3 && len(parts[0]) == 2 && len(parts[2]) == 1
}

// identity is the service code and region of an endpoint: names of three parts have no region.
func (e *endpoint) identity() (code, region string) {
	parts := strings.Split(strings.TrimPrefix(e.ServiceName, "cn."), ".")
	switch {
	case len(parts) == 3:
		return parts[2], ""
	case len(parts) > 3 && parts[2] != "vpce":
		return strings.Join(parts[3:], "."), parts[2]
	}
	return e.ServiceName, ""
}

// captures reports whether private DNS of the endpoint, where it is on, leads the host name to it. What AWS itself
// says in the endpoint's DNS entries stands before what its service tells.
func (e *endpoint) captures(host string) bool {
	said := false
	for _, d := range e.DnsEntries {
		name := strings.TrimSuffix(d.DnsName, ".")
		if strings.HasSuffix(name, ".vpce.amazonaws.com") {
			continue
		}
		said = true
		if name == host || strings.HasPrefix(name, "*.") && strings.HasSuffix(host, name[1:]) {
			return true
		}
	}
	if said {
		return false
	}
	code, region := e.identity()
	s, in, main := byHost(host)
	return s != nil && main && s.code == code && (s.global() || in == region)
}
