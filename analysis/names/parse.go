package names

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Parse reads a destination as people name it, asked in a region: an address, a CIDR, an id or a name of a resource, an
// AWS service in any spelling, a host name, HOST:PORT or a URL, "internet" or "anywhere". The vocabulary is closed:
// what is outside it is an error, an [*UnknownError] where only its spelling tells. The index may be nil, for words
// that need none.
func Parse(x *awsdata.RegionIndex, text string) (Destination, error) { return ParseIn(nil, x, text) }

// ParseIn is [Parse] with the whole snapshot at hand: ids of resources in other regions and accounts are known, too.
func ParseIn(all *awsdata.Index, x *awsdata.RegionIndex, text string) (Destination, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Destination{}, errors.New("no destination: name an address, a CIDR, a host name, the id or name of a resource, an AWS service, or internet")
	}
	text = withoutSecret(text)
	p := parser{all: all, region: x, text: text}
	d, err := p.parse()
	d.Text = text
	return d, err
}

// parser reads one destination.
type parser struct {
	all    *awsdata.Index
	region *awsdata.RegionIndex
	text   string
}

func (p *parser) parse() (Destination, error) {
	text := p.text
	lower := strings.ToLower(text)
	switch {
	case lower == "internet":
		return Destination{Kind: KindInternet}, nil
	case lower == "anywhere":
		return Destination{Kind: KindAnywhere}, nil
	case lower == "rds":
		return Destination{Kind: KindDatabase, Port: p.databasePort()}, nil
	case strings.HasPrefix(lower, "elb:"):
		return p.loadBalancer(text[len("elb:"):])
	case strings.HasPrefix(lower, "arn:"):
		return p.arn(text)
	}
	if d, ok := parseNetwork(text); ok {
		return d, nil
	}
	if strings.ContainsAny(text, ":/, ") {
		if d, ok, err := p.named(text); ok || err != nil { // names may have any letter in them
			return d, err
		}
	}
	if scheme, rest, ok := strings.Cut(text, "://"); ok {
		return p.url(strings.ToLower(scheme), rest)
	}
	if strings.Contains(text, ",") {
		return p.list(strings.Split(text, ","))
	}
	if before, _, ok := strings.Cut(text, "/"); ok {
		if _, err := netip.ParseAddr(before); err == nil {
			return Destination{}, fmt.Errorf("%q is no CIDR: want something like 10.0.3.0/24 or 2001:db8::/32", text)
		}
		text = before // a URL without its scheme
	}
	return p.hostPort(text, 0)
}

func parseNetwork(text string) (Destination, bool) {
	if a, err := netip.ParseAddr(text); err == nil {
		a = a.Unmap().WithZone("")
		return Destination{Kind: KindAddress, prefix: netip.PrefixFrom(a, a.BitLen())}, true
	}
	if n, err := netip.ParsePrefix(text); err == nil {
		return Destination{Kind: KindCIDR, prefix: n.Masked()}, true
	}
	return Destination{}, false
}

// databasePort is the port that all databases of the region take, as their engines or else the groups of their
// interfaces tell; 0 where they differ or tell none.
func (p *parser) databasePort() uint16 {
	if p.region == nil {
		return 0
	}
	var ports []int
	for _, s := range p.region.Stores() {
		switch s.(type) {
		case *awsdata.DBInstance, *awsdata.DBCluster, *awsdata.DBProxy:
			ports = append(ports, s.DefaultPort())
		}
	}
	listed := len(ports) > 0
	for i := range p.region.Region.NetworkInterfaces {
		if n := &p.region.Region.NetworkInterfaces[i]; !listed && n.Owner() == "RDS" {
			ports = append(ports, p.region.OnlyPort(n.GroupIDs()...))
		}
	}
	slices.Sort(ports)
	if ports = slices.Compact(ports); len(ports) != 1 || ports[0] < 1 || ports[0] > 65535 {
		return 0
	}
	return uint16(ports[0])
}

// loadBalancer reads elb:NAME, which is told by the descriptions of interfaces.
func (p *parser) loadBalancer(name string) (Destination, error) {
	if name == "" {
		return Destination{}, errors.New("elb: needs the name of a load balancer: elb:NAME")
	}
	d := Destination{Kind: KindLoadBalancer, ID: name}
	if before, digits, ok := strings.Cut(name, ":"); ok { // names of load balancers have none
		port, err := p.port(digits)
		if err != nil {
			return Destination{}, err
		}
		d.ID, d.Port = before, port
	}
	known, named := p.balancers()
	if len(named) > 0 && !slices.Contains(known, d.ID) && p.region.Region.Has("describe-network-interfaces") {
		return Destination{}, fmt.Errorf("there is no load balancer %q: name one of %s", d.ID,
			alternatives(named[:min(len(named), 5)]))
	}
	return d, nil
}

// balancers are what the load balancers whose interfaces are in the region, and those that are listed, are known by,
// and their names among that.
func (p *parser) balancers() (known, named []string) {
	if p.region == nil {
		return nil, nil
	}
	for i := range p.region.Region.NetworkInterfaces {
		if owner, ok := strings.CutPrefix(p.region.Region.NetworkInterfaces[i].Owner(), "load balancer "); ok {
			parts := strings.Split(owner, "/") // TYPE/NAME/ID, or the name of a classic one
			known = append(known, parts...)
			named = append(named, parts[min(1, len(parts)-1)])
		}
	}
	for _, s := range p.region.Stores() {
		if b, ok := s.(*awsdata.LoadBalancer); ok {
			named = append(named, b.Name())
		}
	}
	slices.Sort(named)
	return append(known, named...), slices.Compact(named)
}

// schemes are the default ports of URLs.
var schemes = map[string]uint16{
	"https": 443, "http": 80, "wss": 443, "ws": 80,
	"redis": 6379, "rediss": 6379, "valkey": 6379, "valkeys": 6379, "memcached": 11211,
	"postgres": 5432, "postgresql": 5432, "mysql": 3306, "mariadb": 3306, "sqlserver": 1433, "oracle": 1521,
	"mongodb": 27017, "neptune": 8182, "redshift": 5439, "cassandra": 9142,
	"amqp": 5672, "amqps": 5671, "kafka": 9092, "ssl": 61617, "stomp+ssl": 61614, "mqtt": 1883, "mqtts": 8883,
	"nfs": 2049, "smb": 445, "ldap": 389, "ldaps": 636, "ssh": 22, "sftp": 22, "ftp": 21, "smtp": 25, "smtps": 465,
	"tcp": 0, "udp": 0, "tls": 0, "dns": 53,
}

// url reads what follows the scheme of a URL. Schemes like postgresql+psycopg2, mongodb+srv and jdbc:mysql name the
// protocol in a part of them.
func (p *parser) url(scheme, rest string) (Destination, error) {
	if driver, ok := strings.CutPrefix(scheme, "jdbc:"); ok {
		scheme, _, _ = strings.Cut(driver, ":") // jdbc:mysql:aws
	}
	if scheme == "s3" || scheme == "s3a" || scheme == "s3n" {
		return Destination{Kind: KindService, ID: "s3", Port: 443}, nil
	}
	port, known := schemes[scheme]
	if base, _, ok := strings.Cut(scheme, "+"); ok && !known {
		port, known = schemes[base]
	}
	if !known {
		return Destination{}, fmt.Errorf(
			"%q is no destination: %s:// is the scheme of no protocol known here; name the host and the port",
			p.text, scheme)
	}
	rest, _, _ = strings.Cut(rest, "?")
	rest, _, _ = strings.Cut(rest, "#")
	rest = rest[secretEnd(rest):]
	rest, _, _ = strings.Cut(rest, "/")
	if rest == "" {
		return Destination{}, fmt.Errorf("%q is no destination: the URL names no host", p.text)
	}
	if strings.Contains(rest, ",") {
		return p.list(strings.Split(rest, ","))
	}
	return p.hostPort(rest, port)
}

// secretEnd is where the user and password of a URL end, 0 if it has none. Passwords may have slashes, and so may paths
// have an @: what is before the first slash is a host if it can be one.
func secretEnd(rest string) int {
	authority, _, _ := strings.Cut(rest, "/")
	if at := strings.LastIndexByte(authority, '@'); at >= 0 && !strings.Contains(rest[len(authority):], "@") {
		return at + 1
	}
	name, port, _ := strings.Cut(authority, ":")
	if _, err := strconv.ParseUint(port, 10, 16); (port == "" || err == nil) && isHostName(strings.ToLower(name)) {
		return 0
	}
	return strings.LastIndexByte(rest, '@') + 1
}

// withoutSecret is the text as it may be shown: of a URL without the user and password.
func withoutSecret(text string) string {
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return text
	}
	return scheme + "://" + rest[secretEnd(rest):]
}

// list reads several hosts, as clients of clusters are given them: all must be of one captured data store, since a
// verdict about the first would say nothing of the others.
func (p *parser) list(hosts []string) (Destination, error) {
	var first Destination
	for i, h := range hosts {
		q := parser{all: p.all, region: p.region, text: strings.TrimSpace(h)}
		d, err := q.hostPort(q.text, 0)
		if err != nil {
			return Destination{}, err
		}
		if i == 0 {
			first = d
		}
		if d.Kind != KindStore || d.ID != first.ID || d.Port != first.Port {
			return Destination{}, fmt.Errorf("%q names %d destinations: give one of them", p.text, len(hosts))
		}
	}
	first.Host = ""
	return first, nil
}

// hostPort reads NAME or NAME:PORT; otherwise is the port where none is written, 0 for the default of what is named.
func (p *parser) hostPort(text string, otherwise uint16) (Destination, error) {
	name, port, err := p.splitPort(text)
	if err != nil {
		return Destination{}, err
	}
	d, err := p.name(name)
	switch {
	case err != nil:
		return Destination{}, err
	case port != 0:
		d.Port = port
	case otherwise != 0:
		d.Port = otherwise
	}
	return d, nil
}

// splitPort cuts the port off NAME:PORT and [IPv6]:PORT; a bare IPv6 address has none.
func (p *parser) splitPort(text string) (string, uint16, error) {
	if inner, ok := strings.CutPrefix(text, "["); ok {
		address, rest, closed := strings.Cut(inner, "]")
		switch {
		case !closed || rest != "" && rest[0] != ':':
			return "", 0, fmt.Errorf("%q is no destination: write an IPv6 address with a port as [2001:db8::1]:443",
				p.text)
		case rest == "":
			return address, 0, nil
		}
		port, err := p.port(rest[1:])
		return address, port, err
	}
	name, digits, ok := strings.Cut(text, ":")
	if !ok {
		return text, 0, nil
	}
	if strings.Contains(digits, ":") {
		if _, err := netip.ParseAddr(text); err == nil {
			return text, 0, nil
		}
		return "", 0, p.unknown()
	}
	port, err := p.port(digits)
	return name, port, err
}

func (p *parser) port(digits string) (uint16, error) {
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || n == 0 || digits[0] == '+' {
		return 0, fmt.Errorf("%q is no destination: %q is no port: want a number from 1 to 65535", p.text, digits)
	}
	return uint16(n), nil
}

// name reads a destination without a port.
func (p *parser) name(text string) (Destination, error) {
	if d, ok := parseNetwork(text); ok {
		return d, nil
	}
	lower := strings.ToLower(strings.TrimSuffix(text, "."))
	if lower == "rds" {
		return Destination{Kind: KindDatabase, Port: p.databasePort()}, nil
	}
	if lower == "internet" || lower == "anywhere" {
		return Destination{Kind: Kind(lower)}, nil
	}
	if lower == "localhost" || strings.HasSuffix(lower, ".localhost") || strings.HasPrefix(lower, "localhost.") {
		return Destination{}, fmt.Errorf("%q is no destination: it is the function itself", text)
	}
	if d, ok, err := p.id(text); ok || err != nil {
		return d, err
	}
	if d, ok := p.service(text); ok {
		return d, nil
	}
	if d, ok, err := p.named(text); ok || err != nil {
		return d, err
	}
	if e, err := p.offeredService(lower); e != nil || err != nil {
		return endpointDestination(e), err
	}
	if strings.Contains(lower, ".") && isNumeric(lower) {
		return Destination{},
			fmt.Errorf("%q is no destination: it is no IPv4 address, and no host name ends in a number", text)
	}
	if strings.Contains(lower, ".") && isHostName(lower) {
		if d, ok, err := p.host(lower); ok || err != nil {
			return d, err
		}
	}
	return Destination{}, p.unknown()
}

// service reads a word for an AWS service, or the name of an endpoint service.
func (p *parser) service(text string) (Destination, bool) {
	lower := strings.ToLower(text)
	d := Destination{Kind: KindService, Port: 443}
	if region, name, ok := endpointService(lower); ok {
		if s := vocabulary().byName[name]; s != nil {
			d.ID, d.Port = s.Name, s.Port
		} else if e := p.endpointOf(name); e != nil {
			d.ID = name
		} else {
			return d, false
		}
		if region != p.regionName() {
			d.Region = region
		}
		return d, true
	}
	if s := ServiceNamed(text); s != nil {
		d.ID, d.Port = s.Name, s.Port
		return d, true
	}
	if e := p.endpointOf(lower); e != nil {
		d.ID = lower
		return d, true
	}
	return d, false
}

// offeredService is the captured endpoint of an endpoint service that the table does not know, such as one of another
// owner: com.amazonaws.vpce.REGION.vpce-svc-.... Of AWS's own form, but of no service, it is an error that names the
// nearest.
func (p *parser) offeredService(name string) (*awsdata.VPCEndpoint, error) {
	start := ""
	for _, form := range []string{"com.amazonaws.", "cn.com.amazonaws."} {
		if strings.HasPrefix(name, form) {
			start = form
		}
	}
	if start == "" {
		return nil, nil
	}
	var found []*awsdata.VPCEndpoint
	var ids []string
	for _, r := range p.regions() {
		for i := range r.Region.VPCEndpoints {
			if e := &r.Region.VPCEndpoints[i]; strings.EqualFold(e.ServiceName, name) {
				found, ids = append(found, e), append(ids, e.VpcEndpointId)
			}
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return nil, fmt.Errorf("%q names %d endpoints: give the id: %s", p.text, len(found), alternatives(ids))
	}
	region, word, ok := endpointService(name)
	if !ok {
		return nil, &UnknownError{Text: p.text, Hint: "no endpoint of this service is in the snapshot"}
	}
	if region != "" {
		start += region + "."
	}
	var services []string
	for _, s := range Services() {
		services = append(services, s.Name)
	}
	near := Nearest(word, services)
	for i := range near {
		near[i] = start + near[i]
	}
	return nil, &UnknownError{Text: p.text, Nearest: near}
}

func endpointDestination(e *awsdata.VPCEndpoint) Destination {
	if e == nil {
		return Destination{}
	}
	return Destination{Kind: KindEndpoint, ID: e.VpcEndpointId, Port: endpointPort(e)}
}

// endpointOf is a captured endpoint of a service that the table does not know, nil if there is none.
func (p *parser) endpointOf(service string) *awsdata.VPCEndpoint {
	if p.region == nil {
		return nil
	}
	for i := range p.region.Region.VPCEndpoints {
		e := &p.region.Region.VPCEndpoints[i]
		if _, name, ok := EndpointIdentity(e); ok && name == service {
			return e
		}
	}
	return nil
}

func (p *parser) regionName() string {
	if p.region == nil {
		return ""
	}
	return p.region.Region.RegionName
}

// unknown is the error about a word outside the vocabulary.
func (p *parser) unknown() error {
	word, _, _ := strings.Cut(p.text, ":")
	if hint := p.hint(word); hint != "" {
		return &UnknownError{Text: p.text, Hint: hint}
	}
	candidates := []string{"internet", "anywhere", "rds"}
	for _, s := range Services() {
		candidates = append(candidates, s.Name)
		candidates = append(append(candidates, s.Prefixes...), s.Words...)
	}
	return &UnknownError{Text: p.text, Nearest: Nearest(word, append(candidates, p.screenNames()...))}
}
