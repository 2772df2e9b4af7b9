package reach_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"go.yaml.in/yaml/v3"
)

func TestZZ(t *testing.T) {
	dirs, _ := filepath.Glob("../../../shared/accounts-amended/random-*")
	bad, all := 0, 0
	for _, dir := range dirs {
		s, err := awsdata.Load(filepath.Join(dir, "account"))
		if err != nil {
			t.Fatal(err)
		}
		x := awsdata.NewIndex(s)
		e := reach.New(x)
		r := x.Region("us-east-1")
		data, _ := os.ReadFile(filepath.Join(dir, "assertions.yaml"))
		var f struct {
			Assertions []struct {
				Name, Functions, To, Protocol, Expect string
				Port                                  int
			}
		}
		if err := yaml.Unmarshal(data, &f); err != nil {
			t.Fatal(err)
		}
		for _, a := range f.Assertions {
			all++
			got := ""
			d, err := names.ParseIn(x, r, a.To)
			if err != nil {
				got = "refused"
			} else {
				p := netset.TCP
				if a.Protocol == "udp" {
					p = netset.UDP
				}
				tr, err := e.Trace("us-east-1", r.Function(a.Functions), reach.Query{To: d, Protocol: p, Port: uint16(a.Port)})
				if err != nil {
					got = err.Error()
				} else {
					got = tr.Verdict.String()
					if got != a.Expect {
						bad++
						fmt.Printf("%s %s %s → %s %s %d want %s got %s\n", filepath.Base(dir), a.Name, a.Functions, a.To, a.Protocol, a.Port, a.Expect, got)
						if os.Getenv("VV") != "" {
							for _, s := range tr.Subnets {
								for _, h := range s.Hops {
									fmt.Println("     ", s.SubnetID, s.Verdict, h.Verdict, h.Component, h.Why())
								}
							}
						}
					}
					continue
				}
			}
			if got != a.Expect {
				bad++
				fmt.Printf("%s %s %s → %s want %s got %s\n", filepath.Base(dir), a.Name, a.Functions, a.To, a.Expect, got)
			}
		}
	}
	fmt.Println(bad, "of", all)
}
