package reach_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/reach/law"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
)

// TestShapes tells accounts of odd but legal shapes as stories, with what they must be answered. A line of answers
// reads
//
//	FUNCTION → DESTINATION PROTOCOL PORT: VERDICT[: COMPONENT[: words of that hop]]
//
// Where the destination is an address the oracle must agree as well.
func TestShapes(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/shapes/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no shapes: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			if len(archive.Files) != 2 || archive.Files[0].Name != "account" || archive.Files[1].Name != "answers" {
				t.Fatal("want the sections account and answers")
			}
			snapshot := awstest.Parse(t, string(archive.Files[0].Data))
			x := awsdata.NewIndex(snapshot)
			a := &account{slow: slowly(t, snapshot), region: x.Region(region), engine: reach.New(x)}
			for line := range strings.Lines(string(archive.Files[1].Data)) {
				a.answer(t, strings.TrimSpace(line))
			}
		})
	}
}

// slowly gives the oracle the documents of a snapshot.
func slowly(t *testing.T, s *awsdata.Snapshot) *law.World {
	t.Helper()
	var packed bytes.Buffer
	if err := s.Encode(&packed); err != nil {
		t.Fatal(err)
	}
	var file struct {
		Regions map[string]law.Documents
		Global  law.Documents
	}
	if err := json.Unmarshal(packed.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	slow, err := law.Read(law.Of(file.Regions[region], file.Global))
	if err != nil {
		t.Fatal(err)
	}
	return slow
}

// answer holds the account to one line.
func (a *account) answer(t *testing.T, line string) {
	t.Helper()
	question, expected, ok := strings.Cut(line, ": ")
	words := strings.Fields(question)
	if !ok || len(words) != 5 || words[1] != "→" {
		t.Fatalf("cannot read %q", line)
	}
	fn := a.region.Function(words[0])
	if fn == nil {
		t.Fatalf("%s: no such function", line)
	}
	to, err := names.Parse(a.region, words[2])
	if err != nil {
		t.Fatal(err)
	}
	port, err := strconv.ParseUint(words[4], 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	q := reach.Query{To: to, Protocol: map[string]netset.Protocol{"tcp": netset.TCP, "udp": netset.UDP}[words[3]],
		Port: uint16(port)}
	got := trace(t, a, a.region, fn, q)
	want := strings.SplitN(expected, ": ", 3)
	if got.Verdict.String() != want[0] {
		t.Errorf("%s: it is %s", line, got.Verdict)
		for _, s := range got.Subnets {
			t.Log(s.SubnetID, s.Verdict, told(s))
		}
		return
	}
	for _, s := range got.Subnets {
		if wrong := unexplained(s); wrong != "" && to.Kind == names.KindAddress {
			t.Errorf("%s: %s%s", line, wrong, told(s))
		}
	}
	if len(want) > 1 &&
		!slices.ContainsFunc(got.Subnets, func(s reach.SubnetTrace) bool { return says(s, got.Verdict, want[1:]) }) {
		t.Errorf("%s: no hop says so", line)
		for _, s := range got.Subnets {
			t.Log(s.SubnetID, s.Verdict, told(s))
		}
	}
	if address, ok := to.Address(); ok {
		a.agree(t, line, fn, got, address)
	}
}

// says reports whether a hop of the wanted component says the wanted words. Where all is not well the hop must be one
// of those that are not: a reachable hop is no reason for anything but reachable.
func says(s reach.SubnetTrace, verdict reach.Verdict, want []string) bool {
	return slices.ContainsFunc(s.Hops, func(h reach.Hop) bool {
		if string(h.Component) != want[0] || verdict != reach.Reachable && h.Verdict == reach.Reachable {
			return false
		}
		return len(want) < 2 || strings.Contains(strings.Join(append(slices.Clone(h.Missing), h.Resource, h.Rule.Text,
			reach.Unworded(h.Says())), " "), want[1])
	})
}

// agree holds a trace to the oracle and to the set.
func (a *account) agree(t *testing.T, line string, fn *awsdata.Function, got *reach.Trace, to netip.Addr) {
	t.Helper()
	for _, f := range a.slow.Functions() {
		if f.FunctionName == fn.FunctionName {
			want, err := a.slow.Ask(f,
				law.Question{To: to.String(), Protocol: got.Protocol.String(), Port: int(got.Port)})
			if err != nil || want.Verdict.String() != got.Verdict.String() {
				t.Errorf("%s: the slow evaluator says %s %v", line, want.Verdict, err)
			}
		}
	}
	asked := netset.FromAddr(to, netset.Ports(got.Protocol, netset.PortRange{From: got.Port, To: got.Port}))
	if v := a.engine.Reach(region, fn).Sets.Over(asked); v != got.Verdict {
		t.Errorf("%s: the set says %s", line, v)
	}
}
