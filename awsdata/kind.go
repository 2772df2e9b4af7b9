package awsdata

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Resource is anything that can be listed, shown and followed in the explorer.
type Resource interface {
	ID() string    // AWS's id, unique within the region
	Name() string  // what people call it, "" if nobody named it
	Facts() []Fact // what to show of it, most telling first
}

// Fact is one line about a resource. Ref, when set, is the id of another resource that the value names.
type Fact struct {
	Label string
	Value string
	Ref   string
}

// Kind is one kind of resource: a row of the table from which lists, look-ups, documents, pages, links, commands and
// palettes derive. What a row says of one resource names it by NAME, ID or ARN.
type Kind struct {
	Code   string // short name, for commands: "sg"
	Name   string // "security group"
	Plural string // "security groups"
	Call   string // the AWS CLI command that lists it, which is also the name of the document
	Show   string // the AWS CLI command that shows one: "ec2 describe-vpcs --vpc-ids ID"
	// how the ids that AWS makes begin, without the hyphen: "sg"; "" where they have no word of their own
	Prefix  string
	Word    string // the word for it in ARNs of EC2, "" for what tells its ARN itself or has none
	Console string // its page in the AWS console, behind the host, with REGION in it; "" where none is known
	List    func(*Region) []Resource

	goType    reflect.Type
	isStore   bool
	enter     func(*Region, map[string]Resource) // enters those of a region by id and, where they tell it, by ARN
	optional  bool                               // its list is no gap where it is absent: most accounts do not need it
	documents []document[Region]                 // that the kind is read from
	join      func(joined, decoded *Region)      // enters what other documents of the kind tell; may be nil
	print     func(Resource) any                 // the AWS CLI's document of one alone
	// "RULE MEMBER...": what becomes of texts that no other kind has; see [memberRules]
	anonymize []string
}

// Kinds is the table of kinds, in the order in which people think of them.
func Kinds() []Kind { return slices.Clone(kindTable) }

// KindOf is the row of a resource: that of its Go type. ok is false for what is in no row.
func KindOf(r Resource) (k Kind, ok bool) {
	t := reflect.TypeOf(r)
	if t == roleKind.goType {
		return roleKind, true
	}
	for i := range kindTable {
		if kindTable[i].goType == t {
			return kindTable[i], true
		}
	}
	return Kind{}, false
}

// KindByCode is the row with that code. Roles are no row of the table, as they belong to no region, but have a code.
func KindByCode(code string) (k Kind, ok bool) {
	for i := range kindTable {
		if kindTable[i].Code == code {
			return kindTable[i], true
		}
	}
	if code == roleKind.Code {
		return roleKind, true
	}
	return Kind{}, false
}

// Of puts a resource into what a row says of one: NAME, ID and ARN stand for the resource's, as escape writes them.
func Of(r Resource, text string, escape func(string) string) string {
	return strings.NewReplacer("NAME", escape(r.Name()), "ID", escape(r.ID()), "ARN", escape(ARNOf(r))).Replace(text)
}

// Tagged is a resource with tags.
type Tagged interface {
	Resource
	ResourceTags() Tags
}

// Owned is a resource that can be another account's: a shared subnet, a prefix list of AWS.
type Owned interface {
	Resource
	OwnerAccount() string // "" where the API does not say
}

// Placed is a resource that is in others.
type Placed interface {
	Resource
	Parents() []string // the ids of the subnets that it is in, then of the VPCs
}

// Known is a resource that tells its ARN.
type Known interface {
	Resource
	ARN() string // "" where the call does not tell it
}

// TagsOf are the tags of a resource, nil for what has none.
func TagsOf(r Resource) Tags {
	if t, ok := r.(Tagged); ok {
		return t.ResourceTags()
	}
	return nil
}

// OwnerOf is the account that a resource belongs to, "" where nothing says whose it is.
func OwnerOf(r Resource) string {
	if o, ok := r.(Owned); ok {
		return o.OwnerAccount()
	}
	return ""
}

// ARNOf is the ARN that a resource tells of itself, "" where it tells none.
func ARNOf(r Resource) string {
	if a, ok := r.(Known); ok {
		return a.ARN()
	}
	return ""
}

// ParentsOf are the ids of the subnets that a resource is in, then of the VPCs; nil for what is in none, or of which it
// is not known.
func ParentsOf(r Resource) []string {
	var all []string
	switch r := r.(type) {
	case Placed:
		all = r.Parents()
	case interface{ VPCID() string }: // the stores
		all = []string{r.VPCID()}
	}
	return slices.DeleteFunc(all, func(id string) bool { return id == "" })
}

// row completes the row of a kind from the type of its resources: list is where a region holds them, member the member
// of the kind's document that lists them, "" where the row has a document that is made otherwise.
func row[T any, P interface {
	*T
	Resource
}](k Kind, member string, list func(*Region) *[]T) Kind {
	k.goType = reflect.TypeFor[P]()
	_, k.isStore = any(P(nil)).(Store)
	_, tellsARN := any(P(nil)).(Known)
	k.List = func(r *Region) []Resource { return resources[T, P](*list(r)) }
	k.enter = func(r *Region, things map[string]Resource) {
		all := *list(r)
		for i := range all { // a region has tens of thousands of interfaces: not by List
			p := P(&all[i])
			things[p.ID()] = p
			if tellsARN {
				if arn := ARNOf(p); arn != "" {
					things[arn] = p
				}
			}
		}
	}
	if member == "" {
		return k
	}
	d := listDocument(k.Call, member, list, func(e *T) string { return P(e).ID() })
	d.optional = k.optional
	k.documents = append([]document[Region]{d}, k.documents...)
	if k.print == nil {
		k.print = listOf(member)
	}
	return k
}

// listOf prints a resource as a list of one.
func listOf(member string) func(Resource) any {
	return func(r Resource) any { return map[string]any{member: []any{r}} }
}

// kindDocuments are the documents that the kinds are read from.
func kindDocuments() []document[Region] {
	var out []document[Region]
	for i := range kindTable {
		out = append(out, kindTable[i].documents...)
	}
	return out
}

// resources views a list of values as resources without copying the values.
func resources[T any, P interface {
	*T
	Resource
}](list []T) []Resource {
	out := make([]Resource, len(list))
	for i := range list {
		out[i] = P(&list[i])
	}
	return out
}

// compact drops facts that say nothing.
func compact(facts []Fact) []Fact {
	out := facts[:0]
	for _, f := range facts {
		if strings.TrimSpace(f.Value) != "" {
			out = append(out, f)
		}
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func countText(n *int) string {
	if n == nil {
		return ""
	}
	return fmt.Sprint(*n)
}

// arnTail is the last part of an ARN: what people call the resource.
func arnTail(arn string) string {
	return arn[strings.LastIndexAny(arn, ":/")+1:]
}
