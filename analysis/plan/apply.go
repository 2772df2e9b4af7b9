package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
)

// kind is a type of resource that the engine has a part for: what it is in the documents of a snapshot.
type kind struct {
	name   string // AWS::EC2::Subnet
	prefix string // of the ids of what is created, "" where AWS takes a name
	set    func(w *world, r *Resource, values object)
	remove func(w *world, r *Resource, before object)
}

// kinds are the types in the order in which they are applied: what others name comes first.
func kinds() []kind {
	return slices.Concat(networkKinds(), listKinds(), connectionKinds(), transitKinds(), routeKinds(), groupKinds(),
		aclKinds(), endpointKinds(), []kind{{"AWS::EC2::Route", "", setRoute, removeRoute}}, storeKinds(), roleKinds(),
		functionKinds())
}

// inert are types that have no part in what a function can reach, and need no word.
var inert = map[string]bool{"AWS::EC2::EIP": true, "AWS::EC2::EIPAssociation": true, "AWS::Lambda::Alias": true,
	"AWS::Logs::LogGroup": true, "AWS::CDK::Metadata": true, "AWS::CloudFormation::WaitConditionHandle": true}

// world is an account that is being changed.
type world struct {
	plan    *Plan
	before  *awsdata.Snapshot
	account string
	region  string // where the file does not say
	strict  bool   // nothing is assumed
	books   map[place]*book
	at      map[string]*Resource // by address
	applied *Applied
	failed  error
	unsure  map[string]bool // VPCs that may have more ranges than are known
	ranges  int             // IPv6 ranges that stand for those that AWS chooses
	index   *awsdata.Index  // of the account as it is, made where it is asked for
}

// Apply makes the changes of a plan in a copy of an account. What is not known, or not understood, is unknown in the
// copy as far as it can matter there, and listed.
func (p *Plan) Apply(before *awsdata.Snapshot, o Options) (*Applied, error) {
	own := *p // resources get ids here, and the plan stays as it was read
	own.Resources = slices.Clone(p.Resources)
	p = &own
	w := &world{plan: p, before: before, account: before.AccountID, region: o.Region, strict: o.Strict,
		books: map[place]*book{}, unsure: map[string]bool{},
		at: map[string]*Resource{}, applied: &Applied{Made: map[string]string{},
			Addresses: map[string]string{}, Touched: map[string][]Touch{},
			Left:    slices.Clone(p.Left),
			Assumed: slices.Clone(p.Assumed)}}
	if names := before.RegionNames(); w.region == "" && len(names) == 1 {
		w.region = names[0]
	}
	table := map[string]*kind{}
	order := map[string]int{}
	list := kinds()
	for i := range list {
		table[list[i].name], order[list[i].name] = &list[i], i
	}
	var known []*Resource
	for i := range p.Resources {
		r := &p.Resources[i]
		r.Region = cmp.Or(r.Region, w.region)
		if table[r.Type] == nil {
			if !inert[r.Type] && r.Action != Keep {
				w.leave(r, UnknownType, "")
			}
			continue
		}
		if r.Region == "" {
			return nil, fmt.Errorf("%s: the file does not say its region: name it with --region", r.Address)
		}
		if before.Region(r.Region) == nil {
			if r.Action != Keep {
				w.leave(r, NotRead, r.Region)
			}
			continue
		}
		known = append(known, r)
		w.name(r, table[r.Type])
	}
	if known == nil && len(w.applied.Left) > 0 && w.applied.Left[0].Why == NotRead {
		return nil, fmt.Errorf("the plan is about %s, and the account was read in %s", w.applied.Left[0].What,
			strings.Join(before.RegionNames(), ", "))
	}
	slices.SortStableFunc(known, func(a, b *Resource) int { return order[a.Type] - order[b.Type] })
	for _, r := range slices.Backward(known) {
		if r.Action == Delete || r.Action == Replace {
			table[r.Type].remove(w, r, r.Before)
		}
	}
	for _, r := range known {
		if r.Action == Replace {
			r.ID = ""
			w.name(r, table[r.Type])
		}
	}
	for _, r := range known {
		if r.Action != Delete && r.Action != Keep {
			table[r.Type].set(w, r, w.resolved(r))
		}
		if w.failed != nil {
			return nil, w.failed
		}
	}
	for _, region := range before.RegionNames() {
		if b := w.books[place{region, functionCall}]; b != nil && b.changed {
			w.letGoInterfaces(region)
		}
	}
	changes, err := w.written()
	if err != nil {
		return nil, err
	}
	if w.applied.After, err = before.Rewrite(changes); err != nil {
		return nil, fmt.Errorf("make the account as it would be: %w", err)
	}
	return w.applied, nil
}

// Regions are the regions that a plan is about, as far as it says.
func (p *Plan) Regions() []string {
	var out []string
	for i := range p.Resources {
		if region := p.Resources[i].Region; region != "" && !slices.Contains(out, region) {
			out = append(out, region)
		}
	}
	slices.Sort(out)
	return out
}

// name gives what is created an id until AWS gives it one, and notes whose address an id is.
func (w *world) name(r *Resource, k *kind) {
	if r.ID == "" && k.prefix != "" {
		r.ID = whatif.MadeID(k.prefix, r.Address)
		w.applied.Made[awsdata.Clean(r.ID)] = awsdata.Clean(r.Address)
	}
	if at := w.at[r.Address]; at == nil || rank(r.Type) < rank(at.Type) {
		w.at[r.Address] = r
	}
	if r.ID != "" {
		if r.Action != Keep {
			w.touch(r, r.ID)
		}
		if _, taken := w.applied.Addresses[awsdata.Clean(r.ID)]; !taken {
			w.applied.Addresses[awsdata.Clean(r.ID)] = awsdata.Clean(r.Address)
		}
	}
}

// rank puts what a resource of a file is before what it is attached by, where the file has one resource for both.
func rank(kind string) int {
	if kind == "AWS::EC2::VPCGatewayAttachment" {
		return 1
	}
	return 0
}

// touch notes that a resource of the plan changes what has an id.
func (w *world) touch(r *Resource, id string) {
	id = awsdata.Clean(id)
	t := Touch{Address: awsdata.Clean(r.Address), Kind: awsdata.Clean(r.Kind), Action: r.Action}
	for _, name := range r.Changed {
		t.Attributes = append(t.Attributes, awsdata.Clean(name))
	}
	list := w.applied.Touched[id]
	if !slices.ContainsFunc(list, func(o Touch) bool { return o.Address == t.Address && o.Kind == t.Kind }) {
		w.applied.Touched[id] = append(list, t)
	}
}

func (w *world) leave(r *Resource, why Why, what string) {
	if w.plan.Form == Terraform {
		what = terraformWord(r.Kind, what)
	}
	l := Left{Address: awsdata.Clean(r.Address), Kind: awsdata.Clean(r.Kind), Why: why, What: awsdata.Clean(what)}
	if !slices.Contains(w.applied.Left, l) {
		w.applied.Left = append(w.applied.Left, l)
	}
}

// later says that a value is known only after the change is made, and that the answer of a call is not known for it.
func (w *world) later(r *Resource, property, call string) {
	w.leave(r, KnownAfter, property)
	if call != "" {
		w.lacks(r.Region, call, r.Address+" "+property+" is known only after the plan is applied")
	}
}

// resolved are the values of a resource with the ids of what they refer to.
func (w *world) resolved(r *Resource) object {
	out := make(object, len(r.Values))
	for name, v := range r.Values {
		out[name] = w.resolve(v)
	}
	return out
}

// whole are all values of a resource: what an update leaves as it was, and what it changes.
func (w *world) whole(r *Resource, values object) object {
	out := object{}
	maps.Copy(out, w.resolvedOf(r.Before))
	maps.Copy(out, values)
	return out
}

func (w *world) resolve(v any) any {
	switch v := v.(type) {
	case Reference:
		return w.attribute(v)
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = w.resolve(v[i])
		}
		return out
	case object:
		out := make(object, len(v))
		for name, e := range v {
			out[name] = w.resolve(e)
		}
		return out
	}
	return v
}

// attribute is what a reference gives: an id, a name or an ARN where the snapshot knows it, or would.
func (w *world) attribute(ref Reference) any {
	r := w.at[ref.Address]
	if r == nil || r.ID == "" {
		return Unknown{}
	}
	switch ref.Attribute {
	case "", "Id", "VpcId", "SubnetId", "GroupId", "RouteTableId", "NatGatewayId", "InternetGatewayId", "PrefixListId",
		"AttachmentId", "FunctionName", "RoleName", "TransitGatewayId", "NetworkAclId":
		if ref.Attribute == "PrefixListId" && r.Type == "AWS::EC2::VPCEndpoint" {
			return w.listOf(r)
		}
		return r.ID
	case "Arn", "RoleArn", "FunctionArn", "PolicyArn", "Ref":
		if arn := w.arn(r); arn != "" {
			return arn
		}
		return Unknown{}
	case "DefaultSecurityGroup":
		return defaultOf("sg", r.ID, w.defaultGroup(r))
	case "DefaultNetworkAcl":
		return defaultOf("acl", r.ID, w.defaultACL(r))
	case "DefaultRouteTable":
		return defaultOf("rtb", r.ID, w.mainTable(r.Region, r.ID))
	}
	for _, values := range []object{r.Values, r.Before} {
		if v, ok := values[ref.Attribute]; ok && v != nil {
			if v, isRef := v.(Reference); isRef {
				if v == ref {
					return Unknown{}
				}
				return w.attribute(v)
			}
			return v
		}
	}
	return Unknown{}
}

// defaultOf is the id of what comes with a VPC.
func defaultOf(prefix, vpc string, found object) any {
	for _, member := range []string{"GroupId", "NetworkAclId", "RouteTableId"} {
		if id, ok := found[member].(string); ok {
			return id
		}
	}
	return whatif.MadeID(prefix, strings.TrimPrefix(vpc, whatif.MadeID("vpc", "")))
}

// isKeyed reports whether a call is about one thing.
func isKeyed(call string) bool { return strings.Contains(call, ".") }

func listMember(call string) string {
	name, _, keyed := strings.Cut(call, ".")
	if keyed && (name == "get-policy" || name == "describe-vpc-attribute" || name == "get-function") {
		return ""
	}
	if name == "get-account-authorization-details" {
		return "RoleDetailList"
	}
	return awsdata.ListMember(name)
}
