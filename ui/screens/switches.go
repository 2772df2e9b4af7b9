package screens

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/uses"
	"github.com/vpclens/vpclens/analysis/whatif"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// switchesOf are the parts of the network that a place is about, with what can be
// switched off in each: for a function everything that has a part in its ways.
func switchesOf(env *screen.Env, p screen.Place) []switchGroup {
	read := env.Read() // what was switched off is still there to be switched on
	rx := read.Index.Region(p.Region)
	if rx == nil {
		return nil
	}
	ids := []string{p.ID}
	if p.Kind == "" {
		f := say.FunctionOf(read, p.Region, p.ID)
		if f == nil {
			return nil
		}
		ids = uses.Parts(read, f)
	}
	var out []switchGroup
	for _, id := range ids {
		if offer, ok := whatif.Offers(rx, id); ok {
			out = append(out, switchesIn(&offer))
		}
	}
	return out
}

// switchesIn are the words of what can be switched off in a resource.
func switchesIn(offer *whatif.Offer) switchGroup {
	g := switchGroup{id: offer.Resource.ID()}
	kind, _ := say.KindByCode(say.KindOf(offer.Resource))
	switch offer.Kind {
	case whatif.Rule:
		g.what = "SG"
	case whatif.Route:
		g.what = "routes"
	case whatif.ACLEntry:
		g.what = "network ACL"
	case whatif.NAT:
		g.what = "NAT gateway"
	case whatif.Endpoint:
		g.what = "endpoint"
	default:
		g.what = kind.Name
	}
	for i := range offer.Switches {
		s := &offer.Switches[i]
		g.items = append(g.items, switchItem{switchWords(offer, s, kind.Name), s.Edit})
	}
	return g
}

func switchWords(offer *whatif.Offer, s *whatif.Switch, kind string) string {
	switch e := s.Edit.(type) {
	case whatif.RemoveRule:
		arrow := " → "
		if e.Direction == "in" {
			arrow = " ← "
		}
		return fmt.Sprintf("%-3s  ", e.Direction) + s.Rule.PortText() + arrow + e.Peer
	case whatif.RemoveRoute:
		target := s.Route.Target()
		if target == "" {
			target = "a target that no longer exists"
		}
		return e.Destination + " → " + target
	case whatif.RemoveACLEntry:
		return fmt.Sprintf("%-3s  %d  %s %s %s", e.Direction, e.Number, s.Entry.RuleAction, s.Entry.PortText(),
			s.Entry.CIDR())
	}
	switch r := offer.Resource.(type) {
	case *awsdata.NatGateway:
		return "the NAT gateway as it is: " + r.State
	case *awsdata.VPCEndpoint:
		return "the endpoint for " + r.Service()
	}
	return "the whole " + kind
}

// switched is the number of the part and of the row in it that the cursor stands on, if that can be switched.
func (s *WhatIf) switched() (group, n int, ok bool) {
	id, _ := s.sheet.Selected()
	if _, err := fmt.Sscanf(id, "switch:%d:%d", &group, &n); err != nil || group >= len(s.switches) ||
		n >= len(s.switches[group].items) {
		return 0, 0, false
	}
	return group, n, true
}

// item is what the cursor stands on if it can be switched.
func (s *WhatIf) item() *switchItem {
	if group, n, ok := s.switched(); ok {
		return &s.switches[group].items[n]
	}
	return nil
}

// group is the part of the network that holds what the cursor stands on.
func (s *WhatIf) group() *switchGroup {
	if group, _, ok := s.switched(); ok {
		return &s.switches[group]
	}
	return nil
}
