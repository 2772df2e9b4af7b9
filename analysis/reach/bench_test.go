package reach_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// The figures that these give are kept in docs/performance.md, with the targets.

// big is the synthetic account of the benchmarks, made once.
var big = sync.OnceValue(func() *awsdata.Snapshot { return awstest.Synthetic(&testing.B{}, awstest.Size{}) })

// cold builds index and engine of a snapshot and answers what every function can reach of the internet, on all cores.
func cold(s *awsdata.Snapshot) (*awsdata.RegionIndex, *reach.Engine) {
	index := awsdata.NewIndex(s)
	engine := reach.New(index)
	region := index.Region(awstest.SyntheticRegion)
	functions := region.Functions()
	var group sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			for i := w; i < len(functions); i += workers {
				engine.Place(awstest.SyntheticRegion, functions[i])
			}
		})
	}
	group.Wait()
	return region, engine
}

func reportMemory(b *testing.B) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapInuse)/1e6, "heap-MB")
	b.ReportMetric(float64(m.Sys)/1e6, "sys-MB")
}

// BenchmarkIndexAndPlaces is what happens before the first screen: index, and the place and internet posture of all
// functions.
func BenchmarkIndexAndPlaces(b *testing.B) {
	s := big()
	runtime.GC()
	b.ReportAllocs()
	stop := reportCPU(b)
	for b.Loop() {
		cold(s)
	}
	stop()
	reportMemory(b)
}

// BenchmarkIndex is its first part.
func BenchmarkIndex(b *testing.B) {
	s := big()
	b.ReportAllocs()
	stop := reportCPU(b)
	for b.Loop() {
		awsdata.NewIndex(s)
	}
	stop()
}

// BenchmarkFunctions is the curve: as many functions more at as many distinct placements.
func BenchmarkFunctions(b *testing.B) {
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := big()
			if n != 10_000 {
				s = awstest.Synthetic(b, awstest.Size{Functions: n})
			}
			stop := reportCPU(b)
			for b.Loop() {
				cold(s)
			}
			stop()
		})
	}
}

// mixed are questions of all kinds about the synthetic account.
func mixed(b *testing.B, region *awsdata.RegionIndex, count int) []asked {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	functions, interfaces := region.Functions(), region.Region.NetworkInterfaces
	texts := []string{"8.8.8.8", "52.216.10.10", "52.94.1.7", "10.3.4.5", "internet", "s3", "sqs", "secretsmanager",
		"10.7.0.0/16", "192.168.0.0/24", "2606:4700::1111", "team-007-db-1.c1.us-east-1.rds.amazonaws.com",
		"app-02.team-011.internal", "host-017.corp.internal"}
	out := make([]asked, count)
	for i := range out {
		name := texts[r.IntN(len(texts))]
		n := &interfaces[r.IntN(len(interfaces))]
		switch r.IntN(4) {
		case 0:
			name = n.PrivateIpAddress
		case 1:
			name = n.NetworkInterfaceId
		}
		to, err := names.Parse(region, name)
		if err != nil {
			b.Fatal(err)
		}
		out[i] = asked{functions[r.IntN(len(functions))],
			reach.Query{To: to, Protocol: []netset.Protocol{netset.TCP, netset.UDP}[r.IntN(2)],
				Port: []uint16{443, 53, 5432, 80}[r.IntN(4)]}}
	}
	return out
}

type asked struct {
	fn *awsdata.Function
	q  reach.Query
}

// BenchmarkVerify asks 100,000 mixed questions of a new engine, one after the other, as verify does.
func BenchmarkVerify(b *testing.B) {
	index := awsdata.NewIndex(big())
	questions := mixed(b, index.Region(awstest.SyntheticRegion), 100_000)
	b.ReportAllocs()
	stop := reportCPU(b)
	for b.Loop() {
		engine := reach.New(index)
		for _, a := range questions {
			if _, err := engine.Verdict(awstest.SyntheticRegion, a.fn, a.q); err != nil {
				b.Fatal(err)
			}
		}
	}
	stop()
	reportMemory(b)
}

// BenchmarkTrace asks one question of each kind of a warm engine.
func BenchmarkTrace(b *testing.B) {
	region, engine := cold(big())
	fn := throughNAT(b, region, engine)
	for _, name := range []string{"8.8.8.8", "52.216.10.10", neighbor(b, region, fn), "10.9.9.9", "sqs",
		"host-017.corp.internal", region.Region.DBInstances[0].Endpoint.Address} {
		to, err := names.Parse(region, name)
		if err != nil {
			b.Fatal(err)
		}
		q := reach.Query{To: to, Protocol: netset.TCP, Port: 443}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			stop := reportCPU(b)
			for b.Loop() {
				if _, err := engine.Trace(awstest.SyntheticRegion, fn, q); err != nil {
					b.Fatal(err)
				}
			}
			stop()
		})
	}
}

// throughNAT is a function of the synthetic account that sends through a NAT gateway from several subnets.
func throughNAT(t testing.TB, region *awsdata.RegionIndex, engine *reach.Engine) *awsdata.Function {
	t.Helper()
	for _, f := range region.Functions() {
		if p := engine.Place(awstest.SyntheticRegion, f); len(p.Subnets) > 1 && p.Class == reach.ClassNAT {
			return f
		}
	}
	t.Fatal("no function of the account sends through a NAT gateway")
	return nil
}

// neighbor is the address of another interface in the function's VPC.
func neighbor(t testing.TB, region *awsdata.RegionIndex, f *awsdata.Function) string {
	t.Helper()
	for _, s := range region.VPCSubnets(region.FunctionVPC(f)) {
		for _, n := range region.InterfacesInSubnet(s.SubnetId) {
			if n.InterfaceType == "interface" {
				return n.PrivateIpAddress
			}
		}
	}
	t.Fatal("the function has no neighbor")
	return ""
}

// BenchmarkReach computes everything one function can reach.
func BenchmarkReach(b *testing.B) {
	region, engine := cold(big())
	fn := throughNAT(b, region, engine)
	b.ReportAllocs()
	stop := reportCPU(b)
	for b.Loop() {
		engine.Reach(awstest.SyntheticRegion, fn)
	}
	stop()
}

// BenchmarkWorstCase answers accounts that are within AWS's quotas and made to blow up a careless evaluation: first all
// of it from nothing, then one warm trace and one warm set.
func BenchmarkWorstCase(b *testing.B) {
	for _, c := range []struct {
		name string
		make func(testing.TB, int) *awsdata.Snapshot
	}{{"groups", awstest.WorstCaseGroups}, {"prefixlists", awstest.WorstCasePrefixLists},
		{"routes", awstest.WorstCaseRoutes}, {"acls", awstest.WorstCaseACLs}} {
		s := c.make(b, 100)
		b.Run(c.name+"/places", func(b *testing.B) {
			b.ReportAllocs()
			stop := reportCPU(b)
			for b.Loop() {
				cold(s)
			}
			stop()
		})
		region, engine := cold(s)
		fn := region.Functions()[0]
		to, err := names.Parse(nil, "8.8.8.8")
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name+"/trace", func(b *testing.B) {
			stop := reportCPU(b)
			for b.Loop() {
				_, err := engine.Trace(awstest.SyntheticRegion, fn,
					reach.Query{To: to, Protocol: netset.TCP, Port: 443})
				if err != nil {
					b.Fatal(err)
				}
			}
			stop()
		})
		b.Run(c.name+"/reach", func(b *testing.B) {
			stop := reportCPU(b)
			for b.Loop() {
				engine.Reach(awstest.SyntheticRegion, fn)
			}
			stop()
		})
	}
}
