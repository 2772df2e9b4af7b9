package why

import (
	"slices"

	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// find looks for a resource in all regions of the account.
func (e *explainer) find(id string) (region string, r awsdata.Resource) {
	for _, name := range e.Result.Snapshot.RegionNames() {
		if r, ok := e.Result.Index.Region(name).Lookup(id); ok {
			return name, r
		}
	}
	return "", nil
}

// inUse is for what cannot be deleted: what keeps it, what AWS refuses for first.
func (e *explainer) inUse() {
	id := e.Symptom.Resource
	region, r := e.find(id)
	if r == nil {
		e.Open = append(e.Open, Open{Point: point(NotHere, id)})
		return
	}
	rx := e.Result.Index.Region(region)
	book := ledger.Of(rx)
	roles := role.NewIndex(e.Result.Index)
	keepers := book.Keepers(id, roles)
	if n := rx.NetworkInterface(id); n != nil {
		keepers = interfaceKeepers(book, n, roles)
	}
	lambda := false
	for _, k := range keepers {
		if !k.Refuses {
			continue
		}
		lambda = lambda || k.Kind == ledger.KeeperLambda
		e.Causes = append(e.Causes, Cause{Point: point(Held, id, k.ID), Sure: Certain, Region: region, Resource: k.ID,
			Keeper: &k})
	}
	// Lambda's own first: nobody else can let them go
	slices.SortStableFunc(e.Causes, func(a, b Cause) int { return weight(a.Keeper) - weight(b.Keeper) })
	for _, k := range keepers { // a function that names it makes its interfaces again
		if !k.Refuses && k.Kind == ledger.KeeperFunction && !lambda {
			e.Causes = append(e.Causes, Cause{Point: point(Named, id, k.ID), Sure: Possible, Region: region,
				Resource: k.ID, Keeper: &k})
		}
	}
	if len(book.Missing) > 0 {
		e.Open = append(e.Open, Open{Point: point(KeepersUnread, id), Missing: book.Missing})
	}
	if lambda {
		e.Open = append(e.Open, Open{Point: point(LambdaTakesMinutes)})
	}
	if !book.VersionsSeen && lambda {
		e.Open = append(e.Open, Open{Point: point(VersionsUnread), Missing: []string{"list-versions-by-function"}})
	}
	if len(e.Causes) == 0 && len(book.Missing) == 0 {
		e.exclude(HeldByNothing, id)
	}
}

func weight(k *ledger.Keeper) int {
	if k != nil && k.Kind == ledger.KeeperLambda {
		return 0
	}
	return 1
}

// interfaceKeepers are who keeps one interface.
func interfaceKeepers(book *ledger.Ledger, n *awsdata.NetworkInterface, roles *role.Index) []ledger.Keeper {
	for _, k := range book.Keepers(n.SubnetId, roles) {
		if k.ID == n.NetworkInterfaceId {
			return []ledger.Keeper{k}
		}
	}
	return nil
}
