package netset

import "strconv"

// Protocol is an IANA protocol number, as in the header of an IP packet.
type Protocol uint8

// The protocols that AWS rules name. Only TCP and UDP have ports here.
const (
	ICMP   Protocol = 1
	TCP    Protocol = 6
	UDP    Protocol = 17
	ICMPv6 Protocol = 58
)

// String returns the name AWS uses for the protocol, or "protocol 50" for one
// that it does not name.
func (p Protocol) String() string {
	switch p {
	case ICMP:
		return "icmp"
	case TCP:
		return "tcp"
	case UDP:
		return "udp"
	case ICMPv6:
		return "icmpv6"
	}
	return "protocol " + strconv.Itoa(int(p))
}
