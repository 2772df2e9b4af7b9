// Package whatif changes a snapshot in memory and nowhere else: a list of edits in, another snapshot out, to which the
// same questions can be put. An edit also says itself in words, as AWS CLI commands, as Terraform and as
// CloudFormation, for a person to run; vpclens never runs it.
package whatif

import (
	"fmt"
	"net/netip"
	"reflect"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// Edit is one change of the network: a value of one of the types of this package, of which each is a kind of change.
type Edit interface {
	// Words says the edit to a person.
	Words() string
	// Commands are the AWS CLI commands that make the change in an account that is as the snapshot.
	Commands(s *awsdata.Snapshot) paste.Script
	// Inverse are the edits that take the change back, where before is the snapshot that it is made in. ok is false
	// where nothing does: what was deleted in AWS comes back with another id.
	Inverse(before *awsdata.Snapshot) (back []Edit, ok bool)

	about() about
	// declare is the change for those who declare their network.
	declare(s *awsdata.Snapshot) Declared
	// apply makes the edit in a copy of a region whose lists may be changed in place; before is the region as it is
	// indexed.
	apply(r, before *awsdata.Region) error
}

// about is what an edit is and whether it is whole.
type about struct {
	action Action
	kind   Kind
	region string // "" for the one that holds the id
	id     string
	wrong  error // what is missing or wrong in the edit itself, before any snapshot is looked at
}

// About is the id of what an edit changes, or adds something to.
func About(e Edit) string { return e.about().id }

// RegionOf is the region of an edit, "" for the one that holds what it is about.
func RegionOf(e Edit) string { return e.about().region }

// Written is an edit of a list in all its forms, as it is made in the account that the edits before it have left.
type Written struct {
	Declared
	Edit  Edit
	Words string
	CLI   paste.Script
}

// Write writes the edits of a list.
func Write(s *awsdata.Snapshot, edits []Edit) ([]Written, error) {
	var out []Written
	for i, e := range edits {
		out = append(out, Written{e.declare(s), e, e.Words(), e.Commands(s)})
		if i == len(edits)-1 {
			break
		}
		var err error
		if s, err = Apply(s, edits[i:i+1]); err != nil {
			return out, err
		}
	}
	return out, nil
}

// Same reports whether two edits make the same change: to create a route and to point the one that is there elsewhere
// come to the same.
func Same(a, b Edit) bool {
	plain := func(e Edit) Edit {
		if r, ok := e.(SetRoute); ok {
			r.Replace = false
			return r
		}
		return e
	}
	return reflect.DeepEqual(plain(a), plain(b))
}

// made begins the names of things that an edit creates. AWS gives them an id of its own, which a person puts in the
// place of the name.
const made = "whatif-"

// Made reports whether an edit creates what has that id: of such a thing AWS decides what is not said, an address for
// one.
func Made(id string) bool {
	_, _, ok := strings.Cut(id, "-"+made)
	return ok
}

// MadeID is the id of something that an edit or a plan creates: prefix is that of its kind, "subnet" for one.
func MadeID(prefix, name string) string { return prefix + "-" + made + name }

// given is an id as a command takes it: a word to put the id in place of, for what an edit before has created.
func given(id string) string {
	if prefix, name, ok := strings.Cut(id, "-"+made); ok {
		return paste.Placeholder(strings.Trim("new "+prefix+" "+name, " "))
	}
	return id
}

func allGiven(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = given(id)
	}
	return out
}

// regionFor is the region that the edit's commands go to, "" where the snapshot does not tell.
func regionFor(s *awsdata.Snapshot, e Edit) string {
	if a := e.about(); a.region != "" {
		return a.region
	}
	region, err := regionOf(s, e)
	if err != nil {
		return paste.Placeholder("region")
	}
	return region
}

// in is the region of the snapshot that the edit is about, nil if it is not there.
func in(s *awsdata.Snapshot, e Edit) *awsdata.Region { return s.Region(regionFor(s, e)) }

// need is the error about the first member that is empty; members are names and values.
func need(members ...string) error {
	for i := 0; i < len(members); i += 2 {
		if members[i+1] == "" {
			return fmt.Errorf("it needs %s", members[i])
		}
	}
	return nil
}

func checkTraffic(direction, ports, peer string) error {
	if err := checkDirection(direction); err != nil {
		return err
	}
	if _, _, err := portRange(ports); err != nil {
		return err
	}
	return checkCIDR(peer)
}

func checkDirection(direction string) error {
	if direction != "in" && direction != "out" {
		return fmt.Errorf("unknown direction %q: want in or out", direction)
	}
	return nil
}

// checkCIDR accepts ids as they are and reads everything else as a CIDR.
func checkCIDR(text string) error {
	if strings.HasPrefix(text, "sg-") || strings.HasPrefix(text, "pl-") {
		return nil
	}
	if _, err := netip.ParsePrefix(text); err != nil {
		return fmt.Errorf("%q is no CIDR, prefix list or security group id", text)
	}
	return nil
}

// canonical is a CIDR as AWS keeps it, with the bits behind its length cleared; an id as it is.
// Source: EC2 API reference, CreateRoute: "if you specify 100.68.0.18/18, we modify it to 100.68.0.0/18"; the same in
// CreateNetworkAclEntry and AuthorizeSecurityGroupEgress.
func canonical(text string) string {
	if p, err := netip.ParsePrefix(text); err == nil {
		return p.Masked().String()
	}
	return text
}

// portRange reads "443" or "1024-65535"; both ends are nil for all ports.
func portRange(text string) (from, to *int, err error) {
	if text == "" {
		return nil, nil, nil
	}
	first, last, ranged := strings.Cut(text, "-")
	if !ranged {
		last = first
	}
	a, errA := strconv.ParseUint(first, 10, 16)
	b, errB := strconv.ParseUint(last, 10, 16)
	if errA != nil || errB != nil || b < a {
		return nil, nil, fmt.Errorf("%q is no port or range of ports", text)
	}
	x, y := int(a), int(b)
	return &x, &y, nil
}

// traffic is a protocol with ports in words.
func traffic(protocol, ports string) string {
	if protocol == "-1" || protocol == "" {
		protocol = "everything"
	}
	return strings.TrimSpace(protocol + " " + ports)
}
