package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/cli"
)

// TestShuffledLists reads accounts with every list of every document in another order, which AWS may print at any time:
// every command writes the same bytes, and diff sees nothing between the two.
func TestShuffledLists(t *testing.T) {
	t.Parallel()
	for _, source := range shuffleSources() {
		t.Run(source.name, func(t *testing.T) {
			t.Parallel()
			open := openShuffles()[source.name]
			differs := make(map[string]bool) // the open lists whose order still shows
			for _, a := range source.load(t) {
				run := newShuffleRun(t, a)
				for _, difference := range run.differences(t, func(list string) bool { return open[list] == "" }, false) {
					t.Error(difference)
				}
				for _, list := range slices.Sorted(maps.Keys(open)) {
					if !differs[list] {
						alone := run.differences(t, func(other string) bool { return other == list }, true)
						differs[list] = len(alone) > 0
					}
				}
			}
			for _, list := range slices.Sorted(maps.Keys(open)) {
				if !differs[list] {
					t.Errorf("the order of %s does not show any more: take it from openShuffles", list)
				}
			}
		})
	}
}

// openShuffles are the lists, by source of accounts, whose order still shows, with where. Lists go by the names that
// [shuffleValue] gives them. The list may only shrink.
func openShuffles() map[string]map[string]string {
	return map[string]map[string]string{
		"demo": {
			"VpcConfig.SubnetIds":     "the order of subnets in scan, trace, reach and diff",
			"IpPermissionsEgress":     "the rules in a line of diff",
			"NatGatewayAddresses":     "diff reports a changed NAT gateway",
			"NetworkInterfaceIds":     "the interface of an endpoint that a finding quotes",
			"Values":                  "the name servers in the title of a finding",
			"Action":                  "the actions of a policy in a finding",
			"Resource":                "the resources of a policy in a finding",
			"Document.Statement":      "the statements of a policy in a finding",
			"AttachedManagedPolicies": "the id of eni-role-not-denied, and which policy findings name",
		},
		"amended": {
			"VpcConfig.SubnetIds":           "the order of subnets in scan, trace and reach",
			"VpcConfig.SecurityGroupIds":    "the order of groups in scan",
			"Groups":                        "which of an interface's groups a hop quotes",
			"IpPermissionsEgress":           "which of a group's rules a hop quotes",
			"IpRanges":                      "which of a rule's ranges a hop quotes",
			"CidrBlockAssociationSet":       "diff reports a changed VPC",
			"NatGatewayAddresses":           "diff reports a changed NAT gateway",
			"AccepterVpcInfo.CidrBlockSet":  "diff reports a changed peering connection",
			"RequesterVpcInfo.CidrBlockSet": "diff reports a changed peering connection",
		},
	}
}

type shuffleSource struct {
	name string
	load func(t *testing.T) []shuffleAccount
}

// shuffleAccount is an account, and an earlier state of it for diff, where there is one.
type shuffleAccount struct {
	name         string
	now, earlier *awsdata.Snapshot
}

func shuffleSources() []shuffleSource {
	return []shuffleSource{
		{"demo", func(t *testing.T) []shuffleAccount {
			t.Helper()
			now, err := demo.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			earlier, err := demo.Yesterday()
			if err != nil {
				t.Fatal(err)
			}
			return []shuffleAccount{{name: "demo", now: now, earlier: earlier}}
		}},
		{"amended", func(t *testing.T) []shuffleAccount {
			t.Helper()
			folder := os.Getenv("VPCLENS_AMENDED")
			if folder == "" {
				folder = filepath.Join("..", "..", "..", "shared", "accounts-amended")
			}
			paths, err := filepath.Glob(filepath.Join(folder, "*", "account"))
			if err != nil {
				t.Fatal(err)
			}
			if len(paths) == 0 {
				t.Skipf("LEFT OUT: the accounts of %s, because none is there; VPCLENS_AMENDED names another folder", folder)
			}
			var out []shuffleAccount
			for _, path := range paths[:min(len(paths), 10)] {
				s, err := awsdata.Load(path)
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, shuffleAccount{name: filepath.Base(filepath.Dir(path)), now: s})
			}
			return out
		}},
	}
}

// shuffleRun is an account written to files, and what every command says of it as it is.
type shuffleRun struct {
	account  string
	original []byte
	path     string // the file that is shuffled
	commands []shuffleCommand
	want     []string
}

func newShuffleRun(t *testing.T, a shuffleAccount) *shuffleRun {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, data []byte) string {
		t.Helper()
		path := filepath.Join(dir, name+".json")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	r := &shuffleRun{account: a.name, original: encoded(t, a.now)}
	now := write("now", r.original)
	r.path = write("read", r.original)
	r.commands = append(shuffleCommands(a.now, r.path), shuffleCommand{"diff", now, r.path, "--format", "json"})
	if a.earlier != nil {
		earlier := write("earlier", encoded(t, a.earlier))
		r.commands = append(r.commands, shuffleCommand{"diff", earlier, r.path, "--format", "json"})
	}
	for _, c := range r.commands {
		said := c.run(t)
		if len(said) < 80 { // a diff of nothing has that much
			t.Errorf("%s: %s writes hardly anything: %s", a.name, c, said)
		}
		r.want = append(r.want, said)
	}
	return r
}

// differences runs every command on the account with these lists shuffled, or until one differs.
func (r *shuffleRun) differences(t *testing.T, these func(list string) bool, one bool) []string {
	t.Helper()
	data := shuffledLists(t, r.original, 1, these)
	if bytes.Equal(data, shuffledLists(t, r.original, 1, func(string) bool { return false })) {
		return nil
	}
	if err := os.WriteFile(r.path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var out []string
	for i, c := range r.commands {
		if got := c.run(t); got != r.want[i] {
			out = append(out, fmt.Sprintf("%s: %s (-as it is +shuffled) from %s", r.account, c, firstDifference(r.want[i], got)))
			if one {
				break
			}
		}
	}
	return out
}

// shuffleCommand is a command line of vpclens.
type shuffleCommand []string

func (c shuffleCommand) String() string { return "vpclens " + strings.Join(c, " ") }

func shuffleCommands(s *awsdata.Snapshot, path string) []shuffleCommand {
	out := []shuffleCommand{
		{"scan", "--format", "json"},
		{"scan"},
		{"reach", "*", "--format", "json"},
		{"trace", "*", "--to", "internet", "--format", "json"},
		{"trace", "*", "--to", "s3", "--format", "json"},
		{"trace", "*", "--to", "10.0.1.10", "--port", "5432", "--format", "json"},
	}
	// A trace of one function also tells what would open or close the path.
	var names []string
	for _, r := range s.Regions {
		for i := range r.Functions {
			if f := &r.Functions[i]; f.Attached() && !f.Published() {
				names = append(names, f.FunctionName)
			}
		}
	}
	for i := range min(len(names), 2) {
		out = append(out, shuffleCommand{"trace", names[i*len(names)/2], "--to", "198.51.100.9", "--format", "json"})
	}
	for i := range out {
		out[i] = append(out[i], "--from", path)
	}
	return out
}

// run is what the command writes, talk and exit code included.
func (c shuffleCommand) run(t *testing.T) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), c, nil, nil, &stdout, &stderr)
	if code == 1 || code == 2 {
		t.Fatalf("%s: exit code %d\n%s", c, code, &stderr)
	}
	return fmt.Sprintf("%s%sexit code %d\n", &stdout, &stderr, code)
}

func encoded(t *testing.T, s *awsdata.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// shuffledLists gives these lists of a JSON document another order, the same for the same seed.
func shuffledLists(t *testing.T, document []byte, seed uint64, these func(list string) bool) []byte {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	shuffleValue(rand.New(rand.NewPCG(seed, 0)), "", value, these)
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// shuffleValue shuffles the lists in a value. A list goes by the names of the two members that lead to it:
// "VpcConfig.SubnetIds", "Routes" for one in another list.
func shuffleValue(random *rand.Rand, name string, value any, these func(list string) bool) {
	switch v := value.(type) {
	case []any:
		if these(name) {
			reorder(random, v)
		}
		for _, e := range v {
			shuffleValue(random, "", e, these)
		}
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			_, above, below := strings.Cut(name, ".")
			if !below {
				above = name
			}
			shuffleValue(random, strings.TrimPrefix(above+"."+member, "."), v[member], these)
		}
	}
}

// reorder shuffles a list, and never leaves it as it is.
func reorder(random *rand.Rand, list []any) {
	kept := true
	order := random.Perm(len(list))
	before := slices.Clone(list)
	for i, from := range order {
		list[i] = before[from]
		kept = kept && i == from
	}
	if kept {
		slices.Reverse(list)
	}
}

// firstDifference is where two texts begin to differ, with some lines of each.
func firstDifference(want, got string) string {
	before, after := slices.Collect(strings.Lines(want)), slices.Collect(strings.Lines(got))
	at := 0
	for at < min(len(before), len(after)) && before[at] == after[at] {
		at++
	}
	part := func(sign string, lines []string) string {
		return sign + strings.Join(lines[at:min(len(lines), at+5)], sign)
	}
	return fmt.Sprintf("line %d:\n%s%s", at+1, part("  - ", before), part("  + ", after))
}

func TestShuffledListsAreOtherLists(t *testing.T) {
	document := []byte(`{"a":[1,2],"b":{"c":["x",["y","z"]],"d":[{"e":[3,4]}]}}`)
	for _, tt := range []struct {
		list string
		want string
	}{
		{"a", `{"a":[2,1],"b":{"c":["x",["y","z"]],"d":[{"e":[3,4]}]}}`},
		{"b.c", `{"a":[1,2],"b":{"c":[["y","z"],"x"],"d":[{"e":[3,4]}]}}`},
		{"e", `{"a":[1,2],"b":{"c":["x",["y","z"]],"d":[{"e":[4,3]}]}}`},
		{"f", string(document)},
	} {
		for seed := range uint64(4) {
			got := shuffledLists(t, document, seed, func(list string) bool { return list == tt.list })
			if string(got) != tt.want {
				t.Errorf("with %s shuffled, seed %d: %s", tt.list, seed, got)
			}
		}
	}
}
