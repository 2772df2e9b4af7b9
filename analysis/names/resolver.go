package names

import (
	"net/netip"
	"slices"
	"strings"
	"sync"

	"github.com/vpclens/vpclens/awsdata"
)

// Resolver answers for the VPCs of one region. It keeps what it reads of each; it is safe for concurrent use.
type Resolver struct {
	all    *awsdata.Index
	region *awsdata.RegionIndex
	stores func() map[string]awsdata.Store // by host name
	// supportAsked tells whether enableDnsSupport was asked of any VPC of the snapshot.
	supportAsked func() bool

	mu    sync.Mutex
	views map[string]*view
}

// NewResolver makes the resolver of a region. all may be nil, where no other region matters.
func NewResolver(all *awsdata.Index, r *awsdata.RegionIndex) *Resolver {
	x := &Resolver{all: all, region: r, views: make(map[string]*view)}
	x.stores = sync.OnceValue(x.findStores)
	x.supportAsked = sync.OnceValue(x.findSupport)
	return x
}

// Resolve tells where a destination's name leads when it is asked from a VPC, "" for a function in no VPC. Who asks
// often keeps a [Resolver].
func Resolve(all *awsdata.Index, r *awsdata.RegionIndex, vpcID string, d Destination) Answer {
	return NewResolver(all, r).Resolve(vpcID, d)
}

func (x *Resolver) findStores() map[string]awsdata.Store {
	out := make(map[string]awsdata.Store)
	for _, r := range (&parser{all: x.all, region: x.region}).regions() {
		for _, s := range r.Stores() {
			for _, e := range s.Endpoints() {
				if host := canonical(e.Host); out[host] == nil {
					out[host] = s
				}
			}
		}
	}
	return out
}

func (x *Resolver) findSupport() bool {
	return slices.ContainsFunc((&parser{all: x.all, region: x.region}).regions(), func(r *awsdata.RegionIndex) bool {
		for key := range r.Region.VPCAttributes {
			if strings.HasSuffix(key, ".enableDnsSupport") {
				return true
			}
		}
		return slices.ContainsFunc(r.Region.VPCs, func(v awsdata.VPC) bool {
			return asked(r.Region, supportCall(v.VpcId))
		})
	})
}

// asked reports whether a call was made, with success or without.
func asked(r *awsdata.Region, call string) bool {
	gap, missing := r.Gap(call)
	return !missing || gap.Cause != awsdata.CauseAbsent
}

func supportCall(vpcID string) string { return "describe-vpc-attribute." + vpcID + ".enableDnsSupport" }

// view is what decides about names in one VPC.
type view struct {
	*Resolver
	vpcID string
	home  *awsdata.RegionIndex // of the account that owns the VPC, where it is in the snapshot
	// the account that owns the VPC, where it is not: what is the owner's is not listed for others
	owner string

	servers  servers
	support  fact
	names    fact  // enableDnsHostnames
	private  force // whether both let private names be in force
	assumed  bool  // enableDnsSupport is taken for on
	zones    []*zone
	rules    []*awsdata.ResolverRule
	firewall firewall
	missing  []string // calls without which zones, rules and profiles are not all known
	notes    []Note
}

// fact is an attribute of a VPC, or a gap.
type fact struct {
	on, known bool
	call      string // that tells it
}

func (f fact) off() bool { return f.known && !f.on }

// force is whether private names are in force: both attributes have to be on.
type force uint8

const (
	forceUnknown force = iota
	forceOff
	forceOn
)

func both(a, b fact) force {
	switch {
	case a.off() || b.off():
		return forceOff
	case a.known && b.known:
		return forceOn
	}
	return forceUnknown
}

// servers are who answers in a VPC.
type servers struct {
	own     []netip.Addr // of the VPC's own
	amazon  bool         // Amazon's resolver, alone or among them
	may     []netip.Addr // own servers that may be asked, where the set of options is not known
	missing string       // the call without which it is not known
}

// Ruled reports whether anything in a VPC may lead names elsewhere than endpoints and the public do: rules of DNS
// Firewall, Resolver rules, private zones, or a list of those that was not read.
func (x *Resolver) Ruled(vpcID string) bool {
	v := x.view(vpcID)
	return len(v.firewall.rules) > 0 || len(v.rules) > 0 || len(v.zones) > 0 || len(v.missing) > 0
}

func (x *Resolver) view(vpcID string) *view {
	x.mu.Lock()
	defer x.mu.Unlock()
	v := x.views[vpcID]
	if v == nil {
		v = &view{Resolver: x, vpcID: vpcID}
		if x.region != nil && vpcID != "" {
			v.read()
		}
		x.views[vpcID] = v
	}
	return v
}

func (v *view) read() {
	v.home = v.region
	if v.all != nil {
		if home := v.all.VPCHome(v.vpcID); home != nil {
			v.home = home
		}
	}
	if owner := v.ownerOfVPC(); owner != "" && v.home.Account != "" && owner != v.home.Account {
		v.owner = owner
	}
	v.support = v.attribute("enableDnsSupport")
	v.names = v.attribute("enableDnsHostnames")
	v.private = both(v.support, v.names)
	// Who asked for enableDnsHostnames alone left the default of the other, which is on. Asked of other VPCs, or denied
	// here, it is a gap.
	v.assumed = !v.support.known && v.names.off() && !v.supportAsked() && !asked(v.home.Region, v.support.call)
	v.servers = v.readServers()
	asked := v.asked()
	if !asked {
		v.notes = append(v.notes, NoteZonesNotRead)
	}
	v.readZones(asked)
	associations := v.readAssociations()
	v.readProfiles(&associations)
	asked = asked || len(v.home.Region.FirewallRules)+len(v.home.Region.FirewallDomains) > 0 // of DNS Firewall, that is
	v.firewall = firewallOf(v.home.Region, associations)
	if call := "list-firewall-rule-group-associations"; asked && !v.home.Region.Has(call) {
		v.firewall.rules = append([]firewallRule{{missing: call, either: true}}, v.firewall.rules...)
	}
	if v.firewall.managed {
		v.notes = append(v.notes, NoteManagedList)
	}
	slices.Sort(v.missing)
	v.missing = slices.Compact(v.missing)
}

// ownerOfVPC is the account that owns the VPC: as the list of VPCs says, or its subnets where the VPC is not in it. It
// is "" where neither does.
func (v *view) ownerOfVPC() string {
	if vpc := v.home.VPC(v.vpcID); vpc != nil {
		return vpc.OwnerId
	}
	for _, s := range v.home.VPCSubnets(v.vpcID) {
		if s.OwnerId != "" {
			return s.OwnerId
		}
	}
	return ""
}

func (v *view) attribute(name string) fact {
	on, known := v.home.VPCAttribute(v.vpcID, name)
	return fact{on: on, known: known, call: "describe-vpc-attribute." + v.vpcID + "." + name}
}

// readServers reads the DHCP options of the VPC. Where the VPC's set is not known, all sets of the region may be it.
// Source: Amazon VPC guide, "DHCP option sets in Amazon VPC".
func (v *view) readServers() servers {
	vpc := v.home.VPC(v.vpcID)
	switch {
	case vpc != nil && (vpc.DhcpOptionsId == "" || vpc.DhcpOptionsId == "default"):
		return servers{amazon: true}
	case vpc != nil:
		if options := v.home.DhcpOptions(vpc.DhcpOptionsId); options != nil {
			return v.serversOf(options, vpc)
		}
		return servers{amazon: true, missing: "describe-dhcp-options"}
	case !v.home.Region.Has("describe-dhcp-options"):
		return servers{amazon: true, missing: "describe-dhcp-options"}
	}
	out := servers{amazon: true, missing: "describe-vpcs"}
	for i := range v.home.Region.DhcpOptions {
		for _, a := range v.serversOf(&v.home.Region.DhcpOptions[i], nil).own {
			if !slices.Contains(out.may, a) {
				out.may = append(out.may, a)
			}
		}
	}
	return out
}

// serversOf tells Amazon's resolver from own servers: by its name, as the third address of the VPC's primary range, and
// by its link-local addresses.
func (v *view) serversOf(options *awsdata.DhcpOptions, vpc *awsdata.VPC) servers {
	var out servers
	var plus2 netip.Addr
	if vpc != nil {
		if p, err := netip.ParsePrefix(vpc.CidrBlock); err == nil {
			plus2 = p.Masked().Addr().Next().Next()
		}
	}
	for _, text := range options.Option("domain-name-servers") {
		a, err := netip.ParseAddr(strings.TrimSpace(text))
		switch {
		case err != nil, a == plus2, a == netip.AddrFrom4([4]byte{169, 254, 169, 253}), a.String() == "fd00:ec2::253":
			out.amazon = true
		default:
			out.own = append(out.own, a)
		}
	}
	if out.own == nil {
		out.amazon = true
	}
	return out
}

// asked reports whether anything of private zones, Resolver rules and profiles was asked for: then what is not there is
// a gap. Otherwise AWS's defaults hold.
func (v *view) asked() bool {
	for _, call := range []string{"list-resolver-rules", "list-resolver-rule-associations",
		"list-profile-associations", "list-firewall-domain-lists"} {
		if asked(v.home.Region, call) {
			return true
		}
	}
	return slices.ContainsFunc(v.accounts(), func(a *awsdata.Account) bool {
		gap, missing := a.Gap("list-hosted-zones-by-vpc." + v.vpcID)
		return len(a.HostedZonesByVPC) > 0 || len(a.ResourceRecordSets) > 0 || !missing ||
			gap.Cause != awsdata.CauseAbsent
	})
}

func (v *view) accounts() []*awsdata.Account {
	if v.all == nil {
		return nil
	}
	return v.all.Snapshot.Accounts
}

// listed reports whether an account of the snapshot has the answer of an account-wide call.
func (v *view) listed(call string) bool {
	return slices.ContainsFunc(v.accounts(), func(a *awsdata.Account) bool { return a.Has(call) })
}

func (v *view) readZones(asked bool) {
	if call := "list-hosted-zones-by-vpc." + v.vpcID; asked && !v.listed(call) {
		v.missing = append(v.missing, call)
	}
	if v.all != nil {
		summaries, _ := v.all.Snapshot.PrivateZones(v.vpcID)
		for _, z := range summaries {
			v.addZone(z)
		}
	}
	r := v.home.Region
	for _, call := range []string{"list-resolver-rule-associations", "list-resolver-rules",
		"list-profile-associations"} {
		if asked && !r.Has(call) {
			v.missing = append(v.missing, call)
		}
	}
	for i := range r.ResolverRuleAssociations {
		a := &r.ResolverRuleAssociations[i]
		if a.VPCId == v.vpcID && a.Live() {
			v.addRule(a.ResolverRuleId)
		}
	}
	if v.owner != "" {
		v.missing = append(v.missing,
			awsdata.MissingCall{Call: "list-resolver-rule-associations", Account: v.owner}.String())
	}
}

// addZone puts a private hosted zone in force. Zones that AWS made for an endpoint or a file system are told by these:
// nobody can list their records.
func (v *view) addZone(summary awsdata.HostedZoneSummary) {
	if summary.Owner.OwningService != "" ||
		slices.ContainsFunc(v.zones, func(z *zone) bool { return z.id == summary.HostedZoneId }) {
		return
	}
	z := awsdata.HostedZone{HostedZoneSummary: summary,
		RecordsKnown: v.listed("list-resource-record-sets." + summary.HostedZoneId)}
	z.Records, _ = v.all.Snapshot.RecordSets(summary.HostedZoneId)
	v.zones = append(v.zones, newZone(&z))
}

// addRule puts a Resolver rule in force, by id.
func (v *view) addRule(id string) {
	r := v.home.Region
	for i := range r.ResolverRules {
		if r.ResolverRules[i].Id == id {
			v.rules = append(v.rules, &r.ResolverRules[i])
			return
		}
	}
	if id != "rslvr-autodefined-rr-internet-resolver" { // is about all names, and changes nothing
		v.missing = append(v.missing, "list-resolver-rules")
	}
}

func (v *view) readAssociations() []awsdata.FirewallRuleGroupAssociation {
	var out []awsdata.FirewallRuleGroupAssociation
	for _, a := range v.home.Region.FirewallRuleGroupAssociations {
		if a.VpcId == v.vpcID && a.Live() {
			out = append(out, a)
		}
	}
	return out
}

// readProfiles puts in force what the profiles of the VPC carry: zones, rules and groups of DNS Firewall.
func (v *view) readProfiles(associations *[]awsdata.FirewallRuleGroupAssociation) {
	r := v.home.Region
	for _, p := range r.ProfileAssociations {
		if p.ResourceId != v.vpcID || !p.Live() {
			continue
		}
		call := "list-profile-resource-associations." + p.ProfileId
		if !r.Has(call) {
			v.missing = append(v.missing, call)
			continue
		}
		for _, a := range r.ProfileResourceAssociations[p.ProfileId] {
			id := a.ResourceArn[strings.LastIndexByte(a.ResourceArn, '/')+1:]
			switch {
			case a.Status == "DELETING" || a.Status == "DELETED" || a.Status == "FAILED":
			case strings.Contains(a.ResourceArn, ":hostedzone/"):
				v.addZoneOfProfile(id)
			case strings.Contains(a.ResourceArn, ":resolver-rule/"):
				v.addRule(id)
			case strings.Contains(a.ResourceArn, ":firewall-rule-group/"):
				*associations = append(*associations, awsdata.FirewallRuleGroupAssociation{
					FirewallRuleGroupId: id, VpcId: v.vpcID, Priority: priorityIn(a.ResourceProperties)})
			}
		}
	}
}

// addZoneOfProfile puts a zone in force that comes with a profile, by its id. Its name is told by another VPC's list,
// or by its SOA record.
func (v *view) addZoneOfProfile(id string) {
	for _, a := range v.accounts() {
		for _, list := range a.HostedZonesByVPC {
			i := slices.IndexFunc(list, func(z awsdata.HostedZoneSummary) bool { return z.HostedZoneId == id })
			if i >= 0 {
				v.addZone(list[i])
				return
			}
		}
		for _, set := range a.ResourceRecordSets[id] {
			if set.Type == "SOA" {
				v.addZone(awsdata.HostedZoneSummary{HostedZoneId: id, Name: set.Name})
				return
			}
		}
	}
	v.missing = append(v.missing, "list-resource-record-sets."+id)
}

// priorityIn reads {"priority":102}.
func priorityIn(properties string) int {
	_, rest, _ := strings.Cut(properties, `"priority":`)
	n := 0
	for _, c := range strings.TrimLeft(rest, " ") {
		if c < '0' || c > '9' || n > 1_000_000 {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func (v *view) regions() []*awsdata.RegionIndex {
	return (&parser{all: v.all, region: v.region}).regions()
}
