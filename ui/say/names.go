package say

import (
	"cmp"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// KindOf is the code of a resource's kind in the table of kinds.
func KindOf(r awsdata.Resource) string {
	kind, _ := awsdata.KindOf(r)
	return kind.Code
}

// KindByCode is the row of the table of kinds.
func KindByCode(code string) (awsdata.Kind, bool) { return awsdata.KindByCode(code) }

// Find is the resource of that id in a region, nil if the snapshot does not
// hold it. Peered VPCs, shared subnets and roles may be elsewhere.
func Find(res *analysis.Result, region, id string) awsdata.Resource {
	if id == "" || res == nil {
		return nil
	}
	if rx := res.Index.Region(region); rx != nil {
		if r, ok := rx.Lookup(id); ok {
			return r
		}
		// Tables ask for the names of thousands of ids: only what can be the ARN of a function is looked for one by
		// one.
		if strings.Contains(id, ":function:") {
			for i := range rx.Region.Functions {
				if f := &rx.Region.Functions[i]; f.FunctionArn == id {
					return f
				}
			}
		}
	}
	if role := res.Index.Role(id); role != nil {
		return role
	}
	return nil
}

// homeOf is the account and the region that hold a resource: those given, or
// others that know the id, as for the far side of a peering.
func homeOf(res *analysis.Result, region, id string) (*analysis.Result, string) {
	if Find(res, region, id) != nil {
		return res, region
	}
	if rx := res.Index.VPCHome(id); rx != nil {
		if of := res.Of(rx.Region.AccountID); of != nil {
			return of, rx.Region.RegionName
		}
	}
	for _, of := range res.Accounts { // a table or an interface on the far side
		if of != res && Find(of, region, id) != nil {
			return of, region
		}
	}
	return res, region
}

// PlaceOf is where a resource is shown; ok is false when it is not in the snapshot.
func PlaceOf(res *analysis.Result, region, id string) (screen.Place, bool) {
	res, region = homeOf(res, region, id)
	r := Find(res, region, id)
	if r == nil {
		return screen.Place{}, false
	}
	if f, ok := r.(*awsdata.Function); ok && !f.Published() && FunctionOf(res, region, f.FunctionName) != nil {
		return screen.Place{Screen: "function", Account: res.Account(), Region: region, ID: f.FunctionName}, true
	}
	return screen.Place{Screen: "resource", Account: res.Account(), Kind: KindOf(r), Region: region, ID: r.ID()}, true
}

// FunctionOf is what was computed of a function, nil if there is none. The
// functions of a result are ordered by region and name.
func FunctionOf(res *analysis.Result, region, name string) *analysis.Function {
	i, found := slices.BinarySearchFunc(res.Functions, name, func(f *analysis.Function, name string) int {
		return cmp.Or(strings.Compare(f.Place.Region, region), strings.Compare(f.FunctionName, name))
	})
	if !found {
		return nil
	}
	return res.Functions[i]
}

// NameOf is what people call a resource: its name, or its id where it has none.
func NameOf(res *analysis.Result, region, id string) string {
	home, region := homeOf(res, region, id)
	if r := Find(home, region, id); r != nil && r.Name() != "" {
		return r.Name()
	}
	return id
}

// Label is a resource as a link: the name, and the id shortened behind it.
func Label(env *screen.Env, region, id string) widget.Cell {
	if id == "" {
		return widget.Cell{}
	}
	home, region := homeOf(env.Result, region, id)
	r := Find(home, region, id)
	switch {
	case r == nil:
		return widget.Mark(theme.Dim, id)
	case r.Name() == "" || r.Name() == id:
		return widget.Say(id)
	}
	return widget.Spans(widget.Span{Text: r.Name()}, widget.Span{Text: " " + ShortID(env, r.ID()), Token: theme.Dim})
}

// ShortID leaves out the middle of an id; the whole is on the resource's screen,
// and is what is copied.
func ShortID(env *screen.Env, id string) string {
	if strings.HasPrefix(id, "arn:") {
		id = id[strings.LastIndexAny(id, ":/")+1:]
	}
	if env.Theme.Options().Words {
		return id // read out there is no room to save, and nothing to copy it from
	}
	return widget.MiddleEllipsis(id, 14, env.Theme.Sym.Ellipsis)
}

// Arrows replaces the arrow of the model's texts by the one of the theme.
func Arrows(env *screen.Env, text string) string { return WithSigns(env.Theme, text) }

// WithSigns is a text of the model with the signs of the theme.
func WithSigns(th *theme.Theme, text string) string {
	if th.Sym.Right == "→" {
		return text
	}
	return strings.NewReplacer("→", th.Sym.Right, "←", th.Sym.Left, "…", th.Sym.Ellipsis, "·", th.Sym.Dot).Replace(text)
}

// GapText says that a call is missing and why; ok is false when it is there.
func GapText(res *analysis.Result, region, call string) (text string, ok bool) {
	r := res.Snapshot.Region(region)
	if r == nil {
		return "region " + region + " is not in the snapshot", true
	}
	if g, gap := r.Gap(call); gap {
		return g.Call + " was not read: " + g.Cause.Text(), true
	}
	return "", false
}

// ZonesOf are the letters of the zones that the functions use, in order.
func ZonesOf(res *analysis.Result) []string {
	var zones []string
	for _, f := range res.Functions {
		for _, s := range f.Subnets {
			// A subnet that is not in the snapshot has no zone to compare by; the
			// count of subnets beside the zones includes it.
			if s.Zone != "" && s.Zone != "?" && !slices.Contains(zones, s.Zone) {
				zones = append(zones, s.Zone)
			}
		}
	}
	slices.Sort(zones)
	return zones
}

// ZoneLetter is the zone in one cell: "a" of us-east-1a, "1" of use1-az1.
func ZoneLetter(zone string) string {
	if zone == "" {
		return "?"
	}
	return zone[len(zone)-1:]
}
