package names

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// storeAt is the captured store that takes connections under a host name, and its endpoint of that name. Load balancers
// are known by a second name with "dualstack." before it. Where a host takes several protocols, as a broker's does, the
// endpoint is that of the store's default port.
func (p *parser) storeAt(host string) (awsdata.Store, *awsdata.StoreEndpoint) {
	host = strings.TrimPrefix(host, "dualstack.")
	for _, r := range p.regions() {
		for _, s := range r.Stores() {
			var found *awsdata.StoreEndpoint
			for _, e := range s.Endpoints() {
				if sameHost(e.Host, host) && (found == nil || e.Port == s.DefaultPort()) {
					found = &e
				}
			}
			if found != nil {
				return s, found
			}
		}
	}
	return nil, nil
}

// storeWith is the captured store with that ARN or id, nil if there is none.
func (p *parser) storeWith(id string) awsdata.Store {
	for _, r := range p.regions() {
		for _, s := range r.Stores() {
			if s.ARN() == id || s.ID() == id {
				return s
			}
		}
	}
	return nil
}

// sameHost compares host names as AWS writes them: in any letter case, with or without a last dot.
func sameHost(a, b string) bool { return strings.EqualFold(strings.TrimSuffix(a, "."), b) }

// storeID is what tells a store from all others: its ARN, else its id.
func storeID(s awsdata.Store) string {
	if arn := s.ARN(); arn != "" {
		return arn
	}
	return s.ID()
}

// storePort is the port of a store's endpoint, else its default port.
func storePort(s awsdata.Store, e *awsdata.StoreEndpoint) uint16 {
	port := s.DefaultPort()
	if e != nil && e.Port != 0 {
		port = e.Port
	}
	if port < 0 || port > 65535 {
		return 0
	}
	return uint16(port)
}

// StoreWith is the store that a destination of the kind [KindStore] names, nil where the snapshot does not hold it.
func StoreWith(all *awsdata.Index, x *awsdata.RegionIndex, d Destination) awsdata.Store {
	return (&parser{all: all, region: x}).storeWith(d.ID)
}

// privateZone reports whether a private hosted zone of the region has the name in it.
func (p *parser) privateZone(name string) bool {
	return p.region != nil && slices.ContainsFunc(p.region.Region.HostedZones, func(z awsdata.HostedZone) bool {
		return within(name, canonical(z.Name()))
	})
}

// storeKindWords are words for kinds of data stores, which are no destinations: which one is meant, they do not tell.
var storeKindWords = []string{"redis", "valkey", "memcached", "mysql", "mariadb", "postgres", "postgresql", "oracle",
	"sqlserver", "aurora", "mongodb", "docdb", "documentdb", "neptune", "opensearch", "elasticsearch", "msk", "amqp",
	"rabbitmq", "activemq", "efs", "nfs", "database", "db", "cache", "queue", "broker", "alb", "nlb", "elb",
	"load balancer", "proxy"}

// hint says what to name for a word that tells what was meant, "" for other words.
func (p *parser) hint(word string) string {
	if !slices.Contains(storeKindWords, strings.ToLower(word)) {
		return ""
	}
	var stores []string
	if p.region != nil {
		for _, s := range p.region.Stores() {
			stores = append(stores, s.ID())
		}
	}
	if len(stores) == 0 || len(stores) > 8 {
		return "name the one that is meant, by its name, host name or address"
	}
	return "name the one that is meant: " + alternatives(stores)
}
