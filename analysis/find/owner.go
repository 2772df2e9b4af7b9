package find

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// senders finds who an address belongs to: the functions that send from it, and what else has the interface. An
// interface of Lambda serves every function with its subnet and its set of groups, so that there can be several.
func (s *search) senders(a netip.Addr) {
	for i := range s.all {
		n, ok := s.all[i].Resource.(*awsdata.NetworkInterface)
		if !ok || !hasAddress(n, a) {
			continue
		}
		at := &s.all[i]
		rx := s.region(at)
		if rx == nil {
			continue
		}
		owners := map[string]bool{}
		for _, f := range rx.Functions() {
			subnets, groups := rx.Placement(f)
			if slices.Contains(subnets, n.SubnetId) && slices.Contains(rx.LambdaInterfaces(n.SubnetId, groups), n) {
				owners[f.FunctionName] = true
			}
		}
		for _, store := range rx.StoresAt(n) {
			owners[store.ID()] = true
		}
		for j := range s.all {
			t := &s.all[j]
			if t.Account != at.Account || t.Region != at.Region {
				continue
			}
			if e, ok := t.Resource.(*awsdata.VPCEndpoint); owners[t.ID] ||
				ok && slices.Contains(e.NetworkInterfaceIds, n.ID()) {
				s.add(t, ByInterface, a.String())
			}
		}
	}
}

func hasAddress(n *awsdata.NetworkInterface, a netip.Addr) bool {
	return slices.ContainsFunc(addressesOf(n), func(own string) bool {
		ip, err := netip.ParseAddr(own)
		return err == nil && ip == a
	})
}

// region is the index of the region that a thing is in.
func (s *search) region(t *Entry) *awsdata.RegionIndex {
	x := s.x
	if t.Account != "" {
		x = x.As(t.Account)
	}
	return x.Region(t.Region)
}

// partOfAddress finds interfaces by the beginning of an address, "10.0.3.", or by its end, "3.167". A part that only
// one address has stands for it.
func (s *search) partOfAddress() {
	dots := strings.Count(s.lower, ".")
	if strings.Trim(s.lower, "0123456789.") != "" || dots == 0 {
		return
	}
	end := "." + strings.TrimPrefix(s.lower, ".")
	type owned struct {
		*Entry
		address string
	}
	var parts []owned
	for i := range s.all {
		t := &s.all[i]
		for _, own := range addressesOf(t.Resource) {
			if dots > 1 && strings.HasPrefix(own, s.lower) || strings.HasSuffix(own, end) {
				parts = append(parts, owned{t, own})
				break
			}
		}
	}
	_, err := netip.ParseAddr(s.lower)
	other := func(p owned) bool { return p.address != parts[0].address }
	if len(parts) > 0 && err != nil && !slices.ContainsFunc(parts, other) {
		if a, err := netip.ParseAddr(parts[0].address); err == nil {
			s.senders(a)
			s.address(a)
		}
	}
	for _, p := range parts {
		s.add(p.Entry, ByPart, p.address)
	}
}

// logGroup is what CloudWatch Logs begins the name of a function's log group with.
const logGroup = "/aws/lambda/"

// byLogGroup finds the function of a log group, named by itself or in an ARN of it or of a stream in it.
func (s *search) byLogGroup() {
	_, rest, ok := strings.Cut(s.text, logGroup)
	if !ok {
		return
	}
	name := rest
	if end := strings.IndexAny(rest, ":/ "); end >= 0 {
		name = rest[:end]
	}
	for i := range s.all {
		if t := &s.all[i]; t.Function && t.ID == name && s.inARN(t) {
			s.add(t, ByLogGroup, logGroup+name)
		}
	}
}

// byRole finds the functions that run as a role: by its ARN, or by that of a session of it, as CloudTrail tells it.
func (s *search) byRole() {
	name := ""
	switch parts := strings.SplitN(s.text, ":", 6); {
	case len(parts) < 6 || parts[0] != "arn":
		return
	case parts[2] == "iam" && strings.HasPrefix(parts[5], "role/"):
		name = parts[5][strings.LastIndexByte(parts[5], '/')+1:]
	case parts[2] == "sts" && strings.HasPrefix(parts[5], "assumed-role/"):
		words := strings.Split(parts[5], "/")
		name = words[1]
		if len(words) > 2 { // Lambda names the session after the function
			s.session(words[2], name)
		}
	}
	if name == "" {
		return
	}
	account := strings.SplitN(s.text, ":", 6)[4]
	for i := range s.all {
		t := &s.all[i]
		arn := ""
		if f, ok := t.Resource.(*awsdata.Function); ok {
			arn = f.Role
		} else if r, ok := t.Resource.(*awsdata.Role); ok {
			arn = r.Arn
		}
		if strings.HasSuffix(arn, "/"+name) && strings.Contains(arn, ":"+account+":") {
			s.add(t, ByRole, arn)
		}
	}
}

func (s *search) session(function, role string) {
	for i := range s.all {
		t := &s.all[i]
		if f, ok := t.Resource.(*awsdata.Function); ok && t.ID == function && strings.HasSuffix(f.Role, "/"+role) {
			s.add(t, ByRole, f.Role)
		}
	}
}

// inARN says whether a thing is in the region and account of the ARN that was typed; true where none was.
func (s *search) inARN(t *Entry) bool {
	parts := strings.SplitN(s.text, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return true
	}
	return (parts[3] == "" || parts[3] == t.Region) && (t.Account == "" || parts[4] == "" || parts[4] == t.Account)
}

// mentioned finds what a longer text names: the ARN or the words of an alarm, a line of a log. Functions by their
// names, everything else by its id or an address. A longer name that holds a shorter one is what is meant.
func (s *search) mentioned() {
	var names []*Entry
	for i := range s.all {
		t := &s.all[i]
		word := strings.ToLower(t.ID)
		if t.Function || strings.Contains(word, "-0") || strings.HasPrefix(word, "arn:") {
			if len(word) > 3 && s.holdsWord(word) && s.inARN(t) {
				names = append(names, t)
			}
		}
	}
	for _, t := range names {
		longer := slices.ContainsFunc(names, func(o *Entry) bool {
			return len(o.ID) > len(t.ID) && strings.Contains(strings.ToLower(o.ID), strings.ToLower(t.ID))
		})
		if !longer {
			s.add(t, Mentioned, t.ID)
		}
	}
	between := func(r rune) bool { return strings.ContainsRune(" \t,;=\"'()[]{}<>", r) }
	for _, word := range strings.FieldsFunc(s.text, between) {
		if a, err := netip.ParseAddr(strings.TrimRight(word, ".:")); err == nil && word != s.text {
			s.address(a.WithZone("").Unmap())
		}
	}
}

// holdsWord says whether the text holds a word that stands for itself: no letter or digit goes on with it.
func (s *search) holdsWord(word string) bool {
	for from := 0; ; {
		at := strings.Index(s.lower[from:], word)
		if at < 0 {
			return false
		}
		at += from
		end := at + len(word)
		if (at == 0 || !isWordByte(s.lower[at-1])) && (end == len(s.lower) || !isWordByte(s.lower[end])) {
			return true
		}
		from = at + 1
	}
}

func isWordByte(b byte) bool { return 'a' <= b && b <= 'z' || '0' <= b && b <= '9' }

// hostIn is the host of a URL, or of a host or an address with a port; "" where the text is neither. Who signs in
// within a URL is dropped unread.
func hostIn(text string) string {
	_, rest, isURL := strings.Cut(text, "://")
	if isURL {
		if end := strings.IndexAny(rest, "/?#"); end >= 0 {
			rest = rest[:end]
		}
		rest = rest[strings.LastIndexByte(rest, '@')+1:]
		text = rest
	}
	if at, err := netip.ParseAddrPort(text); err == nil {
		return at.Addr().String()
	}
	host, port, ok := strings.Cut(text, ":")
	switch {
	case ok && port != "" && strings.Trim(port, "0123456789") == "" && strings.Contains(host, "."):
		return host
	case isURL:
		return strings.Trim(text, "[]")
	}
	return ""
}
