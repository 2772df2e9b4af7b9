package config

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// item is a resource as AWS Config has it: the columns that [expression] selects.
type item struct {
	AccountID   string `json:"accountId"`
	Region      string `json:"awsRegion"`
	Type        string `json:"resourceType"`
	ID          string `json:"resourceId"`
	Status      string `json:"configurationItemStatus"`
	CaptureTime string `json:"configurationItemCaptureTime"`

	Tags          json.RawMessage `json:"tags"`
	Configuration json.RawMessage `json:"configuration"`
}

// columns are the members of item, as the query names them.
const columns = "accountId, awsRegion, resourceType, resourceId, configurationItemStatus, " +
	"configurationItemCaptureTime, tags, configuration"

// expression is the query: all resources of the types that are known.
func expression() string {
	var types []string
	for i := range kinds {
		types = append(types, "'"+kinds[i].resource+"'")
	}
	return "SELECT " + columns + " WHERE resourceType IN (" + strings.Join(types, ", ") + ")"
}

// What is said of calls that bring nothing.
const (
	notRecorded = "AWS Config does not record it"
	nothingOf   = "AWS Config has nothing of it here: it is not recorded, or there is none"
	unplaced    = "AWS Config has a resource of which it does not say what it is or where"
)

// place is a region of an account, or what is account-wide of it.
type place struct{ account, region string }

// gathered are the elements of a list, and what is wrong with it, "" for nothing.
type gathered struct {
	elements []json.RawMessage
	lacks    string
}

// lack notes what is wrong with the list; the first of several counts.
func (l *gathered) lack(what string) { l.lacks = cmp.Or(l.lacks, what) }

// gathering puts the items in their places.
type gathering struct {
	lists   map[place]map[string]*gathered // by resource type
	lost    bool                           // an item has no place: any list may lack it
	hasIPv6 map[string]bool                // by subnet of which it is told: whether it has IPv6 addresses
	there   map[string]bool                // ids of what is there, and of what is told to be gone
	named   []reference
}

// snapshotOf is what the rows tell. It has no time: what is told is what AWS Config knew last, which it does not date
// as a whole, and what has not changed for years was captured years ago.
func snapshotOf(rows []string) (*awsdata.Snapshot, error) {
	g := gathering{lists: make(map[place]map[string]*gathered), hasIPv6: make(map[string]bool),
		there: make(map[string]bool)}
	for _, it := range g.latest(rows) {
		g.add(it)
	}
	g.missAbsent()
	b := awsdata.NewBuilder()
	for p := range g.lists {
		if p.region != awsdata.Global {
			b.AddRegionOf(p.account, p.region)
		}
		b.Gap(awsdata.Gap{Account: p.account, Region: awsdata.Global, Call: awsdata.CallRestOfAccount,
			Cause: awsdata.CauseAbsent, Message: notRecorded})
	}
	if len(g.lists) == 0 {
		return nil, fmt.Errorf("the aggregator's answers cannot be read: %s", unplaced)
	}
	for _, p := range slices.SortedFunc(maps.Keys(g.lists), func(p, q place) int {
		return cmp.Or(strings.Compare(p.account, q.account), strings.Compare(p.region, q.region))
	}) {
		for i := range kinds {
			if k := &kinds[i]; k.global == (p.region == awsdata.Global) && k.call != "" {
				g.put(b, p, k)
			}
		}
	}
	return b.Snapshot(), nil
}

// latest decodes the rows. Of a resource that is there twice, as where recorders of several regions record IAM, the
// capture that is later counts; which of two is later is known only if both say when they were made.
func (g *gathering) latest(rows []string) []item {
	type key struct{ account, region, kind, id string }
	at := make(map[key]int)
	var out []item
	for _, row := range rows {
		var it item
		if len(row) > mostRow || signs(row) > mostRowSigns {
			g.lost = true
			continue
		}
		if err := json.Unmarshal([]byte(row), &it); err != nil || it.ID == "" || !it.place() {
			g.lost = true
			continue
		}
		k := key{it.AccountID, it.Region, it.Type, it.ID}
		i, twice := at[k]
		if !twice {
			at[k] = len(out)
			out = append(out, it)
			continue
		}
		switch before, now := out[i].captured(), it.captured(); {
		case before.IsZero() || now.IsZero() || before.Equal(now):
			if it.deleted() || out[i].deleted() {
				out[i].Status = "both there and deleted"
				continue
			}
			out = append(out, it) // the decoder judges what is there twice
		case now.After(before):
			out[i] = it
		}
	}
	return out
}

// captured is when the item was, zero if it does not say.
func (it *item) captured() time.Time {
	at, err := time.Parse(time.RFC3339, it.CaptureTime)
	if err != nil {
		return time.Time{}
	}
	return at
}

func (it *item) deleted() bool {
	return it.Status == "ResourceDeleted" || it.Status == "ResourceDeletedNotRecorded"
}

// place reports whether the item says what it is and where. What is in no region is account-wide, whichever region's
// recorder wrote it.
func (it *item) place() bool {
	k := kindOf(it.Type)
	if k == nil || !awsdata.IsAccountID(it.AccountID) {
		return false
	}
	if k.global {
		it.Region = awsdata.Global
		return true
	}
	return awsdata.IsRegion(it.Region)
}

// add enters an item in its list.
func (g *gathering) add(it item) {
	k := kindOf(it.Type)
	at := place{it.AccountID, it.Region}
	if g.lists[at] == nil {
		g.lists[at] = make(map[string]*gathered)
	}
	if it.deleted() {
		g.there[it.ID] = true
		return
	}
	list := g.lists[at][it.Type]
	if list == nil {
		list = new(gathered)
		g.lists[at][it.Type] = list
	}
	switch it.Status {
	case "", "OK", "ResourceDiscovered":
	case "ResourceNotRecorded":
		list.lack(notRecorded + ": " + it.ID)
		return
	default:
		list.lack(it.ID + " is in the state " + it.Status)
		return
	}
	element, lacks := it.element(k)
	if lacks != "" {
		list.lack(it.ID + " has " + lacks)
		return
	}
	if ranges, told := element["Ipv6CidrBlockAssociationSet"].([]any); told && k.resource == subnetType {
		id := textOf(element["SubnetId"])
		g.hasIPv6[id] = g.hasIPv6[id] || len(ranges) > 0 || element["Ipv6Native"] == true
	}
	if id := textOf(element[k.id]); id != "" {
		g.there[id] = true
		g.names(at, id, element)
	}
	// What is decoded takes ten times the room.
	data, err := json.Marshal(element)
	if err != nil {
		list.lack(it.ID + " has a configuration that cannot be written")
		return
	}
	list.elements = append(list.elements, data)
}

// put hands a list to the builder, whose decoder judges the elements.
func (g *gathering) put(b *awsdata.Builder, at place, k *kind) {
	gap := awsdata.Gap{Account: at.account, Region: at.region, Call: k.call, Cause: awsdata.CauseAbsent,
		Message: nothingOf}
	list := g.lists[at][k.resource]
	if list == nil {
		b.Gap(gap)
		return
	}
	elements := list.elements
	if k.resource == functionType {
		elements = g.placed(list)
		putTags(b, at, elements)
	}
	if elements == nil {
		elements = []json.RawMessage{}
	}
	document := map[string]any{k.member: elements}
	if k.beside != "" {
		if beside := g.lists[at][k.beside]; beside != nil {
			list.lack(beside.lacks)
			document[k.besideMember] = append([]json.RawMessage{}, beside.elements...)
		}
	}
	data, err := json.Marshal(document)
	if err == nil {
		err = b.PutOf(at.account, at.region, k.call, data)
	}
	gap.Cause = awsdata.CauseTruncated // what can be told is there
	switch {
	case err != nil:
		gap.Cause, gap.Message = awsdata.CauseMalformed, err.Error()
	case list.lacks != "":
		gap.Message = list.lacks
	case g.lost:
		gap.Message = unplaced
	default:
		return
	}
	b.Gap(gap)
}

// placed are the functions of which it is known from where they send what. The others are left out, and the list has a
// gap: what is not said of them would read as a "no".
func (g *gathering) placed(list *gathered) []json.RawMessage {
	var known []json.RawMessage
	for _, e := range list.elements {
		var f map[string]any
		if err := json.Unmarshal(e, &f); err != nil { // it was written by ourselves
			list.lack("a function that cannot be read")
			continue
		}
		if unsaid := g.unsaid(f); unsaid != "" {
			list.lack("AWS Config does not say of " + textOf(f["FunctionName"]) + " " + unsaid)
			continue
		}
		known = append(known, e)
	}
	if left := len(list.elements) - len(known); left > 1 {
		list.lacks += fmt.Sprintf("; %d functions are left out", left)
	}
	return known
}

// leastManaged is the least memory of a function on managed instances, in MiB.
// Source: Lambda developer guide, "Best practices for Lambda Managed Instances".
const leastManaged = 2048

// unsaid is what is not said of a function, and can be either way, "" for nothing: whether it sends IPv6, where its
// subnets have addresses of that or are not known, and whether its network is its own.
func (g *gathering) unsaid(function map[string]any) string {
	vpc, _ := function["VpcConfig"].(map[string]any)
	subnets, _ := vpc["SubnetIds"].([]any)
	if _, said := vpc["Ipv6AllowedForDualStack"]; !said && slices.ContainsFunc(subnets, func(id any) bool {
		has, known := g.hasIPv6[textOf(id)]
		return has || !known
	}) {
		return "whether IPv6 is on, and its subnets have it or are not recorded"
	}
	memory, known := function["MemorySize"].(float64)
	if _, said := function["CapacityProviderConfig"]; !said && len(subnets) == 0 && (!known || memory >= leastManaged) {
		return "whether it runs on managed instances, whose network is another one"
	}
	return ""
}

// textOf is a value that should be a text, "" for any other.
func textOf(value any) string {
	text, _ := value.(string)
	return text
}
