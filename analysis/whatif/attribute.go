package whatif

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// SetDNSSupport turns the VPC's own resolver on or off.
type SetDNSSupport struct {
	Region string `json:"region,omitempty"`
	VPC    string `json:"vpc,omitempty"`
	On     bool   `json:"on,omitempty"`
}

// SetDNSHostnames turns the VPC's host names on or off, without which no name of an endpoint is private.
type SetDNSHostnames SetDNSSupport

// SetSourceDestCheck turns the check of an interface on or off by which it drops what is neither from it nor for it.
type SetSourceDestCheck struct {
	Region string `json:"region,omitempty"`
	ID     string `json:"id,omitempty"`
	On     bool   `json:"on,omitempty"`
}

func (e SetDNSSupport) about() about {
	return about{Set, DNSSupport, e.Region, e.VPC, need("vpc", e.VPC)}
}

func (e SetDNSHostnames) about() about {
	return about{Set, DNSHostnames, e.Region, e.VPC, need("vpc", e.VPC)}
}

func (e SetSourceDestCheck) about() about {
	return about{Set, SourceDestCheck, e.Region, e.ID, need("id", e.ID)}
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// Words implements [Edit].
func (e SetDNSSupport) Words() string { return e.VPC + ": turn enableDnsSupport " + onOff(e.On) }

// Words implements [Edit].
func (e SetDNSHostnames) Words() string { return e.VPC + ": turn enableDnsHostnames " + onOff(e.On) }

// Words implements [Edit].
func (e SetSourceDestCheck) Words() string { return e.ID + ": turn SourceDestCheck " + onOff(e.On) }

// Inverse implements [Edit].
func (e SetDNSSupport) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	was, ok := attribute(in(before, e), e.VPC, dnsSupport)
	return []Edit{SetDNSSupport{e.Region, e.VPC, was}}, ok
}

// Inverse implements [Edit].
func (e SetDNSHostnames) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	was, ok := attribute(in(before, e), e.VPC, dnsHostnames)
	return []Edit{SetDNSHostnames{e.Region, e.VPC, was}}, ok
}

// Inverse implements [Edit].
func (e SetSourceDestCheck) Inverse(before *awsdata.Snapshot) ([]Edit, bool) {
	r := in(before, e)
	if r == nil {
		return nil, false
	}
	n, err := element[awsdata.NetworkInterface](r.NetworkInterfaces, e.ID)
	if err != nil {
		return nil, false
	}
	return []Edit{SetSourceDestCheck{e.Region, e.ID, n.SourceDestCheck}}, true
}

// The attributes of a VPC that describe-vpc-attribute tells.
const (
	dnsSupport   = "enableDnsSupport"
	dnsHostnames = "enableDnsHostnames"
)

func (e SetDNSSupport) apply(r, _ *awsdata.Region) error {
	return setAttribute(r, e.VPC, dnsSupport, e.On)
}

func (e SetDNSHostnames) apply(r, _ *awsdata.Region) error {
	return setAttribute(r, e.VPC, dnsHostnames, e.On)
}

func (e SetSourceDestCheck) apply(r, _ *awsdata.Region) error {
	n, err := element[awsdata.NetworkInterface](r.NetworkInterfaces, e.ID)
	if err != nil {
		return err
	}
	n.SourceDestCheck = e.On
	return nil
}

func modifyVPC(s *awsdata.Snapshot, e Edit, vpc, option string, on bool) paste.Script {
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 modify-vpc-attribute").Opt("vpc-id", vpc).Short(option,
		paste.Struct("Value", on))}
}

// Commands implements [Edit].
func (e SetDNSSupport) Commands(s *awsdata.Snapshot) paste.Script {
	return modifyVPC(s, e, e.VPC, "enable-dns-support", e.On)
}

// Commands implements [Edit].
func (e SetDNSHostnames) Commands(s *awsdata.Snapshot) paste.Script {
	return modifyVPC(s, e, e.VPC, "enable-dns-hostnames", e.On)
}

// Commands implements [Edit].
func (e SetSourceDestCheck) Commands(s *awsdata.Snapshot) paste.Script {
	flag := "no-source-dest-check"
	if e.On {
		flag = "source-dest-check"
	}
	return paste.Script{paste.AWS(regionFor(s, e), "ec2 modify-network-interface-attribute").Opt("network-interface-id",
		e.ID).Opt(flag)}
}

// attribute is an attribute of a VPC; ok is false where the snapshot does not tell it.
func attribute(r *awsdata.Region, vpc, name string) (on, ok bool) {
	if r == nil {
		return false, false
	}
	document, ok := r.VPCAttributes[vpc+"."+name]
	if !ok {
		return false, false
	}
	value := document.EnableDnsSupport
	if name == dnsHostnames {
		value = document.EnableDnsHostnames
	}
	if value == nil {
		return false, false
	}
	return value.Value, true
}

func setAttribute(r *awsdata.Region, vpc, name string, on bool) error {
	if _, err := element[awsdata.VPC](r.VPCs, vpc); err != nil {
		return err
	}
	document, ok := r.VPCAttributes[vpc+"."+name]
	if !ok {
		return fmt.Errorf("the snapshot does not tell %s of %s", name, vpc)
	}
	value := &awsdata.AttributeValue{Value: on}
	if name == dnsHostnames {
		document.EnableDnsHostnames = value
	} else {
		document.EnableDnsSupport = value
	}
	r.VPCAttributes[vpc+"."+name] = document
	return nil
}
