package awsdata

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sort"
	"strings"
)

// document is a row of the table of documents: how one AWS CLI command's output is read into a T and written from it.
type document[T any] struct {
	call     string // the AWS CLI command
	member   string // the member that holds the list, "" where there is none
	keyed    bool   // one document per thing: the file's name carries an id after the call
	optional bool   // its absence is no gap: most accounts do not need it
	tier     string // see [Tier]
	decode   func(id string, data []byte) (set func(*T), cut flaw, err error)
	encode   func(t *T) map[string]any // documents by id, "" for a list
	detach   func(t *T)                // gives t its own copy of the list or map, nil where there is neither
}

// flaw is why a document that was read is a part of an answer only; the zero value is "it is whole".
type flaw struct {
	cause   Cause
	message string
}

// cutFlaw is the flaw of a list of which more pages follow, or of which elements lack what they must have.
func cutFlaw(truncated bool, lacks string) flaw {
	switch {
	case lacks != "":
		return flaw{CauseMalformed, lacks}
	case truncated:
		return flaw{cause: CauseTruncated}
	}
	return flaw{}
}

// The tables, made once: thousands of documents are looked up in them.
var (
	regionTable  = regionDocuments()
	accountTable = accountDocuments()
)

// regionDocuments is the table of the documents of a region: those of the kinds of resources, and the others.
func regionDocuments() []document[Region] {
	return slices.Concat(kindDocuments(), []document[Region]{
		blockPublicAccessDocument(),
		listDocument("describe-security-group-vpc-associations", "SecurityGroupVpcAssociations",
			func(r *Region) *[]SecurityGroupVpcAssociation { return &r.SecurityGroupVPCAssociations },
			func(a *SecurityGroupVpcAssociation) string { return a.GroupId + a.VpcId }).asOptional(),
		listDocument("describe-prefix-lists", "PrefixLists", func(r *Region) *[]PrefixList { return &r.PrefixLists },
			func(p *PrefixList) string { return p.PrefixListId }),
		listDocument("describe-transit-gateway-vpc-attachments", "TransitGatewayVpcAttachments",
			func(r *Region) *[]TransitGatewayVPCAttachment { return &r.TransitGatewayVPCAttachments },
			func(a *TransitGatewayVPCAttachment) string { return a.TransitGatewayAttachmentId }),
		firewallAssociationsDocument(),

		keyedDocument("get-function", func(r *Region) *map[string]FunctionDetail { return &r.FunctionDetails }),
		keyedList("list-versions-by-function", "Versions",
			func(r *Region) *map[string][]Function { return &r.FunctionVersions }),
		keyedDocument("describe-vpc-attribute", func(r *Region) *map[string]VPCAttribute { return &r.VPCAttributes }),
		keyedList("get-managed-prefix-list-entries", "Entries",
			func(r *Region) *map[string][]PrefixListEntry { return &r.PrefixListEntries }),
		keyedList("search-transit-gateway-routes", "Routes",
			func(r *Region) *map[string][]TransitGatewayRoute { return &r.TransitGatewayRoutes }),
		keyedDocument("get-service-quota",
			func(r *Region) *map[string]ServiceQuotaDocument { return &r.ServiceQuotas }),
		keyedList("list-function-url-configs", "FunctionUrlConfigs",
			func(r *Region) *map[string][]FunctionURL { return &r.FunctionURLs }),
		keyedDocument("get-policy", func(r *Region) *map[string]FunctionPolicy { return &r.FunctionPolicies }),
		keyedList("get-transit-gateway-prefix-list-references", "TransitGatewayPrefixListReferences",
			func(r *Region) *map[string][]TransitGatewayPrefixListReference {
				return &r.TransitGatewayPrefixListReferences
			}),
		listDocument("get-resources", "ResourceTagMappingList",
			func(r *Region) *[]ResourceTags { return &r.ResourceTags },
			func(t *ResourceTags) string { return t.ResourceARN }).asOptional().in(TierFunctionTags),
	}, inTier(TierNamesAndStores, nameDocuments()), inTier(TierNamesAndStores, storeDocuments()))
}

// accountDocuments is the table of the account-wide documents.
func accountDocuments() []document[Account] {
	return []document[Account]{
		callerIdentityDocument(),
		authorizationDocument(),
		keyedDocument("get-role", func(a *Account) *map[string]RoleDocument { return &a.RoleByName }),
		keyedList("list-attached-role-policies", "AttachedPolicies",
			func(a *Account) *map[string][]AttachedPolicy { return &a.AttachedRolePolicies }),
		keyedList("list-role-policies", "PolicyNames",
			func(a *Account) *map[string][]string { return &a.RolePolicyNames }),
		keyedDocument("get-role-policy", func(a *Account) *map[string]RolePolicyDocument { return &a.RolePolicies }),
		keyedDocument("get-policy-version",
			func(a *Account) *map[string]PolicyVersionDocument { return &a.PolicyVersionDocument }),
		keyedList("list-hosted-zones-by-vpc", "HostedZoneSummaries",
			func(a *Account) *map[string][]HostedZoneSummary { return &a.HostedZonesByVPC }).in(TierNamesAndStores),
		keyedList("list-resource-record-sets", "ResourceRecordSets",
			func(a *Account) *map[string][]ResourceRecordSet { return &a.ResourceRecordSets }).in(TierNamesAndStores),
	}
}

// Documents are the names of all documents that a snapshot can hold, in the order of the tables: an AWS CLI command
// each, without the id of what it is about.
func Documents() []string {
	var out []string
	for _, d := range regionTable {
		out = append(out, d.call)
	}
	for _, d := range accountTable {
		out = append(out, d.call)
	}
	return out
}

// ListMember is the member of a call's answer that holds its list, as the service spells it: every page has it, be it
// empty. It is "" for answers without a list, and for calls that are not known.
func ListMember(call string) string {
	for _, d := range regionTable {
		if d.call == call {
			return d.member
		}
	}
	for _, d := range accountTable {
		if d.call == call {
			return d.member
		}
	}
	return ""
}

func (d document[T]) asOptional() document[T] {
	d.optional = true
	return d
}

// expectedCalls are the calls of the table whose absence is a gap.
func expectedCalls[T any](table []document[T]) []string {
	var out []string
	for _, d := range table {
		if !d.keyed && !d.optional {
			out = append(out, d.call)
		}
	}
	return out
}

// listDocument is a document with one list. Lists are kept sorted by id, so that the order in which pages arrived never
// shows in an answer.
func listDocument[T, E any](call, member string, field func(*T) *[]E, id func(*E) string) document[T] {
	return document[T]{
		call: call, member: member,
		decode: func(_ string, data []byte) (func(*T), flaw, error) {
			list, truncated, err := decodeList[E](member, data)
			if err != nil {
				return nil, flaw{}, err
			}
			// Not slices.SortStableFunc, of which the compiler makes one for each of forty types: half a megabyte.
			sort.SliceStable(list, func(i, j int) bool { return id(&list[i]) < id(&list[j]) })
			list, lacks := soundByID(list, id)
			return func(t *T) { *field(t) = list }, cutFlaw(truncated, lacks), nil
		},
		encode: func(t *T) map[string]any {
			return map[string]any{"": map[string]any{member: orEmpty(*field(t))}}
		},
		detach: func(t *T) { *field(t) = slices.Clone(*field(t)) },
	}
}

// keyedList is a document about one thing that holds one list.
func keyedList[T, E any](call, member string, field func(*T) *map[string][]E) document[T] {
	return document[T]{
		call: call, keyed: true, member: member,
		decode: func(id string, data []byte) (func(*T), flaw, error) {
			list, truncated, err := decodeList[E](member, data)
			if err != nil {
				return nil, flaw{}, err
			}
			if _, lacks := sound(list); lacks != "" { // what is known of one thing is known whole or not at all
				return func(*T) {}, flaw{CauseMalformed, lacks}, nil
			}
			list = single(list)
			return func(t *T) { put(field(t), id, list) }, cutFlaw(truncated, ""), nil
		},
		encode: func(t *T) map[string]any {
			out := make(map[string]any)
			for id, list := range *field(t) {
				out[id] = map[string]any{member: orEmpty(list)}
			}
			return out
		},
		detach: func(t *T) { *field(t) = maps.Clone(*field(t)) },
	}
}

// keyedDocument is a document about one thing that is an object.
func keyedDocument[T, E any](call string, field func(*T) *map[string]E) document[T] {
	return document[T]{
		call: call, keyed: true,
		decode: func(id string, data []byte) (func(*T), flaw, error) {
			var value E
			if err := decodeObject(data, &value); err != nil {
				return nil, flaw{}, err
			}
			if lacks := lacksOf(reflect.ValueOf(&value).Elem()); lacks != "" {
				return func(*T) {}, flaw{CauseMalformed, "the answer has " + lacks}, nil
			}
			return func(t *T) { put(field(t), id, value) }, flaw{}, nil
		},
		encode: func(t *T) map[string]any {
			out := make(map[string]any)
			for id, value := range *field(t) {
				out[id] = value
			}
			return out
		},
		detach: func(t *T) { *field(t) = maps.Clone(*field(t)) },
	}
}

func blockPublicAccessDocument() document[Region] {
	type shape struct{ VpcBlockPublicAccessOptions *VpcBlockPublicAccessOptions }
	return document[Region]{
		call: "describe-vpc-block-public-access-options", optional: true,
		decode: func(_ string, data []byte) (func(*Region), flaw, error) {
			var d shape
			if err := decodeObject(data, &d); err != nil {
				return nil, flaw{}, err
			}
			if d.VpcBlockPublicAccessOptions == nil {
				return nil, flaw{}, errors.New(`no member "VpcBlockPublicAccessOptions"`)
			}
			if lacks := lacksOf(reflect.ValueOf(&d).Elem()); lacks != "" {
				return func(*Region) {}, flaw{CauseMalformed, "the answer has " + lacks}, nil
			}
			return func(r *Region) { r.BlockPublicAccess = d.VpcBlockPublicAccessOptions }, flaw{}, nil
		},
		encode: func(r *Region) map[string]any { return map[string]any{"": shape{r.BlockPublicAccess}} },
	}
}

func callerIdentityDocument() document[Account] {
	return document[Account]{
		call: "get-caller-identity", optional: true,
		decode: func(_ string, data []byte) (func(*Account), flaw, error) {
			var d CallerIdentity
			if err := decodeObject(data, &d); err != nil {
				return nil, flaw{}, err
			}
			return func(a *Account) { a.CallerIdentity = &d }, flaw{}, nil
		},
		encode: func(a *Account) map[string]any { return map[string]any{"": a.CallerIdentity} },
	}
}

func authorizationDocument() document[Account] {
	type shape struct {
		RoleDetailList *[]Role
		Policies       []ManagedPolicy
		IsTruncated    bool   `json:",omitempty"`
		NextToken      string `json:",omitempty"`
	}
	return document[Account]{
		call: "get-account-authorization-details",
		decode: func(_ string, data []byte) (func(*Account), flaw, error) {
			var d shape
			if err := decodeObject(data, &d); err != nil {
				return nil, flaw{}, err
			}
			if d.RoleDetailList == nil {
				return nil, flaw{}, errors.New(`no member "RoleDetailList"`)
			}
			roles, policies := *d.RoleDetailList, d.Policies
			slices.SortStableFunc(roles, func(x, y Role) int { return strings.Compare(x.Arn, y.Arn) })
			slices.SortStableFunc(policies, func(x, y ManagedPolicy) int { return strings.Compare(x.Arn, y.Arn) })
			roles, lacks := soundByID(roles, func(r *Role) string { return r.Arn })
			policies, lack := soundByID(policies, func(p *ManagedPolicy) string { return p.Arn })
			return func(a *Account) { a.Roles, a.Policies = roles, policies },
				cutFlaw(d.IsTruncated || d.NextToken != "", cmp.Or(lacks, lack)), nil
		},
		encode: func(a *Account) map[string]any {
			roles := orEmpty(a.Roles)
			return map[string]any{"": shape{RoleDetailList: &roles, Policies: orEmpty(a.Policies)}}
		},
	}
}

// nameDocuments are the documents that tell what a name leads to in a VPC. All are optional: what depends on a name
// says so where the call was not made.
func nameDocuments() []document[Region] {
	return []document[Region]{
		listDocument("list-resolver-rule-associations", "ResolverRuleAssociations",
			func(r *Region) *[]ResolverRuleAssociation { return &r.ResolverRuleAssociations },
			func(a *ResolverRuleAssociation) string { return a.Id }).asOptional(),
		listDocument("list-profile-associations", "ProfileAssociations",
			func(r *Region) *[]ProfileAssociation { return &r.ProfileAssociations },
			func(a *ProfileAssociation) string { return a.Id }).asOptional(),
		keyedList("list-profile-resource-associations", "ProfileResourceAssociations",
			func(r *Region) *map[string][]ProfileResourceAssociation { return &r.ProfileResourceAssociations }),
		listDocument("list-firewall-domain-lists", "FirewallDomainLists",
			func(r *Region) *[]FirewallDomainList { return &r.FirewallDomainLists },
			func(l *FirewallDomainList) string { return l.Id }).asOptional(),
		keyedList("list-firewall-rules", "FirewallRules",
			func(r *Region) *map[string][]FirewallRule { return &r.FirewallRules }),
		keyedList("list-firewall-domains", "Domains",
			func(r *Region) *map[string][]string { return &r.FirewallDomains }),
	}
}

// storeDocuments are the documents about data stores, load balancers and what feeds functions. All are optional. Where
// two services share the name of a command, the service's name stands before it.
func storeDocuments() []document[Region] {
	return []document[Region]{
		keyedDocument("get-bootstrap-brokers",
			func(r *Region) *map[string]BootstrapBrokers { return &r.BootstrapBrokers }),
		keyedList("list-nodes", "NodeInfoList", func(r *Region) *map[string][]KafkaNode { return &r.KafkaNodes }),
		keyedList("describe-mount-targets", "MountTargets",
			func(r *Region) *map[string][]MountTarget { return &r.MountTargets }),
		keyedList("list-mount-targets", "mountTargets",
			func(r *Region) *map[string][]S3MountTarget { return &r.S3MountTargets }),
		keyedDocument("describe-broker", func(r *Region) *map[string]Broker { return &r.BrokerByID }),
		keyedList("describe-listeners", "Listeners", func(r *Region) *map[string][]Listener { return &r.Listeners }),
		keyedList("describe-target-health", "TargetHealthDescriptions",
			func(r *Region) *map[string][]TargetHealthDescription { return &r.TargetHealth }),
	}
}

// decodeList reads the list under the named member. The member must be there: a document without it is damaged, and
// damage must never read as an empty list. A document that carries a token for more is truncated.
func decodeList[E any](member string, data []byte) (list []E, truncated bool, err error) {
	if list, truncated, ok := splitList[E](member, data); ok {
		return list, truncated, nil
	}
	// The struct is made to measure so that one pass of encoding/json reads the list in place and offsets in its errors
	// stay true for the whole document.
	shape := reflect.New(reflect.StructOf([]reflect.StructField{
		{Name: "List", Type: reflect.TypeFor[*[]E](), Tag: reflect.StructTag(fmt.Sprintf("json:%q", member))},
		{Name: "NextToken", Type: reflect.TypeFor[string]()},
		{Name: "NextMarker", Type: reflect.TypeFor[string]()},
		{Name: "Marker", Type: reflect.TypeFor[string]()},
		{Name: "AdditionalRoutesAvailable", Type: reflect.TypeFor[bool]()},
		{Name: "IsTruncated", Type: reflect.TypeFor[bool]()},
		{Name: "PaginationToken", Type: reflect.TypeFor[string]()},
	}))
	if err := decodeObject(data, shape.Interface()); err != nil {
		return nil, false, err
	}
	at := shape.Elem()
	pointer := at.Field(0).Interface().(*[]E)
	if pointer == nil {
		return nil, false, fmt.Errorf("no member %q", member)
	}
	token := at.Field(1).String() + at.Field(2).String() + at.Field(3).String() + at.Field(6).String()
	return *pointer, token != "" || at.Field(4).Bool() || at.Field(5).Bool(), nil
}

// decodeObject reads one JSON object into value, cleans its text, masks credentials, and puts its lists in order.
func decodeObject(data []byte, value any) error {
	if err := json.Unmarshal(data, value); err != nil {
		return err
	}
	if mayNeedCleaning(data) {
		cleanAll(reflect.ValueOf(value))
	}
	planOf(reflect.TypeOf(value)).mask(reflect.ValueOf(value))
	sortLists(reflect.ValueOf(value))
	return nil
}

// inWords says what is wrong with a document as a person would, where encoding/json speaks of Go.
func inWords(err error, data []byte) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset >= int64(len(data)) {
		return fmt.Errorf("the document ends early: %w", err)
	}
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		what := "the document"
		if kind.Field != "" {
			what = fmt.Sprintf("the member %q", kind.Field)
		}
		return fmt.Errorf("%s is of the kind %s, want %s", what, kind.Value, kindName(kind.Type))
	}
	return err
}

// kindName is JSON's name for what a Go type is read from.
func kindName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "string"
	case reflect.Bool:
		return "bool"
	case reflect.Slice, reflect.Array:
		return "array"
	case reflect.Struct, reflect.Map:
		return "object"
	case reflect.Pointer:
		return kindName(t.Elem())
	}
	return "number"
}

func put[E any](m *map[string]E, id string, value E) {
	if *m == nil {
		*m = make(map[string]E)
	}
	(*m)[id] = value
}

func orEmpty[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}
