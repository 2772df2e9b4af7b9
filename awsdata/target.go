package awsdata

import (
	"encoding/json"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// NamedTarget is where a function connects to by what its own configuration says: a host name or an address, an ARN, a
// bucket or a queue, as a value of its environment names it. Nothing else of an environment is ever kept, and this much
// only where somebody asked for it (see [Builder.KeepTargets]): the host of a URL, and not its user, password, path or
// query. The member of a document that holds targets is our own: AWS has none of that name.
type NamedTarget struct {
	Variable string `json:",omitempty"` // the environment variable that names it
	Host     string `json:",omitempty"` // a host name in small letters, or an address
	Port     int    `json:",omitempty"` // 0 where none is said
	Arn      string `json:",omitempty"`
	Bucket   string `json:",omitempty"`
	Queue    string `json:",omitempty"` // its name: alone, or of its URL beside the host
}

// Targets are the targets of a function, by variable.
type Targets []NamedTarget

// UnmarshalJSON implements [json.Unmarshaler]. What has no form of a target is left out: a document that somebody else
// wrote brings no sentences under this name.
func (t *Targets) UnmarshalJSON(data []byte) error {
	var list []NamedTarget
	if err := json.Unmarshal(data, &list); err != nil {
		return err
	}
	*t = slices.DeleteFunc(list, func(one NamedTarget) bool { return !one.sound() })
	if len(*t) == 0 {
		*t = nil
	}
	return nil
}

// The forms of what a target is made of. The names of variables are those that Lambda takes, or that an
// anonymized snapshot has.
// Sources: AWS Lambda API reference, Environment; Amazon S3 user guide, "General purpose bucket naming rules"; Amazon
// SQS developer guide, "Queue and message identifiers".
var (
	variableForm = form{128, regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)}
	bucketForm   = form{63, regexp.MustCompile(`^[a-z0-9][a-z0-9.-]+[a-z0-9]$`)}
	queueForm    = form{80, regexp.MustCompile(`^[A-Za-z0-9_-]+(?:\.fifo)?$`)}
	queuePath    = regexp.MustCompile(`^/[0-9]{12}/([A-Za-z0-9_-]+(?:\.fifo)?)$`)
)

// sound reports whether every part of a target has the form that such parts have.
func (t *NamedTarget) sound() bool {
	return variableForm.MatchString(t.Variable) && (t.Host != "" || t.Arn != "" || t.Bucket != "" || t.Queue != "") &&
		(t.Host == "" || isTargetAddress(t.Host) || isHostForm(t.Host) && t.Host == strings.ToLower(t.Host)) &&
		(t.Arn == "" || keptARN(t.Arn) != "") && (t.Bucket == "" || bucketForm.MatchString(t.Bucket)) &&
		(t.Queue == "" || queueForm.MatchString(t.Queue)) && t.Port >= 0 && t.Port <= 65535
}

// Text is what a target is called: host:port, the ARN, or the name of a bucket or a queue.
func (t *NamedTarget) Text() string {
	switch {
	case t.Arn != "":
		return t.Arn
	case t.Bucket != "":
		return "s3://" + t.Bucket
	case t.Host == "":
		return "queue " + t.Queue
	case t.Port == 0:
		return t.Host
	case strings.Contains(t.Host, ":"):
		return "[" + t.Host + "]:" + strconv.Itoa(t.Port)
	}
	return t.Host + ":" + strconv.Itoa(t.Port)
}

// mostTargets is how many targets a function may have: more than anybody writes into 4 KB of an environment.
const mostTargets = 64

// TargetsOf are the targets that the values of an environment name. Where a value could be a secret in the shape of a
// host, nothing of it is kept.
func TargetsOf(variables map[string]string) Targets {
	var out Targets
	for _, variable := range slices.Sorted(maps.Keys(variables)) {
		if !variableForm.MatchString(variable) {
			continue
		}
		for _, t := range targetsIn(variable, strings.TrimSpace(variables[variable])) {
			if t.Variable = variable; t.Host != "" && t.Port == 0 {
				t.Port = portBeside(variable, variables)
			}
			if t.sound() && !slices.Contains(out, t) && len(out) < mostTargets {
				out = append(out, t)
			}
		}
	}
	return out
}

// form is what a text must look like, and how long it may be. The length stands beside the expression: a number of
// repetitions within it would be paid for at every start of the program.
type form struct {
	most int
	re   *regexp.Regexp
}

// MatchString reports whether a text has the form; none has that of a form without an expression.
func (f form) MatchString(text string) bool {
	return f.re != nil && len(text) <= f.most && f.re.MatchString(text)
}

// secretVariable matches the names of variables that say by their last word that the value is a secret, or who logs in
// with it: svc.corp may be a user. What only tells one of several apart, as in DB_PASS_V2, does not count as a word.
// secretKey matches others.
var secretVariable = regexp.MustCompile(
	`(?i)(?:pass|passcode|passphrase|pwd|pswd|pword|key|creds?|jwt|cookie|users?|usr|login|(?:^|_)(?:pw|auth|salt|pin|signature|` +
		`signing|sig|cert|pem|bearer|session|license|otp|hash|nonce|seed|uid|owner|principal|account|client))` +
		`(?:_?(?:name|id|code|value|string|text|v?[0-9]+|old|new|current|previous|primary|secondary))*$`)

// Names of variables by whose last word a value is what stands behind it.
var (
	hostVariable   = regexp.MustCompile(`(?i)(?:^|_)(?:HOST|HOSTS|HOSTNAME|ENDPOINT|ENDPOINTS|ADDR|ADDRESS|URL|URI|SERVER|SERVERS|BROKER|BROKERS|NODES)$`)
	bucketVariable = regexp.MustCompile(`(?i)(?:^|_)BUCKET(?:_?NAME)?$`)
	queueVariable  = regexp.MustCompile(`(?i)(?:^|_)QUEUE_?NAME$`)
	hostWord       = regexp.MustCompile(`(?i)(?:HOST|HOSTNAME|ENDPOINT|ADDR|ADDRESS|SERVER)$`)
)

// longestValue is the longest value that is looked at.
const longestValue = 2048

// targetsIn are the targets of one value. A value is one thing that is understood from its first letter to its last, or
// nothing of it is kept: JSON, several lines, quotes, base64 and templates are not looked into.
func targetsIn(variable, value string) []NamedTarget {
	strange := func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune("\"'`{}<>\\|^$*", r) }
	if value == "" || len(value) > longestValue || strings.ContainsFunc(value, strange) {
		return nil
	}
	if strings.HasPrefix(value, "arn:") {
		if arn := keptARN(value); arn != "" {
			return []NamedTarget{{Arn: arn}}
		}
		return nil
	}
	switch {
	case secretKey.MatchString(variable), secretVariable.MatchString(variable):
		return nil
	case strings.Contains(value, "://"):
		return urlTargets(value)
	case strings.Contains(value, "@tcp("):
		return goTargets(value)
	case strings.Contains(value, "="):
		return settingTargets(value)
	case bucketVariable.MatchString(variable):
		if bucketForm.MatchString(value) && !hasRandom(value) {
			return []NamedTarget{{Bucket: value}}
		}
		return nil
	case queueVariable.MatchString(variable):
		if queueForm.MatchString(value) && !hasRandom(value) {
			return []NamedTarget{{Queue: value}}
		}
		return nil
	}
	var out []NamedTarget
	for piece := range strings.FieldsFuncSeq(value, func(r rune) bool { return strings.ContainsRune(",; ", r) }) {
		t, ok := bareTarget(piece, hostVariable.MatchString(variable))
		if !ok {
			return nil
		}
		out = append(out, t)
	}
	return out
}

// bareTarget reads host:port or a host. Without a port it has to be a name that only a host has, or the variable says
// that it is one.
func bareTarget(text string, said bool) (NamedTarget, bool) {
	host, port, ok := hostAndPort(text)
	if !ok || text != strings.ToLower(text) { // with capitals it may be anything
		return NamedTarget{}, false
	}
	return NamedTarget{Host: host, Port: port}, port != 0 || said || !isTargetAddress(host) && isOwnHost(host)
}

// portBeside is the port that the variable beside one says: DB_PORT beside DB_HOST.
func portBeside(variable string, variables map[string]string) int {
	stem := hostWord.ReplaceAllString(variable, "")
	if stem == variable {
		return 0
	}
	for _, word := range []string{"PORT", "port", "Port"} {
		if port, ok := portOf(strings.TrimSpace(variables[stem+word])); ok {
			return port
		}
	}
	return 0
}

func portOf(text string) (int, bool) {
	n, err := strconv.ParseUint(text, 10, 16)
	return int(n), err == nil && n > 0 && text[0] != '+'
}

// isTargetAddress reports whether a text is an address that a connection through a network can lead to.
func isTargetAddress(text string) bool {
	a, err := netip.ParseAddr(text)
	return err == nil && a.Zone() == "" && !a.IsLoopback() && !a.IsUnspecified() && !a.IsMulticast() &&
		!a.IsLinkLocalUnicast()
}

// arnForms are what is kept of ARNs, by service: the part of the resource that names what is connected to. Of others,
// such as the objects of a bucket, nothing is kept.
var arnForms = map[string]form{
	"sqs": form{80, regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)}, "sns": form{256, regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)},
	"dynamodb":       form{261, regexp.MustCompile(`^table/[A-Za-z0-9_.-]{3,}$`)},
	"kinesis":        form{135, regexp.MustCompile(`^stream/[A-Za-z0-9_.-]+$`)},
	"firehose":       form{79, regexp.MustCompile(`^deliverystream/[A-Za-z0-9_.-]+$`)},
	"secretsmanager": form{262, regexp.MustCompile(`^secret:[A-Za-z0-9/_+=.-]+$`)},
	"ssm":            form{265, regexp.MustCompile(`^parameter/[A-Za-z0-9/_.-]+$`)},
	"lambda":         form{202, regexp.MustCompile(`^function:[A-Za-z0-9_-]+(?::[A-Za-z0-9_-]+)?$`)},
	"states":         form{93, regexp.MustCompile(`^stateMachine:[A-Za-z0-9_-]+$`)},
	"s3":             form{63, regexp.MustCompile(`^[a-z0-9][a-z0-9.-]+[a-z0-9]$`)},
	"events":         form{266, regexp.MustCompile(`^event-bus/[A-Za-z0-9/_.-]+$`)},
	"kms":            form{256, regexp.MustCompile(`^(?:key/(?:mrk-)?[0-9a-f-]{32,36}|alias/[A-Za-z0-9/_-]+)$`)},
	"rds":            form{72, regexp.MustCompile(`^(?:db|cluster|db-proxy):[A-Za-z0-9-]+$`)},
	"elasticache":    form{67, regexp.MustCompile(`^(?:cluster|replicationgroup|serverlesscache):[A-Za-z0-9-]+$`)},
	"kafka":          form{113, regexp.MustCompile(`^cluster/[A-Za-z0-9-]+/[0-9a-f-]{36}(?:-[0-9a-z]{1,3})?$`)},
	"es":             form{35, regexp.MustCompile(`^domain/[a-z0-9-]{3,}$`)},
}

// arnHead matches what stands before the resource. Account and Region are left out where names are unique without them.
var arnHead = regexp.MustCompile(`^arn:aws(?:-[a-z]+)*:([a-z0-9-]+):(?:[a-z0-9-]{0,30}):(?:[0-9]{12})?:`)

// keptARN is an ARN as it is kept, "" where it is none or is not kept.
func keptARN(text string) string {
	head := arnHead.FindStringSubmatch(text)
	if head == nil || !arnForms[head[1]].MatchString(text[len(head[0]):]) {
		return ""
	}
	return text
}
