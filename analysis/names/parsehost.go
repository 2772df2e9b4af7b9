package names

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// host reads a host name in lower case without its last dot. What the snapshot knows comes before what the table of
// services says; any other name stays a host name.
func (p *parser) host(name string) (Destination, bool, error) {
	d := Destination{Kind: KindHost, Host: name}
	if s, e := p.storeAt(name); s != nil {
		d.Kind, d.ID, d.Port = KindStore, storeID(s), storePort(s, e)
		return d, true, nil
	}
	if e := p.endpointNamed(name); e != nil {
		d.Kind, d.ID, d.Port = KindEndpoint, e.VpcEndpointId, endpointPort(e)
		return d, true, nil
	}
	if h, ok := readServiceHost(name); ok {
		d.Kind, d.ID, d.Port = KindService, h.service.Name, h.service.Port
		if strings.Contains(name, "s3-website") {
			d.Port = 80
		}
		if h.region != "" && h.region != p.regionName() {
			d.Region = h.region
		}
		return d, true, nil
	}
	if e := p.privateNamed(name); e != nil {
		if region, service, ok := EndpointIdentity(e); ok {
			d.Kind, d.ID, d.Port = KindService, service, endpointPort(e)
			if region != "" && region != p.regionName() {
				d.Region = region
			}
		}
		return d, true, nil // of a service of someone else: it is a host name like any other
	}
	if p.privateZone(name) {
		return d, true, nil
	}
	if err := p.misspelt(name); err != nil {
		return Destination{}, false, err
	}
	return d, true, nil
}

// endpointNamed is the captured endpoint that has the name for its own: VPCE-....SERVICE.REGION.vpce.amazonaws.com.
func (p *parser) endpointNamed(name string) *awsdata.VPCEndpoint {
	if !isEndpointName(name) {
		return nil
	}
	return p.findEndpoint(func(e *awsdata.VPCEndpoint) bool {
		return ownName(e, name)
	})
}

// ownName reports whether a host name is an endpoint's own.
func ownName(e *awsdata.VPCEndpoint, name string) bool {
	if !isEndpointName(name) {
		return false
	}
	for _, entry := range e.DnsEntries {
		if matchesName(entry.DnsName, name) {
			return true
		}
	}
	// Names of zones and of buckets are more than what the entries list.
	for label := range strings.SplitSeq(name, ".") {
		if label == e.VpcEndpointId || strings.HasPrefix(label, e.VpcEndpointId+"-") {
			return true
		}
	}
	return false
}

// isEndpointName reports whether a host name is one of those that AWS gives to an endpoint.
func isEndpointName(name string) bool {
	for _, p := range partitions {
		if strings.HasSuffix(name, ".vpce."+p.suffix) {
			return true
		}
	}
	return false
}

// privateNamed is a captured endpoint whose private names have the name among them.
func (p *parser) privateNamed(name string) *awsdata.VPCEndpoint {
	return p.findEndpoint(func(e *awsdata.VPCEndpoint) bool {
		for _, entry := range e.DnsEntries {
			if !isEndpointName(strings.ToLower(entry.DnsName)) && matchesName(entry.DnsName, name) {
				return true
			}
		}
		return false
	})
}

func (p *parser) findEndpoint(is func(*awsdata.VPCEndpoint) bool) *awsdata.VPCEndpoint {
	for _, r := range p.regions() {
		for i := range r.Region.VPCEndpoints {
			if e := &r.Region.VPCEndpoints[i]; is(e) {
				return e
			}
		}
	}
	return nil
}

// endpointPort is the port that the service behind an endpoint takes connections on, 0 where that is not known.
func endpointPort(e *awsdata.VPCEndpoint) uint16 {
	if _, name, ok := EndpointIdentity(e); ok {
		if s := vocabulary().byName[name]; s != nil {
			return s.Port
		}
		return 443
	}
	return 0
}

// misspelt is the error about a host name that is nearly one of AWS's: of a Region that does not exist, or a service's
// dotted name with a slip.
func (p *parser) misspelt(name string) error {
	labels := strings.Split(name, ".")
	for _, part := range partitions {
		if !strings.HasSuffix(name, "."+part.suffix) && !strings.HasSuffix(name, "."+part.dual) {
			continue
		}
		for _, label := range labels {
			if looksLikeRegion(label) && !isRegion(label) && !knownStem(label) {
				if near := Nearest(label, Regions()); len(near) > 0 {
					return fmt.Errorf("%q is no destination: there is no Region %s: did you mean %s?", name, label,
						alternatives(near))
				}
			}
			if isRegion(label) && partitionOf(label).suffix != part.suffix {
				return fmt.Errorf("%q is no destination: names in %s end in %s or %s", name, label,
					partitionOf(label).suffix, partitionOf(label).dual)
			}
		}
		return nil
	}
	if len(labels) == 2 {
		var dotted []string
		for _, s := range Services() {
			if strings.Count(s.Name, ".") == 1 {
				dotted = append(dotted, s.Name)
			}
		}
		for _, near := range Nearest(name, dotted) {
			if distance(name, near, 2) <= 2 {
				return &UnknownError{Text: p.text, Nearest: []string{near}}
			}
		}
	}
	return nil
}

// knownStem reports whether a Region of that direction exists: us-east-7 may be new, us-eats-1 is a slip.
func knownStem(region string) bool {
	stem := region[:strings.LastIndexByte(region, '-')+1]
	for _, name := range Regions() {
		if strings.HasPrefix(name, stem) {
			return true
		}
	}
	return false
}
