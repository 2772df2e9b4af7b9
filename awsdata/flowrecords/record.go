// Package flowrecords reads saved VPC flow logs: text in the default format and in those of one's own, with or without
// gzip, Parquet, and what Athena prints of a table of them. Records are handed out one at a time and none is kept, so
// that files of any size are read in little memory. Nothing in them is text that anybody is shown: what is no
// interface, address or number makes a record malformed.
package flowrecords

import (
	"bytes"
	"net/netip"
	"strconv"
)

// Record is what was seen of one flow at one network interface during a capture window.
// Source: Amazon VPC user guide, "Flow log records".
type Record struct {
	Interface       string
	Source          netip.Addr
	Destination     netip.Addr
	SourcePort      uint16
	DestinationPort uint16
	Protocol        uint8 // IANA's number
	Packets         int64
	Start, End      int64 // seconds since 1970, 0 where the format has none
	Action          Action
	Status          Status
	Flags           uint8 // of TCP, all that were seen in the window; 0 where the format has none
}

// Action is what the security groups and network ACLs at the interface did with the flow.
type Action uint8

// The actions.
const (
	NoAction Action = iota // the record is of no flow
	Accept
	Reject
)

// Status tells whether a record is of a flow at all.
type Status uint8

// The statuses.
const (
	OK       Status = iota
	NoData          // nothing was sent in the window
	SkipData        // some records of the window were left out
)

// field is what a column holds.
type field uint8

const (
	fieldOther field = iota // nothing that is looked at
	fieldInterface
	fieldSource
	fieldDestination
	fieldSourcePort
	fieldDestinationPort
	fieldProtocol
	fieldPackets
	fieldStart
	fieldEnd
	fieldAction
	fieldStatus
	fieldFlags
	fieldVersion
)

// fields are the names of columns, as formats have them. Athena's tables and Parquet have _ for -.
// Source: Amazon VPC user guide, "Flow log records", "Available fields".
var fields = map[string]field{
	"version": fieldVersion, "interface-id": fieldInterface, "srcaddr": fieldSource, "dstaddr": fieldDestination,
	"srcport": fieldSourcePort, "dstport": fieldDestinationPort, "protocol": fieldProtocol, "packets": fieldPackets,
	"start": fieldStart, "end": fieldEnd, "action": fieldAction, "log-status": fieldStatus, "tcp-flags": fieldFlags,

	"interfaceid": fieldInterface, "sourceaddress": fieldSource, "destinationaddress": fieldDestination,
	"sourceport": fieldSourcePort, "destinationport": fieldDestinationPort, "numpackets": fieldPackets,
	"starttime": fieldStart, "endtime": fieldEnd, "logstatus": fieldStatus, // Athena's documents of 2017
}

// others are the columns that are not looked at, by which a line of names is told from others all the same.
var others = []string{"account-id", "account", "bytes", "numbytes", "vpc-id", "subnet-id", "instance-id", "type",
	"pkt-srcaddr", "pkt-dstaddr", "region", "az-id", "flow-direction", "traffic-path", "pkt-src-aws-service",
	"pkt-dst-aws-service", "sublocation-type", "sublocation-id", "reject-reason"}

// needed are the columns without which nothing can be said of a flow.
var needed = []struct {
	field field
	name  string
}{{fieldInterface, "interface-id"}, {fieldSource, "srcaddr"}, {fieldDestination, "dstaddr"},
	{fieldSourcePort, "srcport"}, {fieldDestinationPort, "dstport"}, {fieldProtocol, "protocol"},
	{fieldAction, "action"}}

// defaultFormat is the format of a flow log for which none was chosen, version 2.
const defaultFormat = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start " +
	"end action log-status"

// set enters the value of a column, and reports whether it is one. "-" stands where there is none.
func (r *Record) set(f field, value []byte) bool {
	if f == fieldOther || f == fieldVersion || len(value) == 1 && value[0] == '-' || len(value) == 0 {
		return true
	}
	switch f {
	case fieldInterface:
		r.Interface = string(value)
		return isInterface(value)
	case fieldSource, fieldDestination:
		a, err := netip.ParseAddr(string(value))
		if f == fieldSource {
			r.Source = a
		} else {
			r.Destination = a
		}
		return err == nil && a.Zone() == ""
	case fieldAction:
		switch string(value) {
		case "ACCEPT":
			r.Action = Accept
		case "REJECT":
			r.Action = Reject
		case "NODATA", "SKIPDATA": // nothing was seen
		default:
			return false
		}
		return true
	case fieldStatus:
		switch string(value) {
		case "OK":
			r.Status = OK
		case "NODATA":
			r.Status = NoData
		case "SKIPDATA":
			r.Status = SkipData
		default:
			return false
		}
		return true
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil || n < 0 {
		return false
	}
	switch f {
	case fieldSourcePort:
		r.SourcePort = uint16(n)
		return n <= 65535
	case fieldDestinationPort:
		r.DestinationPort = uint16(n)
		return n <= 65535
	case fieldProtocol:
		r.Protocol = uint8(n)
		return n <= 255
	case fieldFlags:
		r.Flags = uint8(n)
		return n <= 255
	case fieldPackets:
		r.Packets = n
	case fieldStart:
		r.Start = n
	case fieldEnd:
		r.End = n
	}
	return true
}

// whole reports whether a record that is of a flow has all that a flow has.
func (r *Record) whole() bool {
	if r.Interface == "" {
		return false
	}
	return r.Status != OK || r.Source.IsValid() && r.Destination.IsValid() && r.Action != NoAction
}

// isInterface reports whether a text has the form of a network interface's id.
func isInterface(id []byte) bool {
	rest, ok := bytes.CutPrefix(id, []byte("eni-"))
	if !ok || len(rest) == 0 || len(rest) > 60 {
		return false
	}
	for _, c := range rest {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return false
		}
	}
	return true
}
