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
			for _, a := range source.load(t) {
				newShuffleRun(t, a).shuffled(t)
			}
		})
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
				t.Skipf("LEFT OUT: the accounts of %s, because none is there; VPCLENS_AMENDED names another folder",
					folder)
			}
			var out []shuffleAccount
			for _, path := range paths[:min(len(paths), 10)] {
				s, err := awsdata.Load(t.Context(), path)
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
	document []byte
	path     string // the file that is shuffled
	commands []shuffleCommand
	want     []string
}

func newShuffleRun(t *testing.T, a shuffleAccount) *shuffleRun {
	t.Helper()
	dir := t.TempDir()
	write := func(name string, s *awsdata.Snapshot) string {
		t.Helper()
		path := filepath.Join(dir, name+".json")
		if err := os.WriteFile(path, encoded(t, s), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	r := &shuffleRun{account: a.name, document: encoded(t, a.now)}
	now := write("now", a.now)
	r.path = write("read", a.now)
	r.commands = append(shuffleCommands(a.now, r.path), shuffleCommand{"diff", now, r.path, "--format", "json"})
	if a.earlier != nil {
		earlier := write("earlier", a.earlier)
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

// shuffled runs every command on the account with its lists shuffled.
func (r *shuffleRun) shuffled(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(r.path, shuffledLists(t, r.document, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, c := range r.commands {
		if got := c.run(t); got != r.want[i] {
			t.Errorf("%s: %s (-as it is +shuffled) from %s", r.account, c, firstDifference(r.want[i], got))
		}
	}
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

// encoded is a snapshot's file with the members of its objects in the order that [json.Marshal] gives them, as those of
// the shuffled one are: policies keep the order that they are written in.
func encoded(t *testing.T, s *awsdata.Snapshot) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return rewritten(t, b.Bytes(), func(string, []any) {})
}

// shuffledLists gives the lists of a JSON document another order, the same for the same seed. Layers stay: the files of
// a later one replace those of an earlier one, so other layers are another function.
func shuffledLists(t *testing.T, document []byte, seed uint64) []byte {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 0))
	return rewritten(t, document, func(member string, list []any) {
		if member != "Layers" {
			reorder(random, list)
		}
	})
}

// rewritten is a JSON document after every list in it was visited, "" being the member of a list in another.
func rewritten(t *testing.T, document []byte, visit func(member string, list []any)) []byte {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		t.Fatal(err)
	}
	visitLists("", value, visit)
	out, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func visitLists(member string, value any, visit func(member string, list []any)) {
	switch v := value.(type) {
	case []any:
		visit(member, v)
		for _, e := range v {
			visitLists("", e, visit)
		}
	case map[string]any:
		for _, member := range slices.Sorted(maps.Keys(v)) {
			visitLists(member, v[member], visit)
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
	document := []byte(`{"Layers":[1,2],"a":[1,2],"b":[["x","y"],["x"]],"c":{"d":[{"e":[3,4]}]}}`)
	const want = `{"Layers":[1,2],"a":[2,1],"b":[["x"],["y","x"]],"c":{"d":[{"e":[4,3]}]}}`
	for seed := range uint64(4) {
		if got := shuffledLists(t, document, seed); string(got) != want {
			t.Errorf("seed %d: %s", seed, got)
		}
	}
}
