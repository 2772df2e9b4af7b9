package find

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/awsdata"
)

// Match is something that answers to a text, and how.
type Match struct {
	Entry
	How  How
	What string // what of it answers: the address, the range, the host name, the tag with its key
}

// How is in which way a thing answers to a text.
type How string

// The ways of answering, in the order in which matches are told.
const (
	ByName How = "name" // its whole name or id
	ByARN  How = "arn"  // its ARN
	// it sends from the address, or answers at it: what has the interface that has it
	ByInterface How = "interface"
	ByLogGroup  How = "log-group" // the text is its log group
	ByRole      How = "role"      // it runs as the role, or is what a session runs as
	ByAddress   How = "address"   // it has the address
	InRange     How = "range"     // the address or range is in one of its ranges
	HasRange    How = "inside"    // a range of it is in the range
	Names       How = "names"     // a rule, entry or route of it names the range, or a list of it holds it
	ByHost      How = "host"      // it answers to the host name
	ByService   How = "service"   // the host name or word is that of an AWS service
	ByTag       How = "tag"       // a tag of it has the value, or a part of it
	Mentioned   How = "mentioned" // a longer text, such as an alarm's ARN, names it
	ByPart      How = "part"      // the text is a part of its name, id or host name
)

// order is where the ways of answering stand among the matches.
var order = []How{ByName, ByInterface, ByARN, ByLogGroup, ByRole, ByAddress, ByHost, ByService, InRange, HasRange,
	Names, Mentioned, ByPart, ByTag}

// Missing is a list that was not read: there may be more in it.
type Missing struct{ Account, Region, Call string }

// Found is what a search came to.
type Found struct {
	Matches []Match // the best first, each thing once
	Missing []Missing
}

// Finder finds things in one snapshot, whose things it lists once.
type Finder struct {
	x     *awsdata.Index
	all   []Entry
	named int // how many of them are functions and resources; roles stand behind them
}

// New makes a finder of a snapshot, in all accounts.
func New(x *awsdata.Index) *Finder {
	all := All(x.Snapshot)
	return &Finder{x: x, all: append(all, roles(x.Snapshot)...), named: len(all)}
}

// Named are what [All] lists of the snapshot.
func (f *Finder) Named() []Entry { return f.all[:f.named:f.named] }

// Find finds what answers to a text, in all accounts.
func Find(x *awsdata.Index, text string) Found { return New(x).Find(text) }

// Find finds what answers to a text.
func (f *Finder) Find(text string) Found {
	text = strings.TrimSpace(text)
	if text == "" {
		return Found{}
	}
	whole := text
	if host := hostIn(text); host != "" {
		text = host
	}
	s := &search{x: f.x, text: text, lower: strings.ToLower(text), all: f.all, known: map[[4]string]bool{}}
	if strings.HasPrefix(s.lower, "arn:") {
		s.byARN()
		s.byRole()
	}
	s.byLogGroup()
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.WithZone("").Unmap()
		s.senders(a)
		s.address(a)
	}
	if p, err := netip.ParsePrefix(text); err == nil {
		s.prefix(p.Masked())
	}
	s.byName()
	s.byHost()
	s.partOfAddress()
	if len(s.found) == 0 {
		s.text, s.lower = whole, strings.ToLower(whole)
		s.mentioned()
	}
	slices.SortStableFunc(s.found, func(a, b Match) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.How), slices.Index(order, b.How)), narrower(&a, &b))
	})
	return Found{Matches: s.found, Missing: missing(f.x.Snapshot)}
}

// narrower puts the narrower of two ranges that hold an address first: the subnet before its VPC.
func narrower(a, b *Match) int {
	if a.How != InRange {
		return 0
	}
	x, errX := netip.ParsePrefix(a.What)
	y, errY := netip.ParsePrefix(b.What)
	if errX != nil || errY != nil {
		return 0
	}
	return y.Bits() - x.Bits()
}

// missing are the lists of the kinds that are gaps, and that of the functions' tags where some are not known.
func missing(s *awsdata.Snapshot) []Missing {
	var out []Missing
	for _, r := range s.Regions {
		for _, k := range awsdata.Kinds() {
			if _, gap := r.Gap(k.Call); gap {
				out = append(out, Missing{s.InAccount(r.AccountID), r.RegionName, k.Call})
			}
		}
		if r.TagsMissing() {
			out = append(out, Missing{s.InAccount(r.AccountID), r.RegionName, "get-resources"})
		}
	}
	return out
}

func roles(s *awsdata.Snapshot) []Entry {
	kind, _ := awsdata.KindByCode("role")
	var out []Entry
	for _, account := range s.Accounts {
		for i := range account.Roles {
			r := &account.Roles[i]
			out = append(out, Entry{Kind: kind, Account: s.InAccount(account.AccountID), ID: r.Arn, Name: r.RoleName,
				Resource: r, Typed: r.Arn, lower: strings.ToLower(r.RoleName + " " + r.Arn)})
		}
	}
	return out
}

// search is one search.
type search struct {
	x           *awsdata.Index
	text, lower string
	all         []Entry
	found       []Match
	known       map[[4]string]bool // things that have answered: account, region, kind, id
}

// add notes a match, unless the thing has answered already.
func (s *search) add(t *Entry, how How, what string) {
	key := [4]string{t.Account, t.Region, t.Kind.Code, t.ID}
	if !s.known[key] {
		s.known[key] = true
		s.found = append(s.found, Match{*t, how, what})
	}
}

func (s *search) byARN() {
	for i := range s.all {
		t := &s.all[i]
		if f, ok := t.Resource.(*awsdata.Function); ok {
			asked := awsdata.Function{FunctionArn: s.text}
			if f.UnqualifiedArn() == asked.UnqualifiedArn() {
				s.add(t, ByARN, f.FunctionArn)
			}
			continue
		}
		if arn := awsdata.ARNOf(t.Resource); arn != "" && strings.EqualFold(arn, s.text) {
			s.add(t, ByARN, arn)
		}
		// Those of EC2 have the ARN arn:aws:ec2:REGION:ACCOUNT:WORD/ID, which no call tells.
		if head, id, ok := strings.Cut(s.text, "/"); ok && id == t.ID && strings.Contains(head, ":ec2:"+t.Region+":") {
			s.add(t, ByARN, s.text)
		}
	}
}

// byName finds by names, ids and tags: whole ones first, then parts.
func (s *search) byName() {
	for i := range s.all {
		if t := &s.all[i]; t.Means(s.text) || strings.EqualFold(t.ID, s.text) {
			s.add(t, ByName, "")
		}
	}
	type part struct {
		*Entry
		Answer
	}
	var parts []part
	for i := range s.all {
		if t := &s.all[i]; t.Holds(s.lower) {
			best := t.Answer(s.lower, false)
			if byID := Answers(strings.ToLower(t.ID), s.lower, false); byID.Compare(best) < 0 {
				best = byID
			}
			parts = append(parts, part{t, best})
		}
	}
	slices.SortStableFunc(parts, func(a, b part) int { return a.Compare(b.Answer) })
	for _, p := range parts {
		s.add(p.Entry, ByPart, "")
	}
	for i := range s.all {
		t := &s.all[i]
		for _, tag := range awsdata.TagsOf(t.Resource) {
			if strings.Contains(strings.ToLower(tag.Value), s.lower) ||
				strings.EqualFold(tag.Key+"="+tag.Value, s.text) {
				s.add(t, ByTag, tag.Key+"="+tag.Value)
				break
			}
		}
	}
}

// byHost finds what answers to a host name, and services by any of their names.
func (s *search) byHost() {
	host := strings.TrimSuffix(s.lower, ".")
	for i := range s.all {
		t := &s.all[i]
		for _, h := range s.hosts(t) {
			own := strings.ToLower(strings.TrimSuffix(h, "."))
			_, under, wild := strings.Cut(own, "*.")
			switch {
			case own == host, wild && strings.HasSuffix(host, "."+under):
				s.add(t, ByHost, h)
			case strings.Contains(own, host):
				s.add(t, ByPart, h)
			}
		}
	}
	s.service()
}

// service finds the AWS service that a host name or a word means, in the first region where it means one.
func (s *search) service() {
	if strings.HasPrefix(s.lower, "arn:") {
		return // it names a service's resource
	}
	for _, r := range s.x.Snapshot.MainRegions() {
		to, err := names.ParseIn(s.x, s.x.Region(r.RegionName), s.text)
		if err != nil || to.Kind != names.KindService {
			continue
		}
		at := ""
		if to.Host != "" {
			at = cmp.Or(to.Region, r.RegionName)
		}
		s.add(&Entry{Kind: awsdata.Kind{Code: "service", Name: "AWS service"}, Region: at, ID: to.ID, Name: to.ID,
			Typed: to.ID}, ByService, to.Host)
		return
	}
}

// hosts are the host names that lead to a thing: of a function, those of its URLs.
func (s *search) hosts(t *Entry) []string {
	if !t.Function {
		return hostsOf(t.Resource)
	}
	rx := s.region(t)
	if rx == nil {
		return nil
	}
	var out []string
	for _, u := range rx.Region.FunctionURLs[t.ID] {
		out = append(out, hostIn(u.FunctionUrl))
	}
	return slices.DeleteFunc(out, func(h string) bool { return h == "" })
}

// hostsOf are the host names that lead to a resource, or that it answers for.
func hostsOf(r awsdata.Resource) []string {
	var out []string
	switch r := r.(type) {
	case *awsdata.VPCEndpoint:
		for _, e := range r.DnsEntries {
			out = append(out, e.DnsName)
		}
	case awsdata.Store:
		for _, e := range r.Endpoints() {
			out = append(out, e.Host)
		}
	case *awsdata.HostedZone:
		for i := range r.Records {
			out = append(out, r.Records[i].Name)
		}
	case *awsdata.NetworkInterface:
		if r.Association != nil {
			out = append(out, r.Association.PublicDnsName)
		}
	}
	return slices.DeleteFunc(out, func(h string) bool { return h == "" })
}
