package names

import (
	"slices"
	"strings"
	"sync"
)

// EndpointTypes tells by which kinds of VPC endpoint a service can be called.
type EndpointTypes uint8

// The kinds of endpoints.
const (
	Interface EndpointTypes = 1 << iota
	Gateway
	NoEndpoint      // certainly none: the service needs a way to the internet
	EndpointUnknown // whether it has one was not looked up: it is in the table for its names
)

// Service is a row of the table of services: what an AWS service is called in policies, in VPC endpoints, in host names
// and by people.
type Service struct {
	// Name is that of its endpoint service (com.amazonaws.<region>.<Name>); where it has none, that of its host name.
	Name     string
	Prefixes []string // of its actions in policies; the first is the service's own, more are rare
	// Actions are patterns, in lower case and without the prefix, of those actions of its first prefix that this API
	// takes where others share the prefix, the one that it is there for first. Nil for all that no other API takes.
	Actions  []string
	Words    []string // what people call it besides
	Endpoint EndpointTypes
	Global   bool   // one host name for all Regions, so that its endpoint service has no Region: com.amazonaws.<Name>
	Home     string // the only Region of the partition aws that has it, "" for services of every Region
	Port     uint16

	hosts []string // host names before ".REGION.suffix" that private DNS covers; "*." stands for one or more labels
	// whole host names before ".suffix" that lead to it and that private DNS does not cover; "?" where it may
	others []string
	dual   string // host name before ".REGION.api.aws"
	newer  bool   // its only host names are those under api.aws
}

// Services is the table of services, by name. It must not be changed.
func Services() []*Service { return vocabulary().services }

// ServiceNamed is the service of a word: the name of its endpoint service, the prefix of its actions, the first part of
// its host name, or what people call it, without regard to letter case, blanks and hyphens. It is nil for other words.
func ServiceNamed(word string) *Service { return vocabulary().byWord[spelling(word)] }

// ServicesOf are the services whose actions have a prefix in policies, the one that most of them are of first.
func ServicesOf(prefix string) []*Service { return vocabulary().byPrefix[strings.ToLower(prefix)] }

// spelling is a word without what people write in different ways: letter case, blanks, hyphens, "AWS" and "Amazon".
func spelling(word string) string {
	word = strings.ToLower(strings.Join(strings.Fields(word), " "))
	word = strings.TrimPrefix(strings.TrimPrefix(word, "aws "), "amazon ")
	return separators.Replace(word)
}

var separators = strings.NewReplacer(" ", "", "-", "", "_", "")

// Host is the host name that code in a Region asks for the service by default.
func (s *Service) Host(region string) string {
	p := partitionOf(region)
	switch {
	case s.Global && p == &partitions[0]:
		return strings.TrimPrefix(s.hosts[0], "*.") + "." + p.suffix
	case s.Home != "" && p == &partitions[0]:
		region = s.Home
	case s.Global || s.Home != "":
		region = p.home()
	}
	if s.newer {
		return s.hosts[0] + "." + region + "." + p.dual
	}
	return strings.TrimPrefix(s.hosts[0], "*.") + "." + region + "." + p.suffix
}

// index is the table of services with its look-ups.
type index struct {
	services []*Service
	byWord   map[string]*Service
	byPrefix map[string][]*Service
	byName   map[string]*Service
	byHost   map[string]hostRow  // by host name without partition, the Region written REGION
	byDual   map[string]*Service // by host name before ".REGION.api.aws"
}

// hostRow is what a host name leads to.
type hostRow struct {
	service *Service
	covered Coverage
}

// Coverage tells whether private DNS of a service's endpoint covers a host name of the service.
type Coverage uint8

// Whether private DNS covers a name.
const (
	NotCovered Coverage = iota
	Covered
	MaybeCovered // newer names, which some services' endpoints cover: DnsEntries of the endpoint tells
)

// vocabulary is the table of services with its look-ups, made at the first use.
var vocabulary = sync.OnceValue(func() *index {
	x := &index{byWord: make(map[string]*Service), byPrefix: make(map[string][]*Service),
		byName: make(map[string]*Service), byHost: make(map[string]hostRow), byDual: make(map[string]*Service)}
	for _, r := range rows() {
		x.add(r.service(), r.own)
	}
	return x
})

func (x *index) add(s *Service, first bool) {
	x.services = append(x.services, s)
	x.byName[s.Name] = s
	x.addFIPS(s)
	for _, p := range s.Prefixes {
		if x.byPrefix[p] = append(x.byPrefix[p], s); first {
			x.byPrefix[p] = slices.Insert(x.byPrefix[p][:len(x.byPrefix[p])-1], 0, s)
		}
	}
	for _, h := range s.hosts {
		if s.Global {
			x.byHost[h] = hostRow{s, Covered}
			x.byHost[h+".REGION"] = hostRow{s, NotCovered} // China and GovCloud have one Region's name for all
			continue
		}
		x.byHost[h+".REGION"] = hostRow{s, Covered}
	}
	// Those of which code asks names below a common one are asked by that where nobody says which.
	if below, ok := strings.CutPrefix(s.hosts[0], "*."); ok {
		if s.Global {
			x.byHost[below+".REGION"], x.byHost[below] = hostRow{s, NotCovered}, hostRow{s, Covered}
		} else if _, taken := x.byHost[below+".REGION"]; !taken {
			x.byHost[below+".REGION"] = hostRow{s, Covered}
		}
	}
	for _, h := range s.others {
		covered := NotCovered
		if rest, ok := strings.CutPrefix(h, "?"); ok {
			h, covered = rest, MaybeCovered
		}
		x.byHost[h] = hostRow{s, covered}
	}
	x.byDual[s.dual] = s
	if h := s.dual + ".REGION"; s.dual != strings.TrimPrefix(s.hosts[0], "*.") && !s.Global {
		if _, taken := x.byHost[h]; !taken {
			x.byHost[h] = hostRow{s, MaybeCovered}
		}
	}
	// A service's own names are stronger than the words of another.
	words := append([]string{s.Name}, s.Prefixes...)
	words = append(append(words, s.Words...), strings.TrimPrefix(s.hosts[0], "*."))
	for i, w := range words {
		if w = spelling(w); x.byWord[w] == nil || i == 0 {
			x.byWord[w] = s
		}
	}
}

// addFIPS adds the service's FIPS form: an endpoint service of its own with host names of its own.
func (x *index) addFIPS(s *Service) {
	f := &Service{Name: s.Name + "-fips", Prefixes: s.Prefixes, Endpoint: EndpointUnknown, Home: s.Home, Port: s.Port,
		Global: s.Global, newer: s.newer, dual: s.dual + "-fips"}
	first, rest, _ := strings.Cut(strings.TrimPrefix(s.hosts[0], "*."), ".")
	f.hosts = []string{strings.TrimSuffix(first+"-fips."+rest, ".")}
	x.byName[f.Name] = f
	if w := spelling(f.Name); x.byWord[w] == nil {
		x.byWord[w] = f
	}
}

// row is a row of the table as it is written there: lists are words with blanks between them, or commas where a word
// may have a blank.
type row struct {
	name     string
	prefixes string // default: name; - for none
	words    string // with commas
	hosts    string // default: name
	others   string
	dual     string // default: the first of hosts
	home     string
	endpoint EndpointTypes // default: Interface
	port     uint16        // default: 443
	global   bool
	newer    bool
	own      bool   // the first of the services with its prefix
	actions  string // of its first prefix, where others share it; default: all that no other takes
}

func (r row) service() *Service {
	s := &Service{Name: r.name, Endpoint: r.endpoint, Global: r.global, Home: r.home, Port: r.port,
		Prefixes: strings.Fields(r.prefixes), hosts: strings.Fields(r.hosts), others: strings.Fields(r.others),
		Actions: strings.Fields(r.actions), dual: r.dual, newer: r.newer}
	for w := range strings.SplitSeq(r.words, ",") {
		if w = strings.TrimSpace(w); w != "" {
			s.Words = append(s.Words, w)
		}
	}
	switch r.prefixes {
	case "":
		s.Prefixes = []string{r.name}
	case "-":
		s.Prefixes = nil
	}
	if len(s.hosts) == 0 {
		s.hosts = []string{r.name}
	}
	if s.dual == "" {
		s.dual = strings.TrimPrefix(s.hosts[0], "*.")
	}
	if s.Endpoint == 0 {
		s.Endpoint = Interface
	}
	if s.Port == 0 {
		s.Port = 443
	}
	return s
}
