package screens

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/ui/theme"
)

func setOf(prefixes ...string) netset.Set {
	var b netset.Builder
	for _, p := range prefixes {
		b.AddPrefix(netip.MustParsePrefix(p), netset.AllProtocols())
	}
	return b.Set()
}

func TestSizes(t *testing.T) {
	s := &Reach{reach: &reach.Reach{}, wide: true}
	th := theme.New(theme.Options{ASCII: true})
	for _, c := range []struct {
		prefixes []string
		want     string
	}{
		{nil, ""},
		{[]string{"10.0.0.1/32"}, "#....... 1"},
		{[]string{"10.0.0.0/24"}, "##...... 256"},
		{[]string{"10.0.0.0/16", "10.1.0.0/28"}, "#####... 66 thousand"},
		{[]string{"10.0.0.0/8"}, "######.. 17 million"},
		{[]string{"0.0.0.0/0"}, "######## 4.3 billion"},
		{[]string{"2600:1f18::/32"}, "######## IPv6"},
	} {
		cell := s.sizeCell(th, theme.VerdictFine, setOf(c.prefixes...))
		if got := strings.TrimRight(cell.Plain(), " "); got != c.want {
			t.Errorf("%v: %q, want %q", c.prefixes, got, c.want)
		}
	}
}
