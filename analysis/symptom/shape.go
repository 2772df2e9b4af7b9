package symptom

import (
	"cmp"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/names"
)

// shape is a row of the table: what a runtime, a library or AWS prints.
type shape struct {
	id   string
	kind Kind
	// expr finds it, without regard to letter case. Its groups are members of a symptom: "at" is a host with or without
	// a port, in any form; "host" and "port" are these apart; "addr" is the address of a named host; "svc" is an AWS
	// service in words, "act" an action of a policy, "res" an id, "code" a word of AWS's, "sec" and "ms" are
	// times.
	expr string
	code string // AWS's word where the shape itself says it
	udp  bool   // it is about UDP
}

// compiled is a shape ready to be used.
type compiled struct {
	shape
	find  *regexp.Regexp
	needs []string // see [needsOf]
}

// The parts that expressions share. A host is long enough to be none of the words around it.
var parts = strings.NewReplacer(
	"{at}", `(?P<at>(?:[a-z][a-z0-9+.:-]*://)?[a-z0-9_\[/](?:[a-z0-9_.:/\[\]%-]*[a-z0-9\]])?)`,
	"{host}", `(?P<host>[a-z0-9_](?:[a-z0-9_.:-]*[a-z0-9])?)`,
	"{addr}", `(?P<addr>[0-9a-f.:]+)`,
	"{port}", `(?P<port>\d{1,5})`,
	"{q}", `["'\x60]?`,
)

func compile(list []shape) []compiled {
	out := make([]compiled, len(list))
	for i, s := range list {
		expr := `(?i)` + parts.Replace(s.expr)
		out[i] = compiled{s, regexp.MustCompile(expr), needsOf(expr)}
	}
	return out
}

// found is a symptom and the place of the event's text that gave it.
type found struct {
	Symptom
	start, end int
}

// symptoms are what an event tells. Of shapes that overlap the one that stands first in the table counts; what says the
// same about one destination is one symptom; and where something says what failed, that the function ran out of time
// because of it is not another one.
func (e *event) symptoms() []Symptom {
	var all []found
	list := table()
	for i := range list {
		c := &list[i]
		if !e.words.any(c.needs) {
			continue
		}
		e.scrub()
		for _, m := range c.find.FindAllStringSubmatchIndex(e.text, most) {
			if slices.ContainsFunc(all, func(f found) bool { return m[0] < f.end && f.start < m[1] }) {
				continue
			}
			all = append(all, found{c.symptom(e, m), m[0], m[1]})
		}
	}
	slices.SortFunc(all, func(a, b found) int { return a.start - b.start })
	var out []Symptom
	for _, f := range all {
		out = join(out, f.Symptom)
	}
	if len(out) == 0 {
		return nil
	}
	near := nearIn(e.text)
	for i := range out {
		s := &out[i]
		if s.Destination == "" && s.wantsDestination() {
			s.Destination, s.Port, s.Address = near.Destination, cmp.Or(s.Port, near.Port), near.Address
		}
		if s.Destination == near.Destination {
			s.Port = cmp.Or(s.Port, near.Port)
		}
		if s.Resource == "" && (s.Kind == Mount || s.Kind == NATPorts) {
			s.Resource = near.Resource
		}
		if s.Protocol != "" && udpField.MatchString(e.text) {
			s.Protocol = "udp"
		}
		s.Phase = phaseIn(e.text)
	}
	return slices.DeleteFunc(slices.Clone(out), func(s Symptom) bool {
		return slices.ContainsFunc(out, func(by Symptom) bool { return by.covers(&s) })
	})
}

// wraps are the kinds that an error is wrapped in, or follows from, by the kind that tells more: a driver says that a
// connection attempt failed, and then that the name has no address.
var wraps = map[Kind][]Kind{
	EndpointPolicy: {AccessDenied},
	Mount:          {NoAnswer, Refused, AccessDenied},
	State:          {AccessDenied},
	Throttled:      {AccessDenied},
	InterfaceLimit: {AccessDenied},
	NATPorts:       {Failing},
	NameNotFound:   {NoAnswer, Refused, Reset},
	TLS:            {NoAnswer, Reset},
	Refused:        {NoAnswer, Reset},
	NoAnswer:       {Reset},
	Timeout:        {Failing},
}

// covers reports whether another symptom of the same event says less of the same.
func (s *Symptom) covers(o *Symptom) bool {
	return o.Kind.Vague() && !s.Kind.Vague() ||
		slices.Contains(wraps[s.Kind], o.Kind) && fits(s.Destination, o.Destination)
}

// most is how many matches of a shape in one event are looked at.
const most = 50

// join adds a symptom to those of its event. An error and what wraps it are one: the same kind, where one of both names
// a destination.
func join(list []Symptom, s Symptom) []Symptom {
	for i := range list {
		had := &list[i]
		if had.Kind != s.Kind || had.Code != s.Code || !fits(had.Destination, s.Destination) ||
			!fits(had.Resource, s.Resource) || had.Port != 0 && s.Port != 0 && had.Port != s.Port ||
			had.Destination != "" && s.Destination != "" && had.Protocol != s.Protocol {
			continue
		}
		if had.Destination == "" && s.Destination != "" {
			had.Shape, had.Destination, had.Address = s.Shape, s.Destination, s.Address
		}
		had.Port = cmp.Or(had.Port, s.Port)
		had.Address = cmp.Or(had.Address, s.Address)
		had.Resource = cmp.Or(had.Resource, s.Resource)
		had.Function = cmp.Or(had.Function, s.Function)
		had.Action = cmp.Or(had.Action, s.Action)
		had.After = max(had.After, s.After)
		return list
	}
	return append(list, s)
}

func fits(a, b string) bool { return a == "" || b == "" || a == b }

// wantsDestination reports whether a symptom is about a destination.
func (s *Symptom) wantsDestination() bool {
	switch s.Kind {
	case NoAnswer, Refused, Reset, NameNotFound, TLS, AccessDenied, EndpointPolicy:
		return true
	}
	return false
}

// symptom reads a match of a shape.
func (c *compiled) symptom(e *event, m []int) Symptom {
	s := Symptom{Kind: c.kind, Shape: c.id, Code: c.code, Line: e.line, Count: 1}
	if !e.flat {
		s.Line += strings.Count(e.text[:m[0]], "\n")
	}
	if s.wantsDestination() || c.kind == Mount {
		s.Protocol = "tcp"
		if c.udp {
			s.Protocol = "udp"
		}
	}
	for i, group := range c.find.SubexpNames() {
		if group == "" || m[2*i] < 0 || strings.HasPrefix(e.text[m[2*i+1]:], "=") {
			continue // no group, or the name of a value
		}
		s.take(group, e.text[m[2*i]:m[2*i+1]])
	}
	return s
}

func (s *Symptom) take(group, text string) {
	switch group {
	case "at", "at2":
		if d := parseAt(text); d.Destination != "" {
			s.Destination, s.Address, s.Port = d.Destination, d.Address, cmp.Or(d.Port, s.Port)
		}
	case "host":
		if d := parseAt(text); d.Destination != "" {
			s.Destination, s.Port = d.Destination, cmp.Or(s.Port, d.Port)
		}
	case "addr":
		if a, ok := address(text); ok {
			s.Address = a
		}
	case "port":
		s.Port = cmp.Or(portOf(text), s.Port)
	case "svc":
		if svc := names.ServiceNamed(text); svc != nil && s.Destination == "" {
			s.Destination = svc.Name
		}
	case "act":
		s.Action = text
		prefix, _, _ := strings.Cut(text, ":")
		if services := names.ServicesOf(prefix); len(services) > 0 && s.Destination == "" {
			s.Destination = services[0].Name
		}
	case "res":
		s.Resource = text
	case "code":
		s.Code = codeNamed(text)
	case "sec":
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			s.After = min(time.Duration(n*float64(time.Second)), 24*time.Hour)
		}
	case "ms":
		if n, err := strconv.ParseFloat(text, 64); err == nil {
			s.After = min(time.Duration(n*float64(time.Millisecond)), 24*time.Hour)
		}
	}
}

// place is where a text leads.
type place struct {
	Destination, Address, Resource string
	Port                           uint16
}

// parseAt reads a host as errors write it: host, host:port, [::1]:443, /10.0.3.4:5432, name/10.0.3.4:5432,
// https://name:443.
func parseAt(text string) place {
	var p place
	if _, rest, ok := strings.Cut(text, "://"); ok {
		if d, err := names.Parse(nil, text); err == nil {
			p.Port = d.Port
		}
		text = rest
	}
	host, digits := text, ""
	if name, addr, ok := strings.Cut(host, "/"); ok { // Java's InetSocketAddress
		if a, port := split(addr); a != "" {
			if ip, ok := address(a); ok {
				p.Address, digits = ip, port
			}
		}
		host = name
		if host == "" || host == "localhost" && p.Address == "" {
			host = p.Address
		}
	}
	host, port := split(host)
	digits = cmp.Or(port, digits)
	p.Port = cmp.Or(portOf(digits), p.Port)
	if ip, ok := address(host); ok {
		p.Destination, p.Address = ip, ""
		return p
	}
	if host = strings.ToLower(strings.TrimRight(host, ".")); isHost(host) {
		p.Destination = host
		return p
	}
	return place{}
}

// split takes the port from a host. An IPv6 address without brackets has it after its last colon, as Node prints it.
func split(text string) (host, port string) {
	text = strings.Trim(text, "/")
	if inner, rest, ok := strings.Cut(strings.TrimPrefix(text, "["), "]"); ok {
		return inner, strings.TrimPrefix(rest, ":")
	}
	at := strings.LastIndexByte(text, ':')
	if at < 0 {
		return text, ""
	}
	if _, err := netip.ParseAddr(text[:at]); err != nil && strings.Count(text, ":") > 1 {
		return text, ""
	}
	return text[:at], text[at+1:]
}

func portOf(text string) uint16 {
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0
	}
	return uint16(n)
}

func address(text string) (string, bool) {
	a, err := netip.ParseAddr(strings.Trim(text, "[]"))
	if err != nil {
		return "", false
	}
	return a.Unmap().WithZone("").String(), true
}

var hostNames = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)

// masked is an address of which somebody has left parts out: 52.46.x.x.
var masked = regexp.MustCompile(`^\d+(\.(\d+|x+|n+))+$`)

// notHosts are words that stand where hosts do.
var notHosts = []string{"the", "a", "an", "to", "server", "host", "endpoint", "database", "null", "none", "undefined",
	"error", "address", "port", "at", "connection", "socket", "proxy", "remote", "peer", "url", "nil", "it", "unknown",
	"service", "match", "and", "or", "is", "on", "in", "by", "for", "of", "with", "tcp", "udp", "call", "request",
	"requests", "some", "*"}

func isHost(text string) bool {
	return len(text) <= 253 && !masked.MatchString(text) && hostNames.MatchString(text) &&
		!slices.Contains(notHosts, text) &&
		strings.ContainsFunc(text, func(r rune) bool { return r >= 'a' && r <= 'z' })
}
