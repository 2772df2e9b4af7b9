package netset

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
)

func randomPrefixes(n int, bits func(*rand.Rand) int) []netip.Prefix {
	r := rand.New(rand.NewPCG(11, 12))
	ps := make([]netip.Prefix, n)
	for i := range ps {
		v := r.Uint32()
		ps[i] = netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), byte(v)}), bits(r))
	}
	return ps
}

func overlapping(r *rand.Rand) int { return 8 + r.IntN(25) }

// isolated returns n intervals that do not touch, with a few port sets.
func isolated(n int) Set {
	var b Builder
	for i := range n {
		v := uint32(i) << 12
		a := netip.AddrFrom4([4]byte{byte(v>>24) + 11, byte(v >> 16), byte(v >> 8), byte(v)})
		b.AddPrefix(netip.PrefixFrom(a, 21), Ports(TCP, PortRange{443, uint16(443 + i%7)}))
	}
	return b.Set()
}

func BenchmarkBuild(b *testing.B) {
	for _, n := range []int{1000, 10000, 40000} {
		for _, kinds := range []int{1, 20} {
			b.Run(fmt.Sprintf("prefixes=%d/portsets=%d", n, kinds), func(b *testing.B) {
				ps := randomPrefixes(n, overlapping)
				ports := make([]PortSet, kinds)
				for i := range ports {
					ports[i] = Ports(TCP, PortRange{uint16(100 * i), uint16(100*i + 10)})
				}
				b.ReportAllocs()
				for b.Loop() {
					var builder Builder
					for i, p := range ps {
						builder.AddPrefix(p, ports[i%kinds])
					}
					builder.Set()
				}
			})
		}
	}
}

// The numbered rules of a network ACL: allowed and denied in turn.
func BenchmarkBuildAlternating(b *testing.B) {
	ps := randomPrefixes(10000, overlapping)
	b.ReportAllocs()
	for b.Loop() {
		var builder Builder
		for i, p := range ps {
			if i%2 == 0 {
				builder.AddPrefix(p, AllPorts(TCP))
			} else {
				builder.RemovePrefix(p, Ports(TCP, PortRange{22, 22}))
			}
		}
		builder.Set()
	}
}

func BenchmarkSetOperations(b *testing.B) {
	rest := Ports(TCP, PortRange{0, 445})
	for _, n := range []int{10, 1000, 10000} {
		x := isolated(n)
		y := x.RestrictPrefixes(netip.MustParsePrefix("0.0.0.0/0")).
			Minus(prefix("11.0.0.0/23", AllProtocols())).RestrictPorts(rest)
		for _, op := range []struct {
			name string
			run  func(Set) Set
		}{{"union", x.Union}, {"intersect", x.Intersect}, {"minus", x.Minus}} {
			b.Run(fmt.Sprintf("%s/intervals=%d", op.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					op.run(y)
				}
			})
		}
	}
}

func BenchmarkSmallMeetsLarge(b *testing.B) {
	large, small := isolated(10000), prefix("12.34.0.0/16", https)
	b.Run("intersect", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			large.Intersect(small)
		}
	})
	b.Run("overlaps", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			large.Overlaps(small)
		}
	})
	b.Run("union", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			large.Union(small)
		}
	})
	b.Run("internet", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Internet().Intersect(small)
		}
	})
}

func BenchmarkContains(b *testing.B) {
	large, a := isolated(10000), addr("12.34.0.1")
	b.ReportAllocs()
	for b.Loop() {
		large.Contains(a, TCP, 443)
	}
}

func BenchmarkPortSetUnion(b *testing.B) {
	x, y := Ports(TCP, PortRange{80, 80}, PortRange{443, 443}), Ports(TCP, PortRange{8000, 8100}).Union(dns)
	b.ReportAllocs()
	for b.Loop() {
		x.Union(y)
	}
}

func BenchmarkHuman(b *testing.B) {
	s := Internet().RestrictPorts(https).Minus(prefix("52.216.0.0/15", https))
	b.ReportAllocs()
	for b.Loop() {
		s.Human()
	}
}
