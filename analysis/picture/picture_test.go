package picture

import (
	"context"
	"fmt"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata/demo"
)

func TestTry(t *testing.T) {
	s, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	r, err := analysis.Run(context.Background(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Functions {
		p, err := OfFunction(context.Background(), r, f)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Println("=====", f.Place.Region, f.FunctionName, len(p.Nodes), len(p.Edges))
		fmt.Print(p.Draw(p.Arrange(), Options{Symbols: Unicode(), Pitch: 1, Widest: 24, Width: 140, Names: r.Index.Region(f.Place.Region)}))
	}
}

func TestTryVPC(t *testing.T) {
	s, _ := demo.Snapshot()
	r, err := analysis.Run(context.Background(), s, analysis.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, reg := range s.RegionNames() {
		rx := r.Index.Region(reg)
		for i := range rx.Region.VPCs {
			p, err := OfVPC(context.Background(), r, reg, rx.Region.VPCs[i].VpcId)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Println("=====", reg, rx.Region.VPCs[i].Name(), len(p.Nodes), len(p.Edges))
			fmt.Print(p.Draw(p.Arrange(), Options{Symbols: Unicode(), Pitch: 1, Widest: 24, Width: 140, Names: rx}))
		}
	}
}
