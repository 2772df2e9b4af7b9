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
	unsure    string // what would tell whether they need it, "" where they certainly do
}

// nameNeeds are the data stores of a region that have names, and the roles that log in to some, worked out once for all
// placements.
type nameNeeds struct {
	stores  []*namedStore
	byGroup map[string][]*namedStore // by the groups of their interfaces
	logins  []*roleLogins

	missing []string // calls without which not all stores, or not all that mean them, are known
}

type namedStore struct {
	awsdata.Store
	name string
	to   *names.Destination // nil until somebody needs it
}

// destination is a store by its host name, read when it is first needed: a region has many stores, and few are needed.
func (s *namedStore) destination(p *Pass) (names.Destination, bool) {
	if s.to == nil {
		to, err := names.Parse(p.Region, s.Endpoints()[0].Host)
		if err != nil {
			to = names.Destination{}
		}
		s.to = &to
	}
	return *s.to, s.to.Host != "" || s.to.ID != ""
}

// roleLogins are the actions by which a role says that its functions use data stores, by the kind of the stores.
type roleLogins struct {
	*roleUse
	byKind map[string]string
}

func (p *Pass) nameNeeds() *nameNeeds {
	n := &nameNeeds{byGroup: make(map[string][]*namedStore), missing: p.storesNotRead()}
	for _, s := range p.Region.Stores() {
		if len(s.Endpoints()) == 0 {
			continue
		}
		store := &namedStore{Store: s, name: p.name(s.ID())}
		n.stores = append(n.stores, store)
		list, _, missing := p.Region.StoreInterfaces(s) // those that may be its interfaces are told by its groups
		var groups []string
		for _, i := range list {
			groups = append(groups, i.GroupIDs()...)
		}
		for _, id := range sortedTexts(groups) {
			n.byGroup[id] = append(n.byGroup[id], store)
		}
		for _, call := range []string{missing, p.Gap("describe-security-groups")} {
			if call != "" {
				n.missing = append(n.missing, call)
			}
		}
	}
	n.missing = uniqueTexts(n.missing)
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
	"rg": "describe-replication-groups", "scache": "describe-serverless-caches",
	"memorydb": "memorydb-describe-clusters", "opensearch": "describe-domains", "kafka": "list-clusters-v2",
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
	// An interface of RDS behind a group that is let out to is of some database.
	for _, kind := range []string{"db", "db-cluster", "db-proxy"} {
		if gap := p.Gap(storeCalls[kind]); gap != "" && p.letOutToRDS(at) {
			p.lacks(at, at.Functions, []string{gap})
		}
	}
	for _, call := range []string{"describe-security-groups", "describe-network-interfaces"} {
		if gap := p.Gap(call); gap != "" {
			p.lacks(at, at.Functions, []string{gap})
		}
	}
}

// letOutToRDS reports whether a rule of a placement's groups names a group that an interface of RDS carries.
// Source: Amazon RDS describes the interfaces that it makes as "RDSNetworkInterface", and as "Network interface for
// DBProxy NAME".
func (p *Pass) letOutToRDS(at *placement) bool {
	for _, id := range at.Groups {
		g := p.Region.SecurityGroup(id)
		if g == nil {
			continue
		}
		for i := range g.IpPermissionsEgress {
			for _, pair := range g.IpPermissionsEgress[i].UserIdGroupPairs {
				if slices.ContainsFunc(p.otherInterfaces(pair.GroupId), func(n *awsdata.NetworkInterface) bool {
					return strings.HasPrefix(n.Description, "RDSNetworkInterface") ||
						strings.HasPrefix(n.Description, "Network interface for DBProxy ")
				}) {
					return true
				}
			}
		}
	}
	return false
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
			out = append(out, neededName{what: c.Name, to: to, functions: c.functions, proof: c.evidence()})
		}
	}
	needs := func(s *namedStore, functions []string, proof Evidence, unsure string) {
		if to, ok := s.destination(p); ok {
			out = append(out, neededName{s.name, to, functions, []Evidence{proof}, unsure})
		}
	}
	meant, used := make(map[*namedStore]bool), make(map[*namedStore]bool)
	letOut := func(certain bool) {
		for _, id := range at.Groups {
			n.letOut(p, id, func(s *namedStore, rule Evidence, port string) {
				if certain == (port == "") && !meant[s] && !used[s] {
					meant[s] = true
					needs(s, at.Functions, rule, port)
				}
			})
		}
	}
	letOut(true)
	for _, role := range n.logins {
		here := slices.Index(role.places, at)
		if here < 0 {
			continue
		}
		for _, s := range n.stores {
			if action := role.byKind[s.Kind()]; action != "" && s.VPCID() == at.VPCID && !meant[s] {
				used[s] = true
				proof := Evidence{Resource: role.ARN, Rule: action, Says: "the role logs in to " + s.name}
				needs(s, role.of[here], proof, "")
			}
		}
	}
	letOut(false)
	return out
}

// letOut are the stores that a rule of a group names by a group of their interfaces, on their port: who writes that
// means the store. Of an engine that nobody knows the port is not known: where a rule is for some ports only, port says
// so.
func (n *nameNeeds) letOut(p *Pass, group string, found func(s *namedStore, rule Evidence, port string)) {
	g := p.Region.SecurityGroup(group)
	if g == nil {
		return
	}
	for i := range g.IpPermissionsEgress {
		permission := &g.IpPermissionsEgress[i]
		for _, pair := range permission.UserIdGroupPairs {
			for _, s := range n.byGroup[pair.GroupId] {
				rule := Evidence{Resource: group, Rule: permission.PortText() + " → " + pair.GroupId,
					Says: "outbound rule of " + p.label(group) + ", to the security group of " + s.name}
				ports, port := reach.PermissionPorts(permission), s.DefaultPort()
				switch {
				case ports.Contains(netset.TCP, uint16(port)): // 0 only where all ports are
					found(s, rule, "")
				case port == 0 && len(ports.TCP()) > 0:
					found(s, rule, "the port of "+s.name)
				}
			}
		}
	}
}
