package awstest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Parse makes the snapshot that a story tells. A mistake in the story ends the test and names the line.
func Parse(t testing.TB, story string) *awsdata.Snapshot {
	t.Helper()
	s, err := Build(story)
	if err != nil {
		t.Fatalf("story: %v", err)
	}
	return s
}

// Build makes the snapshot that a story tells. The error names the line of a mistake.
func Build(text string) (*awsdata.Snapshot, error) {
	s := newStory()
	for _, statement := range statements(text) {
		l, err := scan(statement)
		if err == nil {
			err = s.apply(l)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", statement.number, err)
		}
	}
	if err := s.checkReferences(); err != nil {
		return nil, err
	}
	return s.build()
}

// story is an account while its lines are read.
type story struct {
	accountID string
	partition string
	captured  time.Time
	regions   []*place
	current   *place
	account   *awsdata.Account
	names     map[string]bool // all ids there are, to check references by
	refs      []reference
	gaps      []awsdata.Gap
	puts      []put
}

// place is a region while its lines are read. What AWS adds by itself is added in the end.
type place struct {
	*awsdata.Region
	vpc           string          // the nearest vpc line above
	bare          map[string]bool // VPCs that get nothing by themselves
	noLocal       map[string]bool // tables without local routes
	unknown       map[string]bool // prefix lists and transit gateway tables whose content was not collected
	inline        map[string]bool // prefix lists whose ranges come with describe-prefix-lists
	tables        map[string]string
	acls          map[string]string
	roleless      []string                 // functions that get a role of their own
	functionLines map[string]functionWords // function lines, which their versions inherit
}

// functionWords is what a function's line says.
type functionWords struct {
	settings map[string]string
	words    []string
}

// reference is an id that a line names and that the story must hold.
type reference struct {
	line int
	id   string
}

// put is a document that the story gives as it is.
type put struct {
	region, call string
	data         []byte
}

func newStory() *story {
	s := &story{
		accountID: "123456789012",
		partition: "aws",
		captured:  time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
		account:   &awsdata.Account{},
		names:     make(map[string]bool),
	}
	return s
}

// region is the region that lines speak of now.
func (s *story) region() *place {
	if s.current == nil {
		s.enter("us-east-1")
	}
	return s.current
}

// enter makes the region of that name the one that lines speak of.
func (s *story) enter(name string) {
	for _, p := range s.regions {
		if p.RegionName == name {
			s.current = p
			return
		}
	}
	s.current = &place{
		Region: &awsdata.Region{
			RegionName:           name,
			FunctionDetails:      make(map[string]awsdata.FunctionDetail),
			FunctionVersions:     make(map[string][]awsdata.Function),
			CapacityProviderByID: make(map[string]awsdata.CapacityProviderDocument),
			VPCAttributes:        make(map[string]awsdata.VPCAttribute),
			PrefixListEntries:    make(map[string][]awsdata.PrefixListEntry),
			TransitGatewayRoutes: make(map[string][]awsdata.TransitGatewayRoute),
			ServiceQuotas:        make(map[string]awsdata.ServiceQuotaDocument),
			FunctionURLs:         make(map[string][]awsdata.FunctionURL),
			FunctionPolicies:     make(map[string]awsdata.FunctionPolicy),
		},
		bare: make(map[string]bool), noLocal: make(map[string]bool), unknown: make(map[string]bool),
		inline: make(map[string]bool), tables: make(map[string]string), acls: make(map[string]string),
		functionLines: make(map[string]functionWords),
	}
	s.regions = append(s.regions, s.current)
}

// apply carries out one line.
func (s *story) apply(l *line) error {
	run := verbs()[l.verb]
	if run == nil {
		return fmt.Errorf("no statement is called %q", l.verb)
	}
	run(s, l)
	return l.finish()
}

// verbs is the table of statements.
func verbs() map[string]func(*story, *line) {
	return map[string]func(*story, *line){
		"account": func(s *story, l *line) {
			s.accountID, s.partition = l.word("an account id"), l.text("partition", "aws")
		},
		"captured": (*story).capturedLine,
		"region":   func(s *story, l *line) { s.enter(l.word("a region")) },

		"vpc": (*story).vpcLine, "dhcp": (*story).dhcpLine, "bpa": (*story).bpaLine,
		"subnet": (*story).subnetLine, "table": (*story).tableLine, "route": (*story).routeLine,
		"acl": (*story).aclLine, "group": (*story).groupLine, "group-association": (*story).groupAssociationLine,

		"nat": (*story).natLine, "igw": (*story).igwLine, "eigw": (*story).eigwLine,
		"endpoint": (*story).endpointLine, "prefixlist": (*story).prefixListLine, "eni": (*story).eniLine,
		"peering": (*story).peeringLine, "flowlog": (*story).flowLogLine, "firewall": (*story).firewallLine,

		"tgw": (*story).tgwLine, "tgw-attachment": (*story).tgwAttachmentLine,
		"tgw-table": (*story).tgwTableLine, "tgw-route": (*story).tgwRouteLine,

		"function": (*story).functionLine, "version": (*story).versionLine, "provider": (*story).providerLine,
		"role": (*story).roleLine, "policy": (*story).policyLine, "quota": (*story).quotaLine,

		"gap": (*story).gapLine, "put": (*story).putLine,
	}
}

func (s *story) capturedLine(l *line) {
	at, err := time.Parse(time.RFC3339, l.word("a time"))
	if err != nil {
		l.fail("not an RFC 3339 time: %w", err)
	}
	s.captured = at
}

func (s *story) gapLine(l *line) {
	g := awsdata.Gap{Call: l.word("a call"), Cause: awsdata.CauseDenied}
	if l.more() {
		g.Cause = awsdata.Cause(l.word("a cause"))
	}
	if l.more() {
		g.Message = l.word("a message")
	}
	known := []awsdata.Cause{awsdata.CauseDenied, awsdata.CauseThrottled, awsdata.CauseExpired,
		awsdata.CauseUnsupported, awsdata.CauseMalformed, awsdata.CauseUnreachable, awsdata.CauseCancelled,
		awsdata.CauseFailed, awsdata.CauseTruncated, awsdata.CauseAbsent}
	if !slices.Contains(known, g.Cause) {
		l.fail("no gap has the cause %q", g.Cause)
	}
	g.Region = s.regionOf(g.Call)
	s.gaps = append(s.gaps, g)
}

func (s *story) putLine(l *line) {
	call := l.word("a call")
	s.puts = append(s.puts, put{s.regionOf(call), call, []byte(l.word("a document"))})
}

// regionOf is where the documents of a call are kept: account-wide or in the region that lines speak of.
func (s *story) regionOf(call string) string {
	name, _, _ := strings.Cut(call, ".")
	switch name {
	case "get-caller-identity", "get-account-authorization-details", "get-role", "list-attached-role-policies",
		"list-role-policies", "get-role-policy", "get-policy-version", "list-hosted-zones-by-vpc",
		"list-resource-record-sets":
		return awsdata.Global
	}
	return s.region().RegionName
}

// id is the id of the thing of that kind and name.
func id(prefix, name string) string {
	if strings.HasPrefix(name, prefix+"-") {
		return name
	}
	return prefix + "-" + name
}

// declare takes a name for a new thing and returns its id.
func (s *story) declare(l *line, prefix, name string) string {
	full := id(prefix, name)
	if s.names[full] {
		l.fail("%s is in the story twice", full)
	}
	s.names[full] = true
	return full
}

// refer returns the id that a line refers to and notes that the story must hold it, unless it starts with "!".
func (s *story) refer(l *line, prefix, name string) string {
	if gone, ok := strings.CutPrefix(name, "!"); ok {
		return id(prefix, gone)
	}
	full := id(prefix, name)
	s.refs = append(s.refs, reference{l.number, full})
	return full
}

// referAll is refer for a list.
func (s *story) referAll(l *line, prefix string, names []string) []string {
	var out []string
	for _, name := range names {
		out = append(out, s.refer(l, prefix, name))
	}
	return out
}

// referTo is refer for a full id of any kind. Ids of kinds that stories do not tell of are taken as they are.
func (s *story) referTo(l *line, full string) string {
	if strings.HasPrefix(full, "!") {
		return strings.TrimPrefix(full, "!")
	}
	for _, prefix := range []string{"vpc-", "vpce-", "subnet-", "rtb-", "sg-", "acl-", "nat-", "igw-", "eigw-", "pl-",
		"eni-", "pcx-", "tgw-"} {
		if strings.HasPrefix(full, prefix) {
			s.refs = append(s.refs, reference{l.number, full})
		}
	}
	return full
}

// vpcOf is the VPC that a line is about.
func (s *story) vpcOf(l *line) string {
	if name := l.text("vpc", ""); name != "" {
		return s.refer(l, "vpc", name)
	}
	if s.region().vpc == "" {
		l.fail("no VPC above this line, and no vpc= in it")
	}
	return s.region().vpc
}

func (s *story) checkReferences() error {
	for _, r := range s.refs {
		if !s.names[r.id] && !s.implied(r.id) {
			return fmt.Errorf("line %d: %s is not in the story (write !%s if that is meant)", r.line, r.id, r.id)
		}
	}
	return nil
}

// implied reports whether the id is of something that a VPC has by itself.
func (s *story) implied(id string) bool {
	for _, p := range s.regions {
		for i := range p.VPCs {
			if p.bare[p.VPCs[i].VpcId] {
				continue
			}
			name := strings.TrimPrefix(p.VPCs[i].VpcId, "vpc-")
			if id == "rtb-"+name || id == "acl-"+name || id == "sg-"+name+"-default" {
				return true
			}
		}
	}
	return id == "dopt-default"
}

// tags are the tags of a line: its tag: settings and, unless they say it, the name.
func (l *line) tags(name string) awsdata.Tags {
	given := l.keys("tag:")
	if _, ok := given["Name"]; !ok && name != "" {
		given["Name"] = name
	}
	var out awsdata.Tags
	for key, value := range given {
		out = append(out, awsdata.Tag{Key: key, Value: value})
	}
	slices.SortFunc(out, func(a, b awsdata.Tag) int { return strings.Compare(a.Key, b.Key) })
	return out
}

// document takes a setting that is a JSON document, "" when the line does not say.
func (l *line) document(key string) string {
	text := l.text(key, "")
	if text != "" && !json.Valid([]byte(text)) {
		l.fail("the setting %q is not JSON", key)
	}
	return text
}

// pointer is the address of a value, for members that can be absent.
func pointer[T any](v T) *T { return &v }

// find is the element with that id, nil if there is none.
func find[T any, P interface {
	*T
	awsdata.Resource
}](list []T, id string) P {
	for i := range list {
		if P(&list[i]).ID() == id {
			return P(&list[i])
		}
	}
	return nil
}
