package awsdata

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Global is the name under which account-wide documents are kept, where others have a region's name.
const Global = "global"

// Snapshot is what was read of one account at one time. It is immutable once built: the same snapshot gives the same
// answers, byte for byte.
type Snapshot struct {
	CapturedAt time.Time // zero where the source does not say
	AccountID  string    // of the account that is asked about, where there are several
	Partition  string    // aws, aws-cn, aws-us-gov
	Regions    []*Region // of all accounts, in the order of Accounts and of their names
	Account    *Account  // what is account-wide of AccountID: the first of Accounts
	Accounts   []*Account

	gaps []Gap
}

// Region holds the documents of one region. Fields are filled from the document named beside them in the table of
// documents; whether a list was collected at all is what [Region.Gap] tells.
type Region struct {
	RegionName string
	AccountID  string // "" where nothing tells it

	Functions                     []Function
	CapacityProviders             []CapacityProvider
	VPCs                          []VPC
	DhcpOptions                   []DhcpOptions
	BlockPublicAccess             *VpcBlockPublicAccessOptions
	Subnets                       []Subnet
	RouteTables                   []RouteTable
	SecurityGroups                []SecurityGroup
	SecurityGroupVPCAssociations  []SecurityGroupVpcAssociation
	NetworkACLs                   []NetworkACL
	NatGateways                   []NatGateway
	InternetGateways              []InternetGateway
	EgressOnlyInternetGateways    []EgressOnlyInternetGateway
	VPCEndpoints                  []VPCEndpoint
	PrefixLists                   []PrefixList
	ManagedPrefixLists            []ManagedPrefixList
	NetworkInterfaces             []NetworkInterface
	PeeringConnections            []VPCPeeringConnection
	TransitGateways               []TransitGateway
	TransitGatewayAttachments     []TransitGatewayAttachment
	TransitGatewayVPCAttachments  []TransitGatewayVPCAttachment
	TransitGatewayRouteTables     []TransitGatewayRouteTable
	FlowLogs                      []FlowLog
	FirewallRuleGroupAssociations []FirewallRuleGroupAssociation
	Instances                     []Instance
	ResourceTags                  []ResourceTags // of functions

	// What names lead to.
	ResolverRules            []ResolverRule
	ResolverRuleAssociations []ResolverRuleAssociation
	ProfileAssociations      []ProfileAssociation
	FirewallDomainLists      []FirewallDomainList

	ServiceNetworkAssociations []ServiceNetworkAssociation // VPC Lattice; joined from ServiceNetworksByVPC

	// Data stores, load balancers, and what feeds functions.
	DBInstances         []DBInstance
	DBClusters          []DBCluster
	DBProxies           []DBProxy
	DBProxyEndpoints    []DBProxyEndpoint
	CacheClusters       []CacheCluster
	ReplicationGroups   []ReplicationGroup
	ServerlessCaches    []ServerlessCache
	MemoryDBClusters    []MemoryDBCluster
	RedshiftClusters    []RedshiftCluster
	RedshiftWorkgroups  []RedshiftWorkgroup
	SearchDomains       []SearchDomain
	KafkaClusters       []KafkaCluster
	FileSystems         []FileSystem // EFS
	FSxFileSystems      []FSxFileSystem
	S3FileSystems       []S3FileSystem
	Brokers             []Broker // MQ
	LoadBalancers       []LoadBalancer
	TargetGroups        []TargetGroup
	EventSourceMappings []EventSourceMapping

	// Documents about one thing, by its id.
	FunctionDetails      map[string]FunctionDetail
	FunctionVersions     map[string][]Function
	CapacityProviderByID map[string]CapacityProviderDocument
	VPCAttributes        map[string]VPCAttribute // by "<vpc-id>.<attribute>"
	PrefixListEntries    map[string][]PrefixListEntry
	TransitGatewayRoutes map[string][]TransitGatewayRoute
	ServiceQuotas        map[string]ServiceQuotaDocument // by "<service>.<quota code>"
	FunctionURLs         map[string][]FunctionURL
	FunctionPolicies     map[string]FunctionPolicy

	TransitGatewayPrefixListReferences map[string][]TransitGatewayPrefixListReference // by route table
	ProfileResourceAssociations        map[string][]ProfileResourceAssociation        // by profile
	FirewallRules                      map[string][]FirewallRule                      // by rule group
	FirewallDomains                    map[string][]string                            // by domain list
	BootstrapBrokers                   map[string]BootstrapBrokers                    // by the Kafka cluster's name
	KafkaNodes                         map[string][]KafkaNode                         // by the Kafka cluster's name
	MountTargets                       map[string][]MountTarget                       // by EFS file system
	S3MountTargets                     map[string][]S3MountTarget                     // by S3 Files file system
	BrokerByID                         map[string]Broker
	Listeners                          map[string][]Listener                // by the load balancer's name
	TargetHealth                       map[string][]TargetHealthDescription // by the target group's name
	ServiceNetworksByVPC               map[string][]ServiceNetworkAssociation
	ServiceNetworkDetails              map[string]ServiceNetworkAssociationDetail // by association

	// HostedZones are the private zones associated with VPCs of the region, joined from the account's documents.
	HostedZones []HostedZone

	ledger
	source     *Region   // as decoded, before the joins of finish; what the codec writes
	capturedAt time.Time // zero where it is the snapshot's
}

// Account holds the account-wide documents.
type Account struct {
	// AccountID is "" where nothing tells it, and where a profile gave no credentials "profile" and the profile's name.
	AccountID      string
	Name           string // what people call it: in Organizations, or the profile's name; "" where nobody said
	namesake       bool   // another one is called the same
	CallerIdentity *CallerIdentity
	Roles          []Role
	Policies       []ManagedPolicy

	// Documents about one role or policy, where the account-wide document could not be had.
	RoleByName            map[string]RoleDocument
	AttachedRolePolicies  map[string][]AttachedPolicy
	RolePolicyNames       map[string][]string
	RolePolicies          map[string]RolePolicyDocument    // by "<role>.<policy>"
	PolicyVersionDocument map[string]PolicyVersionDocument // by policy name

	// Route 53 is global.
	HostedZonesByVPC   map[string][]HostedZoneSummary // by VPC
	ResourceRecordSets map[string][]ResourceRecordSet // by zone id, without "/hostedzone/"

	ledger
}

// ledger is the book of what was asked and what came: a call is present, or it is a gap.
type ledger struct {
	account string // "" where the snapshot is of one account
	region  string
	present map[string]bool
	missing map[string]Gap
	pending map[string]bool // calls, without ids, that are still being made
	rest    *Gap            // of the whole account, see [Gap.OfAccount]: what has no document and no gap of its own
}

// Gap returns the gap that the named call left, and whether there is one. The call is a document's name, with the id
// for calls about one thing. A call that nobody made is a gap too, with the cause [CauseAbsent], and one that is still
// being made, with the cause [CausePending], even if a part of its list is there.
func (l *ledger) Gap(call string) (Gap, bool) {
	if g, ok := l.missing[call]; ok {
		g.Account = l.account
		return g, true
	}
	if l.present[call] && !l.pending[call] {
		return Gap{}, false
	}
	g := Gap{Account: l.account, Region: l.region, Call: call, Cause: CauseAbsent}
	if name, _, _ := strings.Cut(call, "."); l.pending[name] {
		g.Cause = CausePending
	} else if l.rest != nil {
		g.Cause, g.Message = l.rest.Cause, l.rest.Message
	}
	return g, true
}

// waits reports whether a call is still being made.
func (l *ledger) waits(call string) bool {
	g, gap := l.Gap(call)
	return gap && g.Cause == CausePending
}

// Has reports whether the named call was collected, completely.
func (l *ledger) Has(call string) bool {
	_, gap := l.Gap(call)
	return !gap
}

// Gap is a call whose answer the snapshot does not hold, or holds only in part.
type Gap struct {
	Account string `json:"account,omitempty"` // "" where the snapshot is of one account
	Region  string `json:"region"`
	Call    string `json:"call"`
	Cause   Cause  `json:"cause"`
	Message string `json:"message,omitempty"`
}

// FunctionURL is one entry of lambda list-function-url-configs.
type FunctionURL struct {
	FunctionUrl string `json:",omitempty"`
	FunctionArn string `json:",omitempty"`
	AuthType    string `json:",omitempty" must:"NONE AWS_IAM"` // NONE or AWS_IAM
}

// FunctionPolicy is lambda get-policy: the resource policy of a function.
type FunctionPolicy struct {
	Policy PolicyText `json:",omitempty"`
}

// CapacityProviderDocument is lambda get-capacity-provider.
type CapacityProviderDocument struct {
	CapacityProvider CapacityProvider
}

// VPCAttribute is ec2 describe-vpc-attribute: one of the attributes is set.
type VPCAttribute struct {
	VpcId              string          `json:",omitempty"`
	EnableDnsSupport   *AttributeValue `json:",omitempty"`
	EnableDnsHostnames *AttributeValue `json:",omitempty"`
}

// AttributeValue is the value of a boolean attribute.
type AttributeValue struct {
	Value bool

	unset bool // no value was said
}

// ServiceQuotaDocument is service-quotas get-service-quota.
type ServiceQuotaDocument struct {
	Quota ServiceQuota
}

// ServiceQuota is the applied value of one quota.
type ServiceQuota struct {
	ServiceCode string  `json:",omitempty"`
	QuotaCode   string  `json:",omitempty"`
	QuotaName   string  `json:",omitempty"`
	Value       float64 `json:",omitempty"`
}

// CallerIdentity is sts get-caller-identity.
type CallerIdentity struct {
	Account string
	Arn     string `json:",omitempty"`
	UserId  string `json:",omitempty"`
}

// RoleDocument is iam get-role.
type RoleDocument struct {
	Role Role
}

// RolePolicyDocument is iam get-role-policy.
type RolePolicyDocument struct {
	RoleName       string
	PolicyName     string
	PolicyDocument PolicyDocument `json:",omitempty"`
}

// PolicyVersionDocument is iam get-policy-version.
type PolicyVersionDocument struct {
	PolicyVersion PolicyVersion
}

// Region returns the region of that name of the main account, nil if the snapshot does not hold it.
func (s *Snapshot) Region(name string) *Region { return s.RegionOf(s.AccountID, name) }

// RegionOf returns the region of that name of an account, nil if the snapshot does not hold it.
func (s *Snapshot) RegionOf(account, name string) *Region {
	for _, r := range s.Regions {
		if r.RegionName == name && r.AccountID == account {
			return r
		}
	}
	return nil
}

// Gaps are all calls that the snapshot should hold and does not, in the order account, region, call, but for those that
// are still being made. What one tier
// lacks for one reason is one line, see [FoldTiers]; [Region.Gap] knows each call.
func (s *Snapshot) Gaps() []Gap { return s.gaps }

// Pending are the calls that were still being made when the snapshot was handed out, in order, without ids: what they
// bring is not known yet, which is neither "unknown" nor "no". A snapshot that was read to its end, or from files, has
// none.
func (s *Snapshot) Pending() []Gap {
	var out []Gap
	add := func(l *ledger) {
		for _, call := range slices.Sorted(maps.Keys(l.pending)) {
			out = append(out, Gap{Account: l.account, Region: l.region, Call: call, Cause: CausePending})
		}
	}
	for _, r := range s.Regions {
		add(&r.ledger)
	}
	for _, a := range s.Accounts {
		add(&a.ledger)
	}
	return out
}

// Waits reports whether a missing call of a region, or of its account, as [MissingCall.String] writes it, is still
// being made. False for what no call tells.
func (s *Snapshot) Waits(region, missing string) bool {
	call, ok := ParseMissing(missing)
	if !ok {
		return false
	}
	account := cmp.Or(call.Account, s.AccountID)
	r, a := s.RegionOf(account, region), s.AccountOf(account)
	return r != nil && r.waits(call.Call) || a != nil && a.waits(call.Call)
}

// findGaps lists the gaps that were recorded and those that show by absence: calls of the tables that the snapshot has
// no document for, and documents about one thing that lists say exists.
func (s *Snapshot) findGaps() []Gap {
	var out []Gap
	for _, r := range s.Regions {
		expected := expectedCalls(regionTable)
		for _, vpc := range r.FunctionVPCs() {
			for _, attribute := range []string{"enableDnsSupport", "enableDnsHostnames"} {
				expected = append(expected, "describe-vpc-attribute."+vpc+"."+attribute)
			}
		}
		for i := range r.ManagedPrefixLists {
			if p := &r.ManagedPrefixLists[i]; !p.EntriesKnown {
				expected = append(expected, "get-managed-prefix-list-entries."+p.PrefixListId)
			}
		}
		for i := range r.TransitGatewayRouteTables {
			expected = append(expected,
				"search-transit-gateway-routes."+r.TransitGatewayRouteTables[i].TransitGatewayRouteTableId)
		}
		out = append(out, r.ledger.gapsOf(expected)...)
	}
	for _, a := range s.Accounts {
		out = append(out, a.ledger.gapsOf(expectedCalls(accountTable))...)
	}
	slices.SortFunc(out, compareGaps) // so that always the same gap is the first of its tier
	out = FoldTiers(out)
	slices.SortFunc(out, compareGaps)
	return out
}

// compareGaps orders gaps by account, region and call.
func compareGaps(a, b Gap) int {
	if a.Account != b.Account { // that of many accounts is asked often
		return strings.Compare(a.Account, b.Account)
	}
	return cmp.Or(strings.Compare(a.Region, b.Region), strings.Compare(a.Call, b.Call),
		strings.Compare(string(a.Cause), string(b.Cause)))
}

// gapsOf lists the recorded gaps and those of the expected calls that are absent.
func (l *ledger) gapsOf(expected []string) []Gap {
	var out []Gap
	for _, g := range l.missing {
		g.Account = l.account
		out = append(out, g)
	}
	for _, call := range expected {
		if _, recorded := l.missing[call]; recorded {
			continue
		}
		if g, gap := l.Gap(call); gap && g.Cause != CausePending && l.rest == nil {
			out = append(out, g)
		}
	}
	if l.rest != nil && l.region == Global {
		out = append(out, *l.rest)
		out[len(out)-1].Account = l.account
	}
	return out
}

// finish returns a copy of the region with what belongs together joined: the state and reasons of get-function on the
// functions, versions that came by list-versions-by-function, entries on prefix lists, routes on transit gateway
// tables.
func (r *Region) finish() *Region {
	f := *r
	f.source = r
	f.Functions = slices.Clone(r.Functions)
	known := make(map[string]bool, len(f.Functions))
	for i := range f.Functions {
		known[f.Functions[i].ID()] = true
	}
	for _, name := range slices.Sorted(maps.Keys(r.FunctionVersions)) {
		for _, v := range r.FunctionVersions[name] {
			if !known[v.ID()] {
				known[v.ID()] = true
				f.Functions = append(f.Functions, v)
			}
		}
	}
	slices.SortStableFunc(f.Functions, func(a, b Function) int { return strings.Compare(a.ID(), b.ID()) })
	for i := range f.Functions {
		fn := &f.Functions[i]
		if detail, ok := r.FunctionDetails[fn.FunctionName]; ok && !fn.Published() {
			c := &detail.Configuration
			fn.State, fn.StateReason, fn.StateReasonCode = c.State, c.StateReason, c.StateReasonCode
			fn.LastUpdateStatus, fn.LastUpdateStatusReason = c.LastUpdateStatus, c.LastUpdateStatusReason
			fn.LastUpdateStatusReasonCode = c.LastUpdateStatusReasonCode
		}
	}
	f.joinTags(r)

	f.ManagedPrefixLists = slices.Clone(r.ManagedPrefixLists)
	lists := make(map[string]int, len(f.ManagedPrefixLists))
	for i := range f.ManagedPrefixLists {
		lists[f.ManagedPrefixLists[i].PrefixListId] = i
	}
	for _, p := range r.PrefixLists {
		i, ok := lists[p.PrefixListId]
		if !ok {
			i = len(f.ManagedPrefixLists)
			lists[p.PrefixListId] = i
			f.ManagedPrefixLists = append(f.ManagedPrefixLists,
				ManagedPrefixList{PrefixListId: p.PrefixListId, PrefixListName: p.PrefixListName, OwnerId: "AWS"})
		}
		if p.Cidrs == nil {
			continue
		}
		list := &f.ManagedPrefixLists[i]
		list.EntriesKnown = true
		for _, c := range p.Cidrs {
			list.Entries = append(list.Entries, PrefixListEntry{Cidr: c})
		}
	}
	for id, entries := range r.PrefixListEntries {
		i, ok := lists[id]
		if !ok {
			i = len(f.ManagedPrefixLists)
			lists[id] = i
			f.ManagedPrefixLists = append(f.ManagedPrefixLists, ManagedPrefixList{PrefixListId: id})
		}
		// The call about one list knows both address families; the inline form of describe-prefix-lists only IPv4.
		f.ManagedPrefixLists[i].Entries, f.ManagedPrefixLists[i].EntriesKnown = entries, true
	}
	slices.SortFunc(f.ManagedPrefixLists, func(a, b ManagedPrefixList) int {
		return strings.Compare(a.PrefixListId, b.PrefixListId)
	})

	f.TransitGatewayRouteTables = slices.Clone(r.TransitGatewayRouteTables)
	for i := range f.TransitGatewayRouteTables {
		t := &f.TransitGatewayRouteTables[i]
		t.Routes, t.RoutesKnown = r.TransitGatewayRoutes[t.TransitGatewayRouteTableId]
	}
	f.joinStores(r)
	for i := range kindTable {
		if join := kindTable[i].join; join != nil {
			join(&f, r)
		}
	}
	return &f
}
