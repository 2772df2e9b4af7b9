package check

import (
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// neededName is a name that functions of a placement need.
type neededName struct {
	what      string // "sqs", "orders"
	to        names.Destination
	functions []string
	proof     []Evidence
}

// nameNeeds are the data stores of a region that have names, and the roles that log in to some, worked out once for all
// placements.
type nameNeeds struct {
	stores []namedStore
	logins []*roleLogins

	missing []string // calls without which not all stores, or not all that mean them, are known
}

type namedStore struct {
	awsdata.Store
	name   string
	to     names.Destination
	groups []string // of its interfaces
}

// roleLogins are the actions by which a role says that its functions use data stores, by the kind of the stores.
type roleLogins struct {
	*roleUse
	byKind map[string]string
}

func (p *Pass) nameNeeds() *nameNeeds {
	n := &nameNeeds{missing: p.storesNotRead()}
	for _, s := range p.Region.Stores() {
		endpoints := s.Endpoints()
		if len(endpoints) == 0 {
			continue
		}
		to, err := names.Parse(p.Region, endpoints[0].Host)
		if err != nil {
			continue
		}
		store := namedStore{Store: s, name: p.name(s.ID()), to: to}
		list, _, missing := p.Region.StoreInterfaces(s) // those that may be its interfaces are told by its groups
		for _, call := range []string{missing, p.Gap("describe-security-groups")} {
			if call != "" {
				n.missing = append(n.missing, call)
			}
		}
		for _, i := range list {
			store.groups = append(store.groups, i.GroupIDs()...)
		}
		n.stores = append(n.stores, store)
	}
	for _, use := range p.roleUses() {
		if byKind := loginsOf(use); len(byKind) > 0 {
			n.logins = append(n.logins, &roleLogins{use, byKind})
		}
	}
	return n
}

// storesNotRead are the calls that list data stores and gave no answer. What was not asked for is no gap: it can be
// left out as a whole.
func (p *Pass) storesNotRead() []string {
	var out []string
	for _, k := range awsdata.Kinds() {
		gap, missing := p.Region.Region.Gap(k.Call)
		if missing && gap.Cause != awsdata.CauseAbsent && slices.ContainsFunc(slices.Collect(maps.Values(storeLogins)),
			func(kinds []string) bool { return slices.Contains(kinds, k.Code) }) {
			out = append(out, k.Call)
		}
	}
	return out
}

// storeLogins are the prefixes of the actions that log in to data stores, with the kinds of stores that they are for.
// Source: Service Authorization Reference, the actions that are no operation of an API.
var storeLogins = map[string][]string{
	"rds-db":        {"db", "db-cluster", "db-proxy"},
	"elasticache":   {"rg", "scache"},
	"memorydb":      {"memorydb"},
	"es":            {"opensearch"},
	"kafka-cluster": {"kafka"},
}

// storeCalls tell which data stores there are of a kind.
var storeCalls = map[string]string{
	"db": "describe-db-instances", "db-cluster": "describe-db-clusters", "db-proxy": "describe-db-proxies",
	"rg": "describe-replication-groups", "scache": "describe-serverless-caches", "memorydb": "memorydb-describe-clusters",
	"opensearch": "describe-domains", "kafka": "list-clusters-v2",
}

// lacking notes what is not known of the data stores that functions of a placement need: which there are of those that
// they log in to, and which carry the groups that their own groups name.
func (n *nameNeeds) lacking(p *Pass, at *placement) {
	for _, l := range n.logins {
		i := slices.Index(l.places, at)
		if i < 0 {
			continue
		}
		for kind := range l.byKind {
			if gap := p.Gap(storeCalls[kind]); gap != "" {
				p.lacks(at, l.of[i], []string{gap})
			}
		}
	}
	for _, call := range []string{"describe-security-groups", "describe-network-interfaces"} {
		if gap := p.Gap(call); gap != "" {
			p.lacks(at, at.Functions, []string{gap})
		}
	}
}

// loginsOf are the actions by which statements of a role name a login, by the kind of the stores that it is for.
func loginsOf(use *roleUse) map[string]string {
	out := make(map[string]string)
	for _, prefix := range slices.Sorted(maps.Keys(storeLogins)) {
		for _, pattern := range use.UsesByName(prefix) {
			if action, ok := strings.CutPrefix(pattern, prefix+":"); ok && logsIn(prefix, action) {
				for _, kind := range storeLogins[prefix] {
					out[kind] = pattern
				}
			}
		}
	}
	return out
}

// logsIn reports whether an action of a prefix is a login and not a call of the API that manages the stores.
func logsIn(prefix, action string) bool {
	switch prefix {
	case "rds-db", "kafka-cluster":
		return true
	case "es":
		return strings.HasPrefix(action, "eshttp")
	}
	return action == "connect"
}

// of are the names of the services that the roles of a placement's functions name, and of the data stores that these
// roles log in to or that a group of the placement lets out to by their own group.
func (n *nameNeeds) of(p *Pass, at *placement) []neededName {
	var out []neededName
	for _, c := range p.calls(at).services {
		if to, err := p.destination(c.Endpoint); err == nil {
			out = append(out, neededName{c.Name, to, c.functions, c.evidence()})
		}
	}
	for i := range n.stores {
		s := &n.stores[i]
		if rule := p.letOutTo(at, s); rule != nil {
			out = append(out, neededName{s.name, s.to, at.Functions, []Evidence{*rule}})
			continue
		}
		for _, role := range n.logins {
			action := role.byKind[s.Kind()]
			here := slices.Index(role.places, at)
			if action == "" || here < 0 || s.VPCID() != at.VPCID {
				continue
			}
			out = append(out, neededName{s.name, s.to, role.of[here],
				[]Evidence{{Resource: role.ARN, Rule: action, Says: "the role logs in to " + s.name}}})
		}
	}
	return out
}

// letOutTo is the rule of one of a placement's groups that names a group of a store's interfaces on the store's port,
// nil if there is none: who writes that means the store.
func (p *Pass) letOutTo(at *placement, s *namedStore) *Evidence {
	for _, id := range at.Groups {
		g := p.Region.SecurityGroup(id)
		if g == nil {
			continue
		}
		for i := range g.IpPermissionsEgress {
			permission := &g.IpPermissionsEgress[i]
			if !reach.PermissionPorts(permission).Contains(netset.TCP, uint16(s.DefaultPort())) {
				continue
			}
			for _, pair := range permission.UserIdGroupPairs {
				if slices.Contains(s.groups, pair.GroupId) {
					return &Evidence{Resource: id, Rule: permission.PortText() + " → " + pair.GroupId,
						Says: "outbound rule of " + p.label(id) + ", to the group of " + s.name}
				}
			}
		}
	}
	return nil
}
