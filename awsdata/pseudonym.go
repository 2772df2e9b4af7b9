package awsdata

import (
	"cmp"
	"encoding/json"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// This file holds the rules of [Snapshot.Anonymize]: what becomes of a text of each kind.

// keep is the rule for what AWS made up.
func keep(_ *anonymizer, s string) string { return s }

// name replaces what people made up.
func (a *anonymizer) name(s string) string {
	if s == "" || a.fixed[s] {
		return s
	}
	return replaced(a.names, s)
}

// account replaces an account's number.
func (a *anonymizer) account(s string) string {
	if !isAccount(s) {
		return s
	}
	return replaced(a.accounts, s)
}

func isAccount(s string) bool {
	return len(s) == 12 && strings.Trim(s, "0123456789") == ""
}

// owner replaces an account's number, and whoever else is named in its place, but not AWS itself.
func (a *anonymizer) owner(s string) string {
	switch {
	case isAccount(s):
		return a.account(s)
	case strings.EqualFold(s, "aws"), strings.HasPrefix(s, "amazon"):
		return s
	}
	return a.name(s)
}

// idPrefixes is how the ids begin that AWS makes: those of the kinds of resources, and of what has ids but no row in
// the table of kinds. The longer of two that begin alike stands first.
var idPrefixes = makeIDPrefixes()

func makeIDPrefixes() []string {
	all := strings.Fields(
		`aclassoc cagw core-network eipalloc eni-attach fsap fsmt lgw rpassoc rpr rp rslvr-autodefined-rr
		rslvr-fdl rslvr-frgassoc rslvr-frg rslvr-in rslvr-out rslvr-rrassoc rtbassoc subnet-cidr-assoc vgw vpc-cidr-assoc
		vpce-svc vpn`)
	for i := range kindTable {
		if kindTable[i].Prefix != "" {
			all = append(all, kindTable[i].Prefix)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(all)
}

// splitID takes an id apart: the kind with its hyphen, and what tells the thing. The kind is "" for what is no id.
func splitID(s string) (kind, thing string) {
	for _, prefix := range idPrefixes {
		if rest, ok := strings.CutPrefix(s, prefix+"-"); ok {
			return prefix + "-", rest
		}
	}
	return "", s
}

// isIDOfAWS reports whether AWS made the id up: a kind and eight or more hexadecimal digits, or a UUID.
func isIDOfAWS(s string) bool {
	kind, thing := splitID(s)
	if len(thing) == 36 && strings.Count(thing, "-") == 4 {
		thing = strings.ReplaceAll(thing, "-", "")
	}
	return kind != "" && len(thing) >= 8 && strings.Trim(thing, "0123456789abcdef") == ""
}

// replaced is what becomes of a text, which is entered in the first pass.
func replaced(in map[string]string, s string) string {
	replacement, known := in[s]
	if !known {
		in[s] = ""
	}
	return replacement
}

// zone replaces the id of a hosted zone, with or without /hostedzone/ before it.
func (a *anonymizer) zone(s string) string {
	return pieces(s, "/", func(part string) string {
		switch {
		case isZone(part):
			return replaced(a.zones, part)
		case isWordOfAWS(part):
			return part
		}
		return a.name(part)
	})
}

// isZone reports whether a text is the id of a hosted zone.
// Source: Amazon Route 53 API reference, HostedZone, whose ids AWS makes of a Z, capitals and digits.
func isZone(s string) bool {
	return len(s) >= 8 && s[0] == 'Z' && strings.Trim(s, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// id keeps the ids that AWS made up, but those of instances. Of others, which hand-made accounts have, only the kind
// stays.
func (a *anonymizer) id(s string) string {
	switch {
	case s == "", s == "local", s == "aws", s == "VpcLattice": // words of AWS in the place of an id
		return s
	case isIDOfAWS(s) && strings.HasPrefix(s, "i-"):
		return replaced(a.instances, s)
	case isIDOfAWS(s):
		return s
	}
	kind, thing := splitID(s)
	return kind + a.name(thing)
}

// pieces rewrites the parts of a text between separators, which stay.
func pieces(s, separators string, rewrite func(string) string) string {
	var b strings.Builder
	for s != "" {
		i := strings.IndexAny(s, separators)
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			b.WriteString(rewrite(s[:i]))
		}
		if i < len(s) {
			b.WriteByte(s[i])
			i++
		}
		s = s[i:]
	}
	return b.String()
}

// arn rewrites the account and the names in an ARN. The ARNs of AWS's own policies stay.
func (a *anonymizer) arn(s string) string {
	parts := strings.SplitN(s, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return a.name(s)
	}
	if parts[4] == "aws" {
		return s
	}
	service := parts[2]
	parts[4] = a.pattern(parts[4], a.owner)
	last := parts[5][strings.LastIndexAny(parts[5], ":/")+1:] // a name, also where it reads like a kind: role/service
	parts[5] = pieces(parts[5], ":/", func(part string) string {
		switch {
		case isWordOfAWS(part) && (part != last || part == parts[5]), part == "$LATEST",
			strings.Trim(part, "0123456789") == "":
			return part
		case service == "ec2", strings.HasPrefix(part, "fs") && hasFileSystems(service), isIDOfAWS(part):
			return a.id(part)
		case service == "route53" && isZone(part):
			return a.zone(part)
		}
		return a.pattern(part, a.name)
	})
	return strings.Join(parts, ":")
}

// hasFileSystems reports whether a service's ARNs have ids of file systems and of access points.
func hasFileSystems(service string) bool {
	return service == "elasticfilesystem" || service == "s3files" || service == "fsx"
}

// result keeps the word by which Lambda says that an event source has a problem.
// Source: AWS Lambda developer guide, "Troubleshoot event source mappings".
func (a *anonymizer) result(s string) string {
	if rest, ok := strings.CutPrefix(s, "PROBLEM: "); ok {
		return "PROBLEM: " + a.name(rest)
	}
	return a.name(s)
}

// pattern rewrites what stands between wildcards, which stay, as do the variables of policies.
func (a *anonymizer) pattern(s string, rewrite func(string) string) string {
	if strings.HasPrefix(s, "${") {
		return s
	}
	return pieces(s, "*?", rewrite)
}

// isWordOfAWS reports whether a part of an ARN or path is the name of a kind of thing rather than of a thing.
func isWordOfAWS(s string) bool {
	switch s {
	case "accelerator", "access-point", "access-key", "alarm", "api", "apis", "app", "assumed-role", "attachment",
		"aws", "aws-service-role", "bus", "capacity-provider", "certificate", "channel", "cluster", "codebuild",
		"core-network", "db", "delivery-stream", "deliverystream", "distribution", "domain", "ec2", "ecs",
		"event-bus", "event-source-mapping", "file-system", "flow-logs", "function", "gateway", "group", "gwy",
		"hostedzone", "index", "instance", "instance-profile", "key", "lambda", "layer", "listener", "loadbalancer",
		"log-group", "log-stream", "mfa", "mnt", "net", "network-interface", "oidc-provider", "parameter", "policy",
		"queue", "repository", "role", "root", "route-table", "rule", "saml-provider", "secret", "security-group",
		"service", "service-role", "snapshot", "stack", "stateMachine", "stream", "subnet", "table", "targetgroup",
		"task", "topic", "transit-gateway", "user", "vpc", "vpc-endpoint", "vpc-flow-logs":
		return true
	}
	return false
}

// path rewrites the names between slashes.
func (a *anonymizer) path(s string) string {
	return pieces(s, "/", func(part string) string {
		if isWordOfAWS(part) {
			return part
		}
		return a.name(part)
	})
}

// tagKey keeps the keys that have a meaning to AWS.
func (a *anonymizer) tagKey(s string) string {
	if s == "Name" || strings.HasPrefix(s, "aws:") {
		return s
	}
	return a.name(s)
}

// description keeps the words by which AWS marks its own, because they tell what an interface belongs to.
func (a *anonymizer) description(s string) string {
	switch s {
	case "RDSNetworkInterface", "RedshiftNetworkInterface", "default VPC security group", "Access error",
		"Rate limited", "Unknown error":
		return s
	}
	for _, known := range []struct {
		prefix string
		rest   rule
	}{
		{"Interface for NAT Gateway ", (*anonymizer).id},
		{"VPC Endpoint Interface ", (*anonymizer).id},
		{"Network Interface for Transit Gateway Attachment ", (*anonymizer).id},
		{"AWS Lambda VPC ENI-", (*anonymizer).name},
		{"EFS mount target for ", (*anonymizer).ids},
		{"Route 53 Resolver: ", (*anonymizer).ids},
		{"S3 Files mount target for ", (*anonymizer).ids},
		{"ElastiCache ", (*anonymizer).name},
		{"ElastiCache+", (*anonymizer).name},
		{"Network interface for DBProxy ", (*anonymizer).name},
		{"ES ", (*anonymizer).name},
		{"Amazon EKS ", (*anonymizer).name},
		{"ELB ", (*anonymizer).path},
		{"arn:", func(a *anonymizer, rest string) string { return strings.TrimPrefix(a.arn("arn:"+rest), "arn:") }},
	} {
		if rest, ok := strings.CutPrefix(s, known.prefix); ok {
			return known.prefix + known.rest(a, rest)
		}
	}
	return a.name(s)
}

// image rewrites the account, repository, tag and digest of a container image.
func (a *anonymizer) image(s string) string {
	registry, rest, ok := strings.Cut(s, "/")
	if !ok {
		return a.name(s)
	}
	account, host, ok := strings.Cut(registry, ".")
	if !ok || !isAccount(account) {
		return pieces(s, "/:@", a.name)
	}
	return a.account(account) + "." + host + "/" + pieces(rest, "/:@", func(part string) string {
		if part == "sha256" {
			return part
		}
		return a.name(part)
	})
}

// functionURL rewrites the part of a function's address that tells which function it is.
func (a *anonymizer) functionURL(s string) string {
	rest, ok := strings.CutPrefix(s, "https://")
	label, host, found := strings.Cut(rest, ".")
	if !ok || !found {
		return a.name(s)
	}
	return "https://" + a.name(label) + "." + host
}

func (a *anonymizer) prefixListName(s string) string {
	if strings.HasPrefix(s, "com.amazonaws.") || strings.HasPrefix(s, "cn.com.amazonaws.") {
		return s
	}
	return a.name(s)
}

// dhcpValue keeps AWS's own names; domains and the rest go.
func (a *anonymizer) dhcpValue(s string) string {
	switch {
	case isAddress(s):
		return a.address(s)
	case s == "AmazonProvidedDNS", s == "ec2.internal", isNumber(s), isDhcpOption(s):
		return s
	}
	return a.host(s)
}

func isDhcpOption(s string) bool {
	switch s {
	case "domain-name", "domain-name-servers", "ntp-servers", "netbios-name-servers", "netbios-node-type",
		"ipv6-address-preferred-lease-time":
		return true
	}
	return false
}

func isAddress(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil {
		return true
	}
	_, err := netip.ParsePrefix(s)
	return err == nil
}

func isNumber(s string) bool {
	_, err := strconv.ParseFloat(s, 64)
	return err == nil
}

// policyText rewrites a policy that is a text. One that is not an object of statements goes as a whole.
func (a *anonymizer) policyText(s string) string {
	var policy map[string]any
	if json.Unmarshal([]byte(s), &policy) != nil {
		return "{}"
	}
	text, err := marshal(a.statement(policy, ""), "")
	if err != nil {
		return "{}"
	}
	return strings.TrimSpace(string(text))
}

// statement rewrites a part of a policy. Effects, actions and the names of conditions are AWS's; resources, principals
// and values of conditions are the account's.
func (a *anonymizer) statement(value any, key string) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[a.conditionKey(k)] = a.statement(e, k)
		}
		return out
	case []any:
		for i := range v {
			v[i] = a.statement(v[i], key)
		}
	case string:
		switch key {
		case "Action", "NotAction", "Effect", "Version", "Service":
			return v
		}
		return a.policyValue(v)
	}
	return value
}

// conditionKey rewrites the tag in a condition such as aws:ResourceTag/team.
func (a *anonymizer) conditionKey(s string) string {
	if key, tag, ok := strings.Cut(s, "/"); ok && strings.Contains(key, ":") {
		return key + "/" + a.tagKey(tag)
	}
	return s
}

func (a *anonymizer) policyValue(s string) string {
	switch {
	case isAccount(s):
		return a.account(s)
	case strings.HasPrefix(s, "arn:"):
		return a.arn(s)
	case isAddress(s):
		return a.address(s)
	case isIDOfAWS(s):
		return a.id(s)
	case s == "true", s == "false", s == "NONE", s == "AWS_IAM", isNumber(s), strings.HasSuffix(s, ".amazonaws.com"):
		return s
	}
	return a.pattern(s, a.name)
}
