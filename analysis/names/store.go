package names

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Store is a resource that takes connections at interfaces in a VPC: a database, cache, search domain, broker, file
// system or load balancer.
type Store interface {
	awsdata.Resource
	ARN() string
	Kind() string
}

type storeEndpoint struct {
	Host string
	Port int
}

func (p *parser) storeAt(string) (Store, *storeEndpoint) { return nil, nil }

func (p *parser) storeWith(string) Store { return nil }

func storeID(s Store) string { return s.ID() }

func storePort(Store, *storeEndpoint) uint16 { return 0 }

func (p *parser) privateZone(string) bool { return false }

// wares are words for kinds of data stores, which are no destinations: which one is meant, they do not tell.
var wares = []string{"redis", "valkey", "memcached", "mysql", "mariadb", "postgres", "postgresql", "oracle", "sqlserver", "aurora",
	"mongodb", "docdb", "documentdb", "neptune", "opensearch", "elasticsearch", "msk", "amqp", "rabbitmq", "activemq", "efs",
	"nfs", "database", "db", "cache", "queue", "broker", "alb", "nlb", "elb", "load balancer", "proxy"}

// hint says what to name for a word that tells what was meant, "" for other words.
func (p *parser) hint(word string) string {
	if !slices.Contains(wares, strings.ToLower(word)) {
		return ""
	}
	return "name the one that is meant, by its name, host name or address"
}

var _ netip.Addr
