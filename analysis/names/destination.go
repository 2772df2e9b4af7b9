package names

import (
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// Destination is what a question asks about.
type Destination struct {
	Kind Kind   `json:"kind"`
	Text string `json:"text"` // as the user wrote it
	// of the resource; of a service, its name in the table; of a store, its ARN or id
	ID     string `json:"id,omitempty"`
	Region string `json:"region,omitempty"` // of a service's host name, where it is not the asked region
	Host   string `json:"host,omitempty"`   // the host name, lower case, where one was written
	Port   uint16 `json:"port,omitempty"`   // as written, else the default port of what is named, 0 if it has none

	// Resolved are the addresses that this machine's resolver gave for the host, comma-joined: "" where it was not
	// asked. They count only where the snapshot does not tell where the name leads.
	Resolved string `json:"resolved,omitempty"`

	prefix netip.Prefix
}

// Name is what the destination is called where its port is told beside it: the host, address, id or word without the
// port.
func (d Destination) Name() string {
	switch {
	case d.Host != "":
		return d.Host
	case d.Kind == KindAddress:
		return d.prefix.Addr().String()
	}
	return strings.TrimSuffix(d.Text, ":"+strconv.Itoa(int(d.Port)))
}

// WithAddresses is the destination with what this machine's resolver answered for its host name.
func (d Destination) WithAddresses(list []netip.Addr) Destination {
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].Unmap().WithZone("")
	}
	slices.SortFunc(list, netip.Addr.Compare)
	text := make([]string, 0, len(list))
	for _, a := range slices.Compact(list) {
		text = append(text, a.String())
	}
	d.Resolved = strings.Join(text, ",")
	return d
}

// resolved are the addresses of Resolved.
func (d Destination) resolved() []netip.Addr {
	var out []netip.Addr
	for text := range strings.SplitSeq(d.Resolved, ",") {
		if a, err := netip.ParseAddr(text); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// Kind is what a destination is named by.
type Kind string

// The kinds of destinations.
const (
	KindAddress       Kind = "address"
	KindCIDR          Kind = "cidr"
	KindInternet      Kind = "internet" // the public addresses that no gateway endpoint carries
	KindAnywhere      Kind = "anywhere" // every address
	KindInterface     Kind = "network-interface"
	KindSubnet        Kind = "subnet"
	KindSecurityGroup Kind = "security-group"
	KindPrefixList    Kind = "prefix-list"
	KindEndpoint      Kind = "vpc-endpoint"
	KindInstance      Kind = "instance"
	KindNatGateway    Kind = "nat-gateway"
	KindLoadBalancer  Kind = "load-balancer" // elb:NAME, told by its interfaces
	KindDatabase      Kind = "database"      // rds: all databases of the VPC, told by their interfaces
	KindService       Kind = "service"
	KindStore         Kind = "store" // a captured database, cache, search domain, broker, file system or load balancer
	KindHost          Kind = "host"  // any other host name
)

// Address is the destination's address; ok is false if it is not a single one.
func (d Destination) Address() (netip.Addr, bool) { return d.prefix.Addr(), d.Kind == KindAddress }

// Prefix is the destination's address or CIDR as a network; ok is false if it is not named by one.
func (d Destination) Prefix() (netip.Prefix, bool) {
	return d.prefix, d.Kind == KindAddress || d.Kind == KindCIDR
}

// HTTPS is the port that is asked about where nobody names one: nearly everything that functions talk to takes it.
const HTTPS = 443

// UsualPort is the port of a destination for which nobody named one: its own, else that of HTTPS. Databases take all
// sorts of ports: where the account does not tell which, it has to be named.
func (d Destination) UsualPort() (uint16, error) {
	switch {
	case d.Port != 0:
		return d.Port, nil
	case d.Kind == KindDatabase:
		return 0, errors.New(
			"rds: which port is not told by the databases here: name it, such as 5432 (PostgreSQL) or 3306 (MySQL)")
	}
	return HTTPS, nil
}

// Networks is the destination as networks, nil where it is not named by one: an address is a network of its own, the
// internet is everything.
func (d Destination) Networks() []netip.Prefix {
	switch d.Kind {
	case KindAddress, KindCIDR:
		return []netip.Prefix{d.prefix}
	case KindInternet, KindAnywhere:
		return []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
	}
	return nil
}
