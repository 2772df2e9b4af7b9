package names

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// screenName is a name under which a resource is shown.
type screenName struct {
	name string
	id   string
	what string // kind in words
	kind Kind   // "" for what is no destination
}

// named reads the name of a captured resource as it is shown: its Name tag, or what its service calls it. Only the
// asked region's count. A name that several resources have is an error that tells their ids.
func (p *parser) named(text string) (Destination, bool, error) {
	found := p.withName(text, func(a, b string) bool { return a == b })
	if len(found) == 0 {
		found = p.withName(text, strings.EqualFold)
	}
	taken := slices.Clone(found)
	taken = slices.DeleteFunc(taken, func(n screenName) bool { return n.kind == "" || p.isOfOne(n, found) })
	switch {
	case len(found) == 0:
		return Destination{}, false, nil
	case len(taken) == 1:
		d := Destination{Kind: taken[0].kind, ID: taken[0].id, Port: p.portOf(taken[0].kind, taken[0].id)}
		if s := p.storeWith(d.ID); d.Kind == KindStore && s != nil {
			d.Port = storePort(s, nil)
		}
		return d, true, nil
	case len(taken) > 1:
		var ids []string
		for _, n := range taken {
			ids = append(ids, n.id+" ("+n.what+")")
		}
		return Destination{}, false,
			fmt.Errorf("%q names %d resources: give the id: %s", text, len(taken), alternatives(ids))
	case strings.Contains(text, ".") && isHostName(text): // the name of a zone or a rule is a host name, too
		return Destination{}, false, nil
	case found[0].what == "function":
		return Destination{}, false, functionError(text)
	}
	return Destination{}, false, p.refuse(text, found[0])
}

// isOfOne reports whether what has the name is an interface of an instance that has it too: the instance is meant.
func (p *parser) isOfOne(n screenName, found []screenName) bool {
	if n.kind != KindInterface {
		return false
	}
	i := p.region.NetworkInterface(n.id)
	return i != nil && i.Attachment != nil && slices.ContainsFunc(found, func(o screenName) bool {
		return o.kind == KindInstance && o.id == i.Attachment.InstanceId
	})
}

// refuse is the error about the name of a resource that takes no connections.
func (p *parser) refuse(text string, n screenName) error {
	for _, r := range refused {
		if strings.HasPrefix(n.id, r.prefix) {
			return fmt.Errorf("%q is no destination: it is %s, which accepts no connections: %s", text, r.what,
				r.instead)
		}
	}
	return fmt.Errorf("%q is no destination: it is a %s, which accepts no connections", text, n.what)
}

func (p *parser) withName(text string, same func(a, b string) bool) []screenName {
	var out []screenName
	p.eachName(func(n screenName) {
		if same(n.name, text) && !slices.ContainsFunc(out, func(o screenName) bool { return o.id == n.id }) {
			out = append(out, n)
		}
	})
	return out
}

// eachName calls with every name on screen in the asked region.
func (p *parser) eachName(call func(screenName)) {
	if p.region == nil {
		return
	}
	for _, k := range awsdata.Kinds() {
		for _, r := range k.List(p.region.Region) {
			n := screenName{id: r.ID(), what: k.Name, kind: namedKinds[k.Code]}
			if s, ok := r.(awsdata.Store); ok {
				n.id, n.kind = storeID(s), KindStore
			}
			for _, n.name = range []string{r.Name(), r.ID()} {
				if n.name != "" {
					call(n)
				}
			}
		}
	}
	for _, s := range p.region.Stores() {
		n := screenName{id: storeID(s), what: "data store", kind: KindStore}
		for _, n.name = range []string{s.Name(), s.ID()} {
			if n.name != "" {
				call(n)
			}
		}
	}
}

// namedKinds are the kinds of resources that can be destinations, by the code of their row in the table of kinds.
var namedKinds = map[string]Kind{
	"eni": KindInterface, "subnet": KindSubnet, "sg": KindSecurityGroup, "pl": KindPrefixList, "vpce": KindEndpoint,
	"nat": KindNatGateway, "instance": KindInstance, "i": KindInstance,
}

// screenNames are the names of what can be a destination, for the nearest to a misspelt word.
func (p *parser) screenNames() []string {
	var out []string
	p.eachName(func(n screenName) {
		if n.kind != "" && n.name != n.id {
			out = append(out, n.name)
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}
