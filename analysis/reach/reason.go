package reach

import (
	"strconv"
	"strings"
)

// Reason is why a hop says what it says, as a code: a row of the table of reasons. Programs decide on it, and
// [Hop.Why] makes the sentence that people read.
type Reason string

// What Lambda's own network and the function's placement decide.
const (
	NotAttached           Reason = "not-attached"
	NotAttachedPublicOnly Reason = "not-attached-public-only"
	ProviderNotCaptured   Reason = "provider-not-captured"
	ManagedIPv6NotKnown   Reason = "managed-ipv6-not-known"
	SubnetNotCaptured     Reason = "subnet-not-captured"
	SubnetGone            Reason = "subnet-gone"
	SendsNoIPv6           Reason = "sends-no-ipv6"
	SubnetWithoutIPv6     Reason = "subnet-without-ipv6"
	SubnetWithoutIPv4     Reason = "subnet-without-ipv4"
)

// The Amazon resolver.
const (
	DNSSupportNotKnown Reason = "dns-support-not-known"
	DNSSupportOff      Reason = "dns-support-off"
	ResolverExempt     Reason = "resolver-exempt"
)

// Security groups: the function's, and those of the destination's interface.
const (
	GroupAllows           Reason = "group-allows"
	GroupRuleNotKnown     Reason = "group-rule-not-known"
	GroupsNotCaptured     Reason = "groups-not-captured"
	NoGroup               Reason = "no-group"
	NoGroupRule           Reason = "no-group-rule"
	FarGroupAllows        Reason = "far-group-allows"
	FarGroupsNotCaptured  Reason = "far-groups-not-captured"
	NoFarGroupRule        Reason = "no-far-group-rule"
	InterfaceWithoutGroup Reason = "interface-without-group"
	InterfacesNotCaptured Reason = "interfaces-not-captured"
	NoInterface           Reason = "no-interface"
)

// Network ACLs.
const (
	ACLNotCaptured    Reason = "acl-not-captured"
	ACLOfOtherAccount Reason = "acl-of-other-account"
	ACLAllows         Reason = "acl-allows"
	ACLDenies         Reason = "acl-denies"
	ACLNoRule         Reason = "acl-no-rule"
	ACLReplies        Reason = "acl-replies"
	ACLSomeReplies    Reason = "acl-some-replies"
	ACLNoReplies      Reason = "acl-no-replies"
)

// Route tables.
const (
	TableNotCaptured      Reason = "table-not-captured"
	TableOfOtherAccount   Reason = "table-of-other-account"
	RouteListsNotCaptured Reason = "route-lists-not-captured"
	NoRoute               Reason = "no-route"
	AmbiguousRoutes       Reason = "ambiguous-routes"
	Blackhole             Reason = "blackhole"
	RouteLeads            Reason = "route"
)

// Inside a VPC.
const (
	SubnetsNotCaptured Reason = "subnets-not-captured"
	NoSubnet           Reason = "no-subnet"
	SameSubnet         Reason = "same-subnet"
	InSubnet           Reason = "in-subnet"
)

// Internet gateways.
const (
	IGWWithoutPublicAddress Reason = "igw-without-public-address"
	NotInternet             Reason = "not-internet"
	IGWsNotCaptured         Reason = "igws-not-captured"
	GatewayGone             Reason = "gateway-gone"
	GatewayNotAttached      Reason = "gateway-not-attached"
	ManagedPublicAddresses  Reason = "managed-public-addresses"
	IPv6ByIGW               Reason = "ipv6-by-igw"
	EIGWNoIPv4              Reason = "eigw-no-ipv4"
	EIGWsNotCaptured        Reason = "eigws-not-captured"
	IPv6ByEIGW              Reason = "ipv6-by-eigw"
	PublicAccessBlocked     Reason = "public-access-blocked"
)

// NAT gateways.
const (
	NATIPv4Only          Reason = "nat-ipv4-only"
	NATsNotCaptured      Reason = "nats-not-captured"
	NATGone              Reason = "nat-gone"
	NATNotAvailable      Reason = "nat-not-available"
	NATFailed            Reason = "nat-failed"
	NATRegional          Reason = "nat-regional"
	NATPublic            Reason = "nat-public"
	NATPrivate           Reason = "nat-private"
	NATSubnetNotCaptured Reason = "nat-subnet-not-captured"
	NATLoop              Reason = "nat-loop"
	NATGoesOn            Reason = "nat-goes-on"
	NATPrivateAtIGW      Reason = "nat-private-at-igw"
	NATOut               Reason = "nat-out"
)

// VPC endpoints, and the names that lead to them.
const (
	EndpointNotAvailable          Reason = "endpoint-not-available"
	GatewayEndpoint               Reason = "gateway-endpoint"
	EndpointGone                  Reason = "endpoint-gone"
	EndpointInterfacesNotCaptured Reason = "endpoint-interfaces-not-captured"
	EndpointsNotCaptured          Reason = "endpoints-not-captured"
	PrivateDNS                    Reason = "private-dns"
	PublicName                    Reason = "public-name"
	PublicList                    Reason = "public-list"
	ListNotCaptured               Reason = "list-not-captured"
)

// Peerings, and the way back over them.
const (
	PeeringsNotCaptured  Reason = "peerings-not-captured"
	PeeringGone          Reason = "peering-gone"
	PeeringNotActive     Reason = "peering-not-active"
	PeeringOfOthers      Reason = "peering-of-others"
	PeeringNotTransitive Reason = "peering-not-transitive"
	PeerNotCaptured      Reason = "peer-not-captured"
	PeeringLeads         Reason = "peering"
	NoRouteBack          Reason = "no-route-back"
	BlackholeBack        Reason = "blackhole-back"
	OtherWayBack         Reason = "other-way-back"
)

// Transit gateways, and what else takes packets out of sight.
const (
	HandedOver                Reason = "handed-over"
	TGWAttachmentsNotCaptured Reason = "tgw-attachments-not-captured"
	TGWZoneNotKnown           Reason = "tgw-zone-not-known"
	TGWNotInZone              Reason = "tgw-not-in-zone"
	TGWRoutesNotCaptured      Reason = "tgw-routes-not-captured"
	TGWNoRoute                Reason = "tgw-no-route"
	TGWBlackhole              Reason = "tgw-blackhole"
	TGWHandedOn               Reason = "tgw-handed-on"
)

// What a subnet is and where its default route leads, see [SubnetPlace].
const (
	PlaceSubnetGone         Reason = "place-subnet-gone"
	PlaceSubnetNotCaptured  Reason = "place-subnet-not-captured"
	PlacePublic             Reason = "place-public"
	PlaceElsewhere          Reason = "place-elsewhere"
	PlaceAtTarget           Reason = "place-at-target"
	PlaceDeadNAT            Reason = "place-dead-nat"
	PlaceDeadRoute          Reason = "place-dead-route"
	PlaceDeadTarget         Reason = "place-dead-target"
	PlaceByNAT              Reason = "place-by-nat"
	PlaceByNATNotKnown      Reason = "place-by-nat-not-known"
	PlaceNATWithoutInternet Reason = "place-nat-without-internet"
	PlaceNATStopped         Reason = "place-nat-stopped"
	PlaceIsolated           Reason = "place-isolated"
	PlaceListsNotCaptured   Reason = "place-lists-not-captured"
	PlaceEndpointsOnly      Reason = "place-endpoints-only"
	PlaceEndpointsUnread    Reason = "place-endpoints-unread"
	PlaceSomeElsewhere      Reason = "place-some-elsewhere"
)

// What holds for a whole answer, see [Trace.Note].
const (
	NoteInternetIPv4    Reason = "note-internet-ipv4"
	NoteInternetBoth    Reason = "note-internet-both"
	NoteGroupMembers    Reason = "note-group-members"
	NotePublicAddresses Reason = "note-public-addresses"
	NoteByEndpoint      Reason = "note-by-endpoint"
)

// What names, load balancers, public addresses, transit gateways and appliances add.
const (
	Port25OutsideVPC              Reason = "port-25-outside-vpc"
	Port25Restricted              Reason = "port-25-restricted"
	TimeSyncExempt                Reason = "time-sync-exempt"
	ResolverNotKnown              Reason = "resolver-not-known"
	ManagedGroupsNotKnown         Reason = "managed-groups-not-known"
	EncryptionWithoutLambda       Reason = "encryption-without-lambda"
	EncryptionEnforced            Reason = "encryption-enforced"
	EncryptionExclusionsNotKnown  Reason = "encryption-exclusions-not-known"
	EncryptionOfBothPeers         Reason = "encryption-of-both-peers"
	ACLFromSomewhere              Reason = "acl-from-somewhere"
	FarGroupFromSomewhere         Reason = "far-group-from-somewhere"
	LambdaTakesNoConnections      Reason = "lambda-takes-no-connections"
	TakesNoConnections            Reason = "takes-no-connections"
	InterfaceIdle                 Reason = "interface-idle"
	InterfaceOfUnknownType        Reason = "interface-of-unknown-type"
	NLBWithoutGroups              Reason = "nlb-without-groups"
	AnotherInterface              Reason = "another-interface"
	OwnAddress                    Reason = "own-address"
	OwnAddressesNotCaptured       Reason = "own-addresses-not-captured"
	PublicBackElsewhere           Reason = "public-back-elsewhere"
	IGWByPublicAddress            Reason = "igw-by-public-address"
	InspectedByFirewall           Reason = "inspected-by-firewall"
	GatewayEndpointLeads          Reason = "gateway-endpoint-leads"
	EndpointPending               Reason = "endpoint-pending"
	ReferenceNotHere              Reason = "reference-not-here"
	IGWSourcesNotCaptured         Reason = "igw-sources-not-captured"
	EndpointOfVPC                 Reason = "endpoint-of-vpc"
	NotByEndpoint                 Reason = "not-by-endpoint"
	PolicyAllowsNothing           Reason = "policy-allows-nothing"
	PolicyDeniesAll               Reason = "policy-denies-all"
	PolicyNotForRole              Reason = "policy-not-for-role"
	PolicyNeedsRole               Reason = "policy-needs-role"
	PolicyNotRead                 Reason = "policy-not-read"
	PolicyUndecided               Reason = "policy-undecided"
	PolicyForOrganization         Reason = "policy-for-organization"
	PolicyLimitsResources         Reason = "policy-limits-resources"
	NATWithAppliance              Reason = "nat-with-appliance"
	NATNotInZone                  Reason = "nat-not-in-zone"
	PublicAccessNotKnown          Reason = "public-access-not-known"
	PublicAccessPerhaps           Reason = "public-access-perhaps"
	PeeringBehindTransitGateway   Reason = "peering-behind-transit-gateway"
	TGWBehindTGW                  Reason = "tgw-behind-tgw"
	TGWNoAssociation              Reason = "tgw-no-association"
	TGWMultipath                  Reason = "tgw-multipath"
	TGWAttachmentDown             Reason = "tgw-attachment-down"
	TGWComesBack                  Reason = "tgw-comes-back"
	TGWLeads                      Reason = "tgw-leads"
	TGWBackNotInZone              Reason = "tgw-back-not-in-zone"
	TGWNoRouteBack                Reason = "tgw-no-route-back"
	TGWBlackholeBack              Reason = "tgw-blackhole-back"
	TGWOtherWayBack               Reason = "tgw-other-way-back"
	TGWBack                       Reason = "tgw-back"
	ApplianceStopped              Reason = "appliance-stopped"
	ApplianceChecksSource         Reason = "appliance-checks-source"
	ApplianceLoop                 Reason = "appliance-loop"
	ApplianceWithoutPublicAddress Reason = "appliance-without-public-address"
	ServiceSomewhere              Reason = "service-somewhere"
	OneOfSeveral                  Reason = "one-of-several"
	NothingOnPort                 Reason = "nothing-on-port"
	EndpointPartial               Reason = "endpoint-partial"
	EndpointOwnName               Reason = "endpoint-own-name"
	PrivateDNSExecuteAPI          Reason = "private-dns-execute-api"
	PrivateDNSOtherRegion         Reason = "private-dns-other-region"
	NotCovered                    Reason = "not-covered"
	PrivateDNSIsOff               Reason = "private-dns-is-off"
	HostnamesOff                  Reason = "hostnames-off"
	EndpointHoldsNothing          Reason = "endpoint-holds-nothing"
	NameInZone                    Reason = "name-in-zone"
	NameResolvedHere              Reason = "name-resolved-here"
	NameNotInZone                 Reason = "name-not-in-zone"
	NameBlocked                   Reason = "name-blocked"
	NameNotAnswered               Reason = "name-not-answered"
	NameForwarded                 Reason = "name-forwarded"
	NameNotKnown                  Reason = "name-not-known"
	NameEitherWay                 Reason = "name-either-way"
	NameOfStore                   Reason = "name-of-store"
	StoreInterfacesNotKnown       Reason = "store-interfaces-not-known"
	ServersNotReached             Reason = "servers-not-reached"
	ServersNotKnown               Reason = "servers-not-known"
	ServersDecide                 Reason = "servers-decide"
	PrivateDNSByServers           Reason = "private-dns-by-servers"
	PublicNameByServers           Reason = "public-name-by-servers"
	ApplianceOtherInterface       Reason = "appliance-other-interface"
	ApplianceNotInternet          Reason = "appliance-not-internet"
	NoteResolvedHere              Reason = "note-resolved-here"
	NoteDelegated                 Reason = "note-delegated"
	NoteTakenOut                  Reason = "note-taken-out"
	ListenerTargets               Reason = "listener-targets"
	ListenerTargetsNotKnown       Reason = "listener-targets-not-known"
	ListenerWithoutTargets        Reason = "listener-without-targets"
	NoListener                    Reason = "no-listener"
	ListenersNotKnown             Reason = "listeners-not-known"
	PlaceFirewall                 Reason = "place-firewall"
	PlaceIPv6Only                 Reason = "place-ipv6-only"
)

// row is a reason in words. Between braces stands what the sentence names: {resource}, {rule}, {cidr} and {target} of a
// route, {far}, {ports} ("tcp 443"), {protocol}, {side} ("in from", "out to"), {1} to {9} of the names, {names} for all
// of them, and {rest} for all but the first.
type row struct {
	sentence string
	short    string // a few words of the same, said of a NAT gateway that gives no internet
}

// The few words that several rows have in common.
const (
	cutOff   = "is blocked by the network ACL of its subnet, {resource}"
	routeOff = "has no route to the internet"
)

var reasons = map[Reason]row{
	NotAttached:           {sentence: "the function is not attached to a VPC: Lambda's own network reaches the public IPv4 internet"},
	NotAttachedPublicOnly: {sentence: "the function is not attached to a VPC: Lambda's own network reaches public IPv4 addresses only"},
	ProviderNotCaptured:   {sentence: "the function runs on managed instances, and its capacity provider's network is not in the snapshot"},
	ManagedIPv6NotKnown:   {sentence: "whether the capacity provider's instances have IPv6 addresses is not in the snapshot"},
	SubnetNotCaptured:     {sentence: "{resource} is not in the snapshot"},
	SubnetGone: {
		sentence: "{resource} does not exist in this account: deleted, or no longer shared by its " +
			"owner"},
	SendsNoIPv6:       {sentence: "the function sends no IPv6: Ipv6AllowedForDualStack is off"},
	SubnetWithoutIPv6: {sentence: "{resource} has no IPv6 range, so the function has no IPv6 address there"},
	SubnetWithoutIPv4: {sentence: "{resource} has no IPv4 addresses to give"},

	DNSSupportNotKnown: {sentence: "whether DNS support is on in {resource} is not in the snapshot"},
	DNSSupportOff:      {sentence: "DNS support is off in {resource}: the Amazon resolver does not answer"},
	ResolverExempt:     {sentence: "the Amazon resolver is exempt from security groups and network ACLs"},

	GroupAllows:           {sentence: "{resource} allows {rule}"},
	GroupRuleNotKnown:     {sentence: "no other rule allows it, and what {rule} stands for is not in the snapshot"},
	GroupsNotCaptured:     {sentence: "the rules of {names} are not in the snapshot"},
	NoGroup:               {sentence: "the function has no security group"},
	NoGroupRule:           {sentence: "no outbound rule of {names} allows {ports} to {far}"},
	FarGroupAllows:        {sentence: "{resource} of {1} allows {rule}"},
	FarGroupsNotCaptured:  {sentence: "the rules of {names} are not in the snapshot"},
	NoFarGroupRule:        {sentence: "no inbound rule of {rest} on {1} allows {ports} from {far}"},
	InterfaceWithoutGroup: {sentence: "{1} has no security group"},
	InterfacesNotCaptured: {sentence: "the network interfaces are not in the snapshot"},
	NoInterface:           {sentence: "no interface in the snapshot has {far}"},

	ACLNotCaptured:    {sentence: "the network ACL of {1} is not in the snapshot"},
	ACLOfOtherAccount: {sentence: "{1} is shared by account {2}, whose network ACL this account cannot read"},
	ACLAllows:         {sentence: "{rule} of {resource} allows {ports} {side} {far}"},
	ACLDenies:         {sentence: "{rule} of {resource} denies {ports} {side} {far}", short: cutOff},
	ACLNoRule:         {sentence: "no rule of {resource} matches {ports} {side} {far}, which is a deny", short: cutOff},
	ACLReplies:        {sentence: "{resource} allows return traffic ({protocol} 1024-65535) {side} {far}"},
	ACLSomeReplies: {sentence: "{resource} allows only {1} of the return traffic ({protocol} 1024-65535) {side} " +
		"{far}: some connections fail, depending on their port"},
	ACLNoReplies: {sentence: "{resource} denies return traffic ({protocol} 1024-65535) {side} {far}", short: cutOff},

	TableNotCaptured:      {sentence: "the route table of {1} is not in the snapshot"},
	TableOfOtherAccount:   {sentence: "{1} is shared by account {2}, whose route table this account cannot read"},
	RouteListsNotCaptured: {sentence: "the entries of {names} are not in the snapshot, and a route of {resource} may match by them"},
	NoRoute:               {sentence: "{resource} has no route to {far}", short: routeOff},
	AmbiguousRoutes:       {sentence: "overlapping routes of {resource} send {far} to different targets, and AWS picks either"},
	Blackhole:             {sentence: "{rule} is a blackhole: its target no longer exists", short: routeOff},
	RouteLeads:            {sentence: "{resource} routes via {rule}"},

	SubnetsNotCaptured: {sentence: "the subnets are not in the snapshot"},
	NoSubnet:           {sentence: "{far} is in no subnet of the VPC"},
	SameSubnet:         {sentence: "in the same subnet: no network ACL between them"},
	InSubnet:           {sentence: "{far} is in {resource}"},

	IGWWithoutPublicAddress: {
		sentence: "an internet gateway forwards IPv4 only for public addresses, and a Lambda interface " +
			"never has one: use a NAT gateway"},
	NotInternet:        {sentence: "{far} is not an internet address", short: routeOff},
	IGWsNotCaptured:    {sentence: "the internet gateways are not in the snapshot"},
	GatewayGone:        {sentence: "{1} does not exist", short: routeOff},
	GatewayNotAttached: {sentence: "{1} is not attached to {2}", short: routeOff},
	ManagedPublicAddresses: {
		sentence: "managed instances may have public addresses, and whether these do is not in the snapshot"},
	IPv6ByIGW:        {sentence: "IPv6 leaves via {resource} without translation (assumed: AWS documents no exception for Lambda)"},
	EIGWNoIPv4:       {sentence: "an egress-only internet gateway carries no IPv4"},
	EIGWsNotCaptured: {sentence: "the egress-only internet gateways are not in the snapshot"},
	IPv6ByEIGW:       {sentence: "IPv6 leaves via {resource}"},
	PublicAccessBlocked: {sentence: "VPC Block Public Access blocks {resource} from the internet in both directions",
		short: "is blocked by VPC Block Public Access"},

	NATIPv4Only:          {sentence: "a NAT gateway carries IPv4 only"},
	NATsNotCaptured:      {sentence: "the NAT gateways are not in the snapshot"},
	NATGone:              {sentence: "{resource} no longer exists", short: "no longer exists"},
	NATNotAvailable:      {sentence: "{resource} is {1}, not available", short: "is {1}"},
	NATFailed:            {sentence: "{resource} is {1}, not available: {2}", short: "is {1}"},
	NATRegional:          {sentence: "{resource} is a regional NAT gateway, available (no subnet, no network ACL)"},
	NATPublic:            {sentence: "{resource} is a public NAT gateway, available"},
	NATPrivate:           {sentence: "{resource} is a private NAT gateway, available"},
	NATSubnetNotCaptured: {sentence: "the subnet of {1} is not in the snapshot"},
	NATLoop: {sentence: "the NAT gateway's own subnet routes it back to the same NAT gateway: a loop",
		short: "is routed back to itself: a loop"},
	NATGoesOn: {sentence: "the NAT gateway sends it on to {target}, which is not followed"},
	NATPrivateAtIGW: {sentence: "a private NAT gateway has no public address, and {target} drops its traffic",
		short: "is private: the internet gateway drops its traffic"},
	NATOut: {sentence: "→ {target} → internet"},

	EndpointNotAvailable:          {sentence: "{resource} is {1}, not available"},
	GatewayEndpoint:               {sentence: "gateway endpoint of {rule} (its policy is evaluated separately)"},
	EndpointGone:                  {sentence: "{resource} no longer exists"},
	EndpointInterfacesNotCaptured: {sentence: "the interfaces of {resource} are not in the snapshot"},
	EndpointsNotCaptured:          {sentence: "whether an endpoint overrides the name {resource} by private DNS is not in the snapshot"},
	PrivateDNS:                    {sentence: "private DNS resolves the name to {resource}"},
	PublicName: {
		sentence: "no interface endpoint overrides the name {resource} in this VPC: it resolves to public addresses, " +
			"reached by internet egress"},
	PublicList:      {sentence: "the name {resource} resolves to the service's public addresses ({rule})"},
	ListNotCaptured: {sentence: "the addresses of {resource} are not in the snapshot"},

	PeeringsNotCaptured:  {sentence: "the peering connections are not in the snapshot"},
	PeeringGone:          {sentence: "{resource} no longer exists"},
	PeeringNotActive:     {sentence: "{resource} is {1}, not active"},
	PeeringOfOthers:      {sentence: "{resource} does not connect {1}"},
	PeeringNotTransitive: {sentence: "{resource} reaches only the CIDRs of {1} itself, and {far} is in none of them: peering is not transitive"},
	PeerNotCaptured:      {sentence: "{1} of account {2} is not in the snapshot"},
	PeeringLeads:         {sentence: "{resource} is active and connects to {1}"},
	NoRouteBack:          {sentence: "no return route: {resource} has no route to {far}"},
	BlackholeBack:        {sentence: "no return route: {rule} is a blackhole: its target no longer exists"},
	OtherWayBack:         {sentence: "no return route: {resource} routes {far} via {rule}, not over {1}"},

	HandedOver:                {sentence: "routed to {1} {resource}: what happens behind it is not visible here"},
	TGWAttachmentsNotCaptured: {sentence: "routed to {resource}: whether it has an attachment subnet in this AZ, and where it routes to, is not visible"},
	TGWZoneNotKnown:           {sentence: "routed to {resource}: whether {1} of its attachment is in AZ {2} is not in the snapshot"},
	TGWNotInZone: {
		sentence: "{resource} has no attachment subnet in AZ {1} of {2}, so it takes no traffic from " +
			"there"},
	TGWRoutesNotCaptured: {sentence: "routed to {resource}: its routes are not in the snapshot"},
	TGWNoRoute:           {sentence: "{resource} of {1} has no route to {far}"},
	TGWBlackhole:         {sentence: "{cidr} in {resource} is a blackhole"},
	TGWHandedOn:          {sentence: "{1} routes to {target}: what happens there is not followed"},

	PlaceSubnetGone:         {sentence: "{1} does not exist in this account"},
	PlaceSubnetNotCaptured:  {sentence: "{1} is not in the snapshot: {2} was not collected"},
	PlacePublic:             {sentence: "public subnet: an internet gateway gives Lambda functions no IPv4 internet"},
	PlaceElsewhere:          {sentence: "its default route targets {1} {2}"},
	PlaceAtTarget:           {sentence: "its default route targets {1}"},
	PlaceDeadNAT:            {sentence: "NAT {1} is {2}: the default route is a blackhole"},
	PlaceDeadRoute:          {sentence: "the default route is a blackhole: its target no longer exists"},
	PlaceDeadTarget:         {sentence: "the default route targets {1}, which no longer exists (blackhole)"},
	PlaceByNAT:              {sentence: "internet egress via NAT {1}"},
	PlaceByNATNotKnown:      {sentence: "internet egress via NAT {1}, but facts about it are missing"},
	PlaceNATWithoutInternet: {sentence: "NAT {1} provides no internet egress"},
	PlaceNATStopped:         {sentence: "NAT {1} {2}"},
	PlaceIsolated:           {sentence: "VPC only: no route leaves it"},
	PlaceListsNotCaptured:   {sentence: "the entries of {names} are not in the snapshot"},
	PlaceEndpointsOnly:      {sentence: "VPC endpoints only: no route to the internet"},
	PlaceEndpointsUnread:    {sentence: "no default route; whether there are VPC endpoints is not in the snapshot: {1} was not collected"},
	PlaceSomeElsewhere:      {sentence: "no default route; some destinations are routed to {1}"},

	Port25OutsideVPC:        {sentence: "AWS blocks outbound TCP port 25 for functions outside a VPC, and that cannot be lifted"},
	Port25Restricted:        {sentence: "AWS blocks outbound TCP port 25 to the internet unless it lifted that for this account"},
	TimeSyncExempt:          {sentence: "the Amazon Time Sync Service is exempt from security groups, network ACLs and routes"},
	ResolverNotKnown:        {sentence: "{far} may be the Amazon resolver of {resource}, whose range is not in the snapshot"},
	ManagedGroupsNotKnown:   {sentence: "the groups of the capacity provider's instances are not in the snapshot"},
	EncryptionWithoutLambda: {sentence: "VPC encryption control of {resource} is enforced without an exclusion for Lambda: expect DisallowedByVpcEncryptionControl"},
	EncryptionEnforced: {sentence: "VPC encryption control of {resource} is enforced without an exclusion for {1}",
		short: "is shut off by VPC encryption control"},
	EncryptionExclusionsNotKnown: {sentence: "VPC encryption control of {resource} is enforced, and whether {1} is excluded is not in the snapshot"},
	EncryptionOfBothPeers:        {sentence: "{resource} and {1} both enforce encryption; whether traffic between them is encrypted is not in the snapshot"},
	ACLFromSomewhere:             {sentence: "the source is some public address: what {resource} says of it depends on which"},
	FarGroupFromSomewhere:        {sentence: "the source is some public address: what {resource} on {1} says of it depends on which"},
	LambdaTakesNoConnections:     {sentence: "{resource} is Lambda's: nothing opens a connection to a function"},
	TakesNoConnections:           {sentence: "{resource} is of the kind {1}, which accepts no connections"},
	InterfaceOfUnknownType:       {sentence: "{resource} is of the type {1}: whether it accepts connections is unknown"},
	InterfaceIdle:                {sentence: "{resource} is not attached: nothing answers there"},
	NLBWithoutGroups:             {sentence: "{resource} is of a Network Load Balancer without security groups: not filtered, if it listens"},
	AnotherInterface:             {sentence: "{far} is {resource} here, not {1}"},
	OwnAddress:                   {sentence: "{far} is a public address of {resource} ({1}) in this snapshot"},
	OwnAddressesNotCaptured:      {sentence: "whether {far} is a public address of this account is not in the snapshot"},
	PublicBackElsewhere:          {sentence: "no return route: {resource} routes {far} via {rule}, not via an internet gateway"},
	IGWByPublicAddress:           {sentence: "the interface has the public address {1}, assigned by hand: it works, AWS does not support it, and it is lost when Lambda replaces the interface"},
	InspectedByFirewall:          {sentence: "inspected by the firewall {1} in the internet gateway"},
	GatewayEndpointLeads:         {sentence: "gateway endpoint of {rule}"},
	EndpointPending:              {sentence: "{resource} is pending: whether it is in service by now is not in the snapshot"},
	ReferenceNotHere:             {sentence: "{resource} allows it only by a security group reference, and references do not work across {1}"},
	IGWSourcesNotCaptured:        {sentence: "whether the function's interface has a public address is not in the snapshot"},
	EndpointOfVPC:                {sentence: "{resource} serves {1} alone"},
	NotByEndpoint:                {sentence: "traffic bypasses {1}: {resource} routes via {rule}"},
	PolicyAllowsNothing:          {sentence: "the policy of {resource} allows nothing that can come from here"},
	PolicyDeniesAll:              {sentence: "the policy of {resource} denies everything that comes from here"},
	PolicyNotForRole:             {sentence: "the policy of {resource} allows {1} none of the actions it uses: {2}"},
	PolicyNeedsRole:              {sentence: "whether the policy of {resource} allows what {1} uses is unknown"},
	PolicyNotRead:                {sentence: "the policy of {resource} cannot be read"},
	PolicyUndecided:              {sentence: "the policy of {resource} depends on {1}, which is not in the snapshot"},
	PolicyForOrganization: {
		sentence: "the policy of {resource} is for an organization (aws:PrincipalOrgID): AWS-owned buckets and " +
			"CloudFormation's response URLs are denied"},
	PolicyLimitsResources:         {sentence: "the policy of {resource} allows some resources only ({1})"},
	NATWithAppliance:              {sentence: "{resource} sends its traffic through {1}, which inspects it"},
	NATNotInZone:                  {sentence: "{resource} is a regional NAT gateway whose AZs are set by hand, and it has no address in AZ {1}"},
	PublicAccessNotKnown:          {sentence: "whether VPC Block Public Access blocks {resource} is not in the snapshot"},
	PublicAccessPerhaps:           {sentence: "VPC Block Public Access is on for the Region, and whether {resource} is excluded is not in the snapshot"},
	PeeringBehindTransitGateway:   {sentence: "{resource} is a VPC peering connection, which carries no traffic from a transit gateway"},
	TGWBehindTGW:                  {sentence: "routed to a second transit gateway, {resource}, which is not followed"},
	TGWNoAssociation:              {sentence: "{1} of {2} has no route table association in {resource}"},
	TGWMultipath:                  {sentence: "{1} spreads {cidr} over several attachments (ECMP)"},
	TGWAttachmentDown:             {sentence: "{1} is {2}: it carries no traffic"},
	TGWComesBack:                  {sentence: "{1} routes it back into {2}"},
	TGWLeads:                      {sentence: "{1} routes via {rule}"},
	TGWBackNotInZone:              {sentence: "no return route: {1} has no attachment subnet in AZ {2} of {3}"},
	TGWNoRouteBack:                {sentence: "no return route: {resource} of {1} has no route to {far}"},
	TGWBlackholeBack:              {sentence: "no return route: {cidr} in {resource} is a blackhole"},
	TGWOtherWayBack:               {sentence: "{resource} of {1} routes {far} to {2}, not back to where it came from"},
	TGWBack:                       {sentence: "return traffic is routed back over {1}"},
	ApplianceStopped:              {sentence: "{resource} is {1}"},
	ApplianceChecksSource:         {sentence: "the source/destination check of {1} is on: it drops traffic that is not its own, so it forwards nothing"},
	ApplianceLoop:                 {sentence: "the route table of the appliance routes {far} back to the appliance: a loop"},
	ApplianceOtherInterface:       {sentence: "{1} has no public address, only another interface of its instance has: {target} forwards from that one alone"},
	ApplianceNotInternet:          {sentence: "{target} forwards to internet addresses only"},
	ApplianceWithoutPublicAddress: {sentence: "{1} has no public address, and {target} drops its traffic"},
	ServiceSomewhere:              {sentence: "only part of the internet is reachable, and the addresses of the service are not in the snapshot"},
	OneOfSeveral:                  {sentence: "several interfaces may belong to {resource}, and their answers differ"},
	NothingOnPort:                 {sentence: "nothing at all can be reached on {ports}"},
	EndpointPartial:               {sentence: "{resource} is only partly in service"},
	EndpointOwnName:               {sentence: "the name is one of {resource} itself"},
	PrivateDNSExecuteAPI:          {sentence: "private DNS resolves the names of all APIs of the Region to {resource}: public APIs answer 403 from here"},
	PrivateDNSOtherRegion:         {sentence: "private DNS resolves the names of {1} to {resource} (assumed: AWS does not say which names it covers)"},
	NotCovered:                    {sentence: "{1} covers {2}, not {resource}: this name resolves to public addresses"},
	PrivateDNSIsOff:               {sentence: "private DNS is off on {1}: the name resolves to public addresses"},
	HostnamesOff:                  {sentence: "DNS host names are off in {1}, so private DNS does not work: the name resolves to public addresses"},
	EndpointHoldsNothing:          {sentence: "{1} is {2} and overrides no name: it resolves to public addresses"},
	NameInZone:                    {sentence: "the private hosted zone {resource} resolves {1} by its record {2}"},
	NameResolvedHere:              {sentence: "the name was resolved on this machine: {1} is {2}"},
	NameNotInZone:                 {sentence: "the private hosted zone {2} covers {1} and has no record for it"},
	NameBlocked:                   {sentence: "DNS Firewall blocks the name {1}: {2}"},
	NameNotAnswered:               {sentence: "the name {1} does not resolve"},
	NameForwarded:                 {sentence: "the Resolver rule {2} forwards {1} to other DNS servers, whose answer is not in the snapshot"},
	NameNotKnown:                  {sentence: "what {1} resolves to is not in the snapshot: give its address, or --resolve"},
	NameEitherWay:                 {sentence: "the name {resource} may resolve to different addresses, and their answers differ"},
	NameOfStore:                   {sentence: "the name belongs to {1}"},
	StoreInterfacesNotKnown:       {sentence: "the interfaces of {1} are not in the snapshot"},
	ServersNotReached:             {sentence: "the DNS server {1} is not reachable: {2}"},
	ServersDecide:                 {sentence: "{1} is not asked: {rest} resolves the name {resource} (forward amazonaws.com to it)"},
	PrivateDNSByServers:           {sentence: "if {names} forwards to the Amazon resolver, private DNS resolves the name to {resource}"},
	PublicNameByServers:           {sentence: "if {names} does not, the name resolves to public addresses, reached by internet egress"},
	ServersNotKnown:               {sentence: "whether the DNS server {names} is reachable is unknown"},
	NoteResolvedHere:              {sentence: "resolved on this machine: {1} is {2}"},
	NoteDelegated:                 {sentence: "{1} also has {2} delegated prefixes"},
	NoteTakenOut:                  {sentence: "{2} interfaces of {1} accept no connections and are left out"},
	ListenerTargets:               {sentence: "{resource} listens on {rule}; {1} of {2} targets behind it are healthy"},
	ListenerTargetsNotKnown:       {sentence: "{resource} listens on {rule}; the health of its targets is not in the snapshot"},
	ListenerWithoutTargets:        {sentence: "{resource} listens on {rule}; no registered target is known"},
	ListenersNotKnown:             {sentence: "what {resource} listens on is not in the snapshot"},
	NoListener:                    {sentence: "{resource} has no listener on {ports}"},
	PlaceFirewall:                 {sentence: "internet egress via the internet gateway, inspected by the firewall {1}"},
	PlaceIPv6Only:                 {sentence: "no IPv4 internet egress; IPv6 leaves via {1}"},

	NoteInternetIPv4:    {sentence: "the IPv4 internet"},
	NoteInternetBoth:    {sentence: "the IPv4 and IPv6 internet"},
	NoteGroupMembers:    {sentence: "the interfaces that use {1}"},
	NotePublicAddresses: {sentence: "public addresses of {1}"},
	NoteByEndpoint:      {sentence: "via {1}"},
}

// Statement is a sentence as a value, where no hop says it: a row of the table of reasons, and what it names. The zero
// Statement says nothing.
type Statement struct {
	Reason Reason
	Names  []string
}

func state(r Reason, names ...string) Statement { return Statement{Reason: r, Names: names} }

// String is the sentence; of the placeholders only the names have a meaning in it.
func (s Statement) String() string {
	h := Hop{Reason: s.Reason, Names: s.Names}
	return h.Why()
}

// Why is the sentence that a person reads: what decided, and what it said. Which part of the destinations it is about
// is not in it, see [Hop.Says]. Nothing may be decided by its letters.
func (h *Hop) Why() string {
	if h.Reason == "" {
		return ""
	}
	return reword(fill(reasons[h.Reason].sentence, h) + h.Mixed.words())
}

// Says is the sentence with the part of the destinations before it: "to 10.0.0.0/8: …".
func (h *Hop) Says() string {
	if h.Part == "" {
		return h.Why()
	}
	return "to " + h.Part + ": " + h.Why()
}

// short is the reason in a few words that go on after a NAT gateway's name.
func (h *Hop) short() string {
	if text := reasons[h.Reason].short; text != "" {
		return fill(text, h)
	}
	return routeOff
}

// fill puts the hop's values where the text names them. What is put in is not read again, so a brace in a name is just
// a brace.
func fill(text string, h *Hop) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		b.WriteString(h.named(name))
		text = after
	}
}

func (h *Hop) named(placeholder string) string {
	switch placeholder {
	case "resource":
		return h.Resource
	case "rule":
		return h.Rule.Text
	case "cidr":
		return h.Rule.CIDR
	case "target":
		return h.Rule.Target
	case "far":
		if !h.Far.IsValid() {
			return "some public address"
		}
		if h.Stands != "" {
			return h.Stands
		}
		return h.Far.String()
	case "ports":
		return h.Protocol.String() + " " + strconv.Itoa(int(h.Port))
	case "protocol":
		return h.Protocol.String()
	case "side":
		if h.Side == Out {
			return "out to"
		}
		return "in from"
	case "names":
		return strings.Join(h.Names, ", ")
	case "rest":
		return strings.Join(h.Names[min(1, len(h.Names)):], ", ")
	}
	if n := int(placeholder[0] - '1'); n < len(h.Names) {
		return h.Names[n]
	}
	return ""
}
