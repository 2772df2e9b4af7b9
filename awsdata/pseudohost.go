package awsdata

import (
	"regexp"
	"slices"
	"strings"
)

// This file holds the rules of [Snapshot.Anonymize] for host names.

// ids rewrites the ids in a text such as "fs-1 (fsmt-2)" or "rslvr-out-1:rni-2".
func (a *anonymizer) ids(s string) string { return pieces(s, " ():", a.id) }

// target rewrites what a load balancer forwards to, or how Lambda gets at a source: an address, an ARN, or an id, with
// what it is of before a colon.
func (a *anonymizer) target(s string) string {
	switch kind, id, ok := strings.Cut(s, ":"); {
	case isAddress(s):
		return a.address(s)
	case kind == "arn":
		return a.arn(s)
	case ok:
		return kind + ":" + a.id(id)
	}
	return a.id(s)
}

// servers rewrites the hosts in a list with commas, each of which may be a URL or have a port.
func (a *anonymizer) servers(s string) string {
	return pieces(s, ",", func(one string) string {
		scheme, rest, ok := strings.Cut(one, "://")
		if !ok {
			scheme, rest = "", one
		} else {
			scheme += "://"
		}
		host, port, ok := strings.Cut(rest, ":")
		if ok {
			port = ":" + port
		}
		return scheme + a.host(host) + port
	})
}

// addressHost matches the host names that AWS makes of IPv4 addresses.
// Source: Amazon EC2 user guide, "EC2 instance hostnames and domains".
var addressHost = regexp.MustCompile(`^((?:ec2|ip)-)([0-9]{1,3}(?:-[0-9]{1,3}){3})(\..*)$`)

// storeHost matches the host names that AWS makes of the names of data stores and load balancers.
var storeHost = regexp.MustCompile(`\.(?:` + storeWords + `|s3-website[.-][a-z0-9-]+)\.`)

// storeWords are the words for services in such names.
const storeWords = `rds|docdb|neptune|cache|memorydb|redshift|redshift-serverless|es|aos|elb|kafka|kafka-serverless|mq|s3`

// ofAWS matches the parts of such a name that AWS chose.
var ofAWS = regexp.MustCompile(`^(?:[a-z]{2}(?:-[a-z]+)+-[0-9]|[a-z]{3,5}[0-9]|` + storeWords +
	`|dualstack|serverless|master|replica|clustercfg|ng|endpoint|(?:cluster|cluster-ro|cluster-custom|proxy)-[a-z0-9]+|` +
	`b-[0-9a-f-]+|boot-[a-z0-9]+|c[0-9]{1,2}|[0-9]+)$`)

// suffixed matches the hosts of services that put a number or a hash of their own behind the name.
var suffixed = regexp.MustCompile(`\.(?:elb|es|aos|serverless)\.`)

// isHash reports whether a part is one that AWS made up to tell names apart: letters and digits, some of each.
func isHash(s string) bool {
	return len(s) >= 5 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == "" &&
		strings.ContainsAny(s, "0123456789") && strings.Trim(s, "0123456789") != ""
}

// host rewrites a host or domain name part by part, so that what lies in a zone still does. Names that AWS gives stay,
// but for the names of people's that are in them.
func (a *anonymizer) host(s string) string {
	if isAddress(s) {
		return a.address(s)
	}
	if m := addressHost.FindStringSubmatch(s); m != nil { // ec2-203-0-113-10.compute-1.amazonaws.com
		return m[1] + strings.ReplaceAll(a.address(strings.ReplaceAll(m[2], "-", ".")), ".", "-") + m[3]
	}
	name := strings.TrimSuffix(s, ".")
	dot := s[len(name):]
	for _, suffix := range []string{".amazonaws.com", ".amazonaws.com.cn", ".api.aws", ".compute.internal",
		".amazonwebservices.com"} {
		rest, ok := strings.CutSuffix(name, suffix)
		switch {
		case name == suffix[1:]:
			return s
		case !ok:
		case storeHost.MatchString(rest + "."):
			return a.storeHost(rest) + suffix + dot
		default:
			return s
		}
	}
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if i < len(labels)-1 || !slices.Contains(publicLabels, label) {
			labels[i] = a.label(label)
		}
	}
	return strings.Join(labels, ".") + dot
}

// publicLabels are last parts that tell nothing of whose name it is.
var publicLabels = []string{"com", "net", "org", "io", "dev", "app", "internal", "local", "arpa", "test", "example"}

func (a *anonymizer) label(label string) string {
	if label == "*" || label == `\052` || strings.Trim(label, "0123456789") == "" {
		return label
	}
	return a.name(strings.ToLower(label))
}

// storeHost rewrites the part of a data store's host name before AWS's domain.
func (a *anonymizer) storeHost(s string) string {
	labels := strings.Split(s, ".")
	named := false
	for i, label := range labels {
		_, known := a.names[label]
		switch {
		case isAccount(label):
			labels[i] = a.account(label)
		case ofAWS.MatchString(label) && (i > 0 || len(labels) == 1 || !known), label == "*", label == `\052`:
		case named && !known && isHash(label):
		default:
			named = true
			labels[i] = a.storeLabel(label, suffixed.MatchString("."+s+"."))
		}
	}
	return strings.Join(labels, ".")
}

// storeLabel rewrites the name in a label that may have more around it: internal-NAME-1234567890, vpc-NAME-hash,
// NAME-ro.
func (a *anonymizer) storeLabel(label string, suffixed bool) string {
	if _, known := a.names[label]; known {
		return a.name(label)
	}
	before, after := "", ""
	for _, prefix := range []string{"internal-", "vpc-", "search-"} {
		if rest, ok := strings.CutPrefix(label, prefix); ok {
			before, label = prefix, rest
			break
		}
	}
	if i := strings.LastIndexByte(label, '-'); i > 0 {
		last := label[i+1:]
		if last == "ro" || suffixed && (isHash(last) || strings.Trim(last, "0123456789") == "") {
			label, after = label[:i], label[i:]
		}
	}
	return before + a.name(label) + after
}
