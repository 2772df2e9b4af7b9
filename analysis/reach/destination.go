package reach

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// Destination is what a question asks about.
type Destination struct {
	Kind   DestinationKind `json:"kind"`
	Text   string          `json:"text"` // as the user wrote it
	ID     string          `json:"id,omitempty"`
	prefix netip.Prefix
}

// DestinationKind is what a destination is named by.
type DestinationKind string

// The kinds of destinations.
const (
	DestinationAddress       DestinationKind = "address"
	DestinationCIDR          DestinationKind = "cidr"
	DestinationInterface     DestinationKind = "network-interface"
	DestinationSubnet        DestinationKind = "subnet"
	DestinationSecurityGroup DestinationKind = "security-group"
	DestinationLoadBalancer  DestinationKind = "load-balancer"
	DestinationDatabase      DestinationKind = "database"
	DestinationInternet      DestinationKind = "internet"
	DestinationService       DestinationKind = "service"
)

// ParseDestination reads a destination as people name it: an address, a CIDR, an id (eni-, subnet-, sg-), elb:NAME for
// the interfaces of a load balancer, rds for those of databases in the VPC, "internet", or the name of an AWS service.
func ParseDestination(text string) (Destination, error) {
	text = strings.TrimSpace(text)
	d := Destination{Text: text, ID: text}
	switch {
	case text == "":
		return d, errors.New("no destination: name an address, a CIDR, an interface, subnet or group id, an AWS service, or internet")
	case text == "internet":
		d.Kind, d.ID = DestinationInternet, ""
	case strings.HasPrefix(text, "eni-"):
		d.Kind = DestinationInterface
	case strings.HasPrefix(text, "subnet-"):
		d.Kind = DestinationSubnet
	case strings.HasPrefix(text, "sg-"):
		d.Kind = DestinationSecurityGroup
	case strings.HasPrefix(text, "elb:"):
		d.Kind, d.ID = DestinationLoadBalancer, strings.TrimPrefix(text, "elb:")
	case text == "rds":
		d.Kind, d.ID = DestinationDatabase, ""
	default:
		return parseNetwork(d, text)
	}
	return d, nil
}

func parseNetwork(d Destination, text string) (Destination, error) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		d.Kind, d.ID, d.prefix = DestinationAddress, "", netip.PrefixFrom(a, a.BitLen())
		return d, nil
	}
	if strings.Contains(text, "/") {
		p, ok := prefixOf(text)
		if !ok {
			return d, fmt.Errorf("%q is no CIDR: want something like 10.0.3.0/24 or 2001:db8::/32", text)
		}
		d.Kind, d.ID, d.prefix = DestinationCIDR, "", p
		return d, nil
	}
	if !isServiceName(text) {
		return d, fmt.Errorf("%q is no destination: name an address, a CIDR, an interface, subnet or group id, an AWS service, or internet", text)
	}
	d.Kind, d.ID = DestinationService, strings.ToLower(text)
	return d, nil
}

// isServiceName reports whether the text has the form of an AWS service's endpoint name: s3, secretsmanager, ecr.api.
func isServiceName(text string) bool {
	if len(text) < 2 || len(text) > 64 {
		return false
	}
	letters := false
	for _, c := range strings.ToLower(text) {
		switch {
		case c >= 'a' && c <= 'z':
			letters = true
		case c >= '0' && c <= '9', c == '-', c == '.':
		default:
			return false
		}
	}
	return letters
}

// Address is the destination's address; ok is false if it is not a single one.
func (d Destination) Address() (netip.Addr, bool) {
	return d.prefix.Addr(), d.Kind == DestinationAddress
}

// Networks is the destination as networks, nil where it is not named by one: an address is a network of its own, the
// internet is everything.
func (d Destination) Networks() []netip.Prefix {
	switch d.Kind {
	case DestinationAddress, DestinationCIDR:
		return []netip.Prefix{d.prefix}
	case DestinationInternet:
		return []netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0)}
	}
	return nil
}
