package history

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

var zone = time.FixedZone("CET", 3600)

func now() time.Time { return time.Date(2026, 11, 29, 8, 30, 0, 0, zone) }

// folder is a new one, and what it passed over.
func folder(t *testing.T, anonymized bool) (*Folder, *[]string) {
	t.Helper()
	notes := &[]string{}
	return Of(filepath.Join(t.TempDir(), "states"), "prod@eu-west-1", anonymized, now,
		func(text string) { *notes = append(*notes, text) }), notes
}

func account(t *testing.T, name string) *awsdata.Snapshot {
	t.Helper()
	return awstest.Parse(t, "account 123456789012\nvpc prod 10.0.0.0/16\nfunction "+name+"\n")
}

func add(t *testing.T, f *Folder, s *awsdata.Snapshot, at time.Time, want bool) {
	t.Helper()
	if added, err := f.Add(t.Context(), s, at); err != nil || added != want {
		t.Fatalf("added %v, %v; want %v", added, err, want)
	}
}

func TestStatesAreKept(t *testing.T) {
	f, notes := folder(t, false)
	if s, at := f.Newest(t.Context()); s != nil || !at.IsZero() {
		t.Fatalf("something is in a folder that is not there: %v", at)
	}
	a, b, at := account(t, "a"), account(t, "b"), now().Add(-48*time.Hour)
	add(t, f, a, at, true)
	add(t, f, a, at.Add(time.Hour), false) // the same
	later := *a
	later.CapturedAt = later.CapturedAt.Add(time.Hour)
	add(t, f, &later, at.Add(time.Hour), false) // the same, read again
	add(t, f, b, at.Add(2*time.Hour), true)
	add(t, f, a, at.Add(3*time.Hour), true) // as it was before, but it had been otherwise
	states, err := f.States()
	if err != nil || len(states) != 3 || len(*notes) > 0 {
		t.Fatalf("%d states, %v, %q", len(states), err, *notes)
	}
	for i, want := range []*awsdata.Snapshot{a, b, a} {
		got, err := f.Load(t.Context(), states[i])
		if err != nil || got.Regions[0].Functions[0].FunctionName != want.Regions[0].Functions[0].FunctionName {
			t.Errorf("state %d is another one (%v)", i, err)
		}
	}
	if s, newest := f.Newest(t.Context()); s == nil || !newest.Equal(at.Add(3*time.Hour)) {
		t.Errorf("the newest is of %s", newest)
	}
	for _, path := range []string{f.Path(), filepath.Join(f.Path(), states[0].file)} {
		if !platform.OwnerOnly(t, path) {
			t.Errorf("%s is for others as well", path)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(f.Path(), ".*")); len(left) > 0 {
		t.Errorf("left over: %q", left)
	}
}

// What others have put there is passed over: files of any name, links, damaged states, a state of another account, one
// of the year 9999.
func TestOddFilesArePassedOver(t *testing.T) {
	platform.NeedsUnix(t, "names of files with control characters")
	f, notes := folder(t, false)
	add(t, f, account(t, "a"), now().Add(-2*time.Hour), true)
	secret := filepath.Join(t.TempDir(), "secret")
	write := func(path, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(secret, "x")
	for name, text := range map[string]string{
		"notes.txt": "x", "20261129T060000Z-123456789012-0123456789ab.json": "x",
		"99991231T235959Z-123456789012-0123456789ab.json.gz": "{}",
		"20261301T000000Z-123456789012-0123456789ab.json.gz": "{}",
		"20261101T000000Z-999999999999-0123456789ab.json.gz": "{}",
		"20261129T073000Z-123456789012-ffffffffffff.json.gz": "\x1f\x8b damaged",
		"20261129T072900Z-123456789012-eeeeeeeeeeee.json.gz": "{\"schema\":\"other\x1b[2J\"}",
		"\x1b[2J.json.gz": "x",
		".vpclens-123":    "half of it",
		"20261129T072900Z-123456789012-eeeeeeeeeeee.json.gz.part":     "x",
		"20261129T072900Z-123456789012-../../../eeeeeeeeeeee.x"[0:30]: "x",
	} {
		write(filepath.Join(f.Path(), name), text)
	}
	link := filepath.Join(f.Path(), "20261129T072800Z-123456789012-dddddddddddd.json.gz")
	platform.Link(t, secret, link)
	if err := os.Mkdir(strings.Replace(link, "dddd", "cccc", 1), 0o700); err != nil {
		t.Fatal(err)
	}
	s, at := f.Newest(t.Context())
	if s == nil || !at.Equal(now().Add(-2*time.Hour)) {
		t.Fatalf("the newest that can be read is of %s\n%q", at, *notes)
	}
	said := strings.Join(*notes, "\n")
	for _, want := range []string{"that are no states of this account", "ffffffffffff", "eeeeeeeeeeee"} {
		if !strings.Contains(said, want) {
			t.Errorf("nothing is said of %s: %s", want, said)
		}
	}
	// The two that have the form of a state count as such until they are read.
	if states, err := f.States(); err != nil || len(states) != 3 {
		t.Errorf("%d states, %v", len(states), err)
	}
	add(t, f, account(t, "b"), now(), true) // and nothing of it is in the way
}

// The folder's place is somebody's file, or a link.
func TestAFolderThatIsNone(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "prod"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	platform.Link(t, t.TempDir(), filepath.Join(root, "linked"))
	for _, key := range []string{"prod", "linked"} {
		f := Of(root, key, false, now, func(string) {})
		if _, err := f.Add(t.Context(), account(t, "a"), now()); err == nil ||
			!strings.Contains(err.Error(), "keep what was read: ") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestNothingIsWrittenWhenItEnds(t *testing.T) {
	f, _ := folder(t, false)
	ctx, end := context.WithCancel(t.Context())
	end()
	if _, err := f.Add(ctx, account(t, "a"), now()); !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if entries, _ := os.ReadDir(f.Path()); len(entries) > 0 {
		t.Errorf("%d files", len(entries))
	}
}

// Beyond the bounds the last state of each day stays longest, and today's.
func TestStatesAreThinned(t *testing.T) {
	f, _ := folder(t, false)
	f.most = 6
	snapshots := []*awsdata.Snapshot{account(t, "a"), account(t, "b")}
	start := now().Add(-75 * time.Hour) // 26 November 05:30
	for i := range 14 {
		add(t, f, snapshots[i%2], start.Add(time.Duration(i)*6*time.Hour-time.Duration(i)*20*time.Minute), true)
	}
	var days []string
	states, err := f.States()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range states {
		days = append(days, s.At.In(zone).Format("02 15:04"))
	}
	want := []string{"26 22:30", "27 21:10", "28 14:10", "28 19:50", "29 01:30", "29 07:10"}
	if !slices.Equal(days, want) {
		t.Errorf("kept %q, want %q", days, want)
	}
	f.mostBytes = states[0].size // by bytes too, and never the newest
	add(t, f, account(t, "c"), now(), true)
	if states, err = f.States(); err != nil || len(states) != 1 || !states[0].At.Equal(now()) {
		t.Errorf("%d states of at most %d bytes, %v", len(states), f.mostBytes, err)
	}
}

// A clock that was set back does not end the bounds: what is written now is older than what is there.
func TestStatesAreThinnedByAClockThatWasSetBack(t *testing.T) {
	f, _ := folder(t, false)
	f.most = 4
	snapshots := []*awsdata.Snapshot{account(t, "a"), account(t, "b")}
	for i := range 4 {
		add(t, f, snapshots[i%2], now().Add(time.Duration(i)*time.Minute), true)
	}
	for i := range 4 {
		add(t, f, snapshots[i%2], now().Add(time.Duration(-2*i-60)*time.Minute), i%2 == 0)
	}
	states, err := f.States()
	if err != nil || len(states) != f.most || !states[0].At.Equal(now().Add(-64*time.Minute)) {
		t.Errorf("%d states, the first of %s, %v", len(states), states[0].At, err)
	}
}

// Which of several accounts comes first changes with those that join: what was kept before is theirs all the same.
func TestStatesOfSeveralAccounts(t *testing.T) {
	f, notes := folder(t, false)
	stories := awstest.Organization()
	add(t, f, awstest.Together(t, stories[1:]...), now().Add(-time.Hour), true)
	add(t, f, awstest.Together(t, stories...), now(), true)
	states, err := f.States()
	if err != nil || len(states) != 2 || len(*notes) > 0 {
		t.Fatalf("%d states, %v, %q", len(states), err, *notes)
	}
	if s, err := f.Load(t.Context(), states[0]); err != nil || len(s.Accounts) != 2 {
		t.Errorf("%v, %v", s, err)
	}
}

// What a program that was killed has left is taken away, but not what another one is writing.
func TestWhatIsHalfWritten(t *testing.T) {
	f, _ := folder(t, false)
	add(t, f, account(t, "a"), now().Add(-time.Hour), true)
	for name, age := range map[string]time.Duration{"1": 25 * time.Hour, "2": time.Hour} {
		path := filepath.Join(f.Path(), ".vpclens-"+name)
		if err := os.WriteFile(path, []byte("half of it"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	empty := "20261129T073000Z-123456789012-ffffffffffff.json.gz" // the power went before its bytes were on the disk
	if err := os.WriteFile(filepath.Join(f.Path(), empty), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if states, err := f.States(); err != nil || len(states) != 1 {
		t.Errorf("%d states, %v", len(states), err)
	}
	add(t, f, account(t, "b"), now(), true)
	left, _ := filepath.Glob(filepath.Join(f.Path(), ".*"))
	if len(left) != 1 || filepath.Base(left[0]) != ".vpclens-2" {
		t.Errorf("left over: %q", left)
	}
}

// A restless day does not take the past away, nor a long past the day.
func TestWhatIsSpared(t *testing.T) {
	at := func(days, hours int) State {
		return State{At: now().AddDate(0, 0, -days).Add(time.Duration(hours-8) * time.Hour)}
	}
	for _, c := range []struct {
		states []State
		want   int
	}{
		{[]State{at(3, 1), at(2, 1), at(2, 2), at(0, 1), at(0, 2)}, 1},     // a day before today has two
		{[]State{at(3, 1), at(2, 1), at(0, 1), at(0, 2), at(0, 3)}, 2},     // there are more of today
		{[]State{at(3, 1), at(2, 1), at(1, 1), at(0, 1), at(0, 2)}, 0},     // there are fewer
		{[]State{at(1, 1), at(0, 1)}, 0}, {[]State{at(0, 1), at(0, 2)}, 0}, // the newest is none of them
		{[]State{at(1, 1), at(1, 2)}, 0}, {[]State{at(9, 1), at(8, 1)}, 0}, // whatever day it is of
		{[]State{at(1, 1), at(-1, 1), at(-1, 2)}, 1}, {[]State{at(-1, 1), {}}, 0}, // nor does a wrong clock matter
	} {
		if got := spare(c.states, now()); got != c.want {
			t.Errorf("of %v number %d is missed least, want %d", c.states, got, c.want)
		}
	}
}

// Two programs keep the same account in one folder: each change is there, and nothing of a state is lost or half there.
func TestTwoProgramsInOneFolder(t *testing.T) {
	f, _ := folder(t, false)
	other := *f
	other.most, f.most = 8, 8
	snapshots := []*awsdata.Snapshot{account(t, "a"), account(t, "b"), account(t, "c")}
	group, ctx := awsdata.NewGroup(t.Context())
	for n, each := range []*Folder{f, &other} {
		group.Go(func() error {
			for i := range 20 {
				at := now().Add(-time.Duration(40-2*i+n) * time.Hour)
				if _, err := each.Add(ctx, snapshots[i%3], at); err != nil {
					return err
				}
				if s, _ := each.Newest(ctx); s == nil {
					return errors.New("there is nothing to read")
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	states, err := f.States()
	if err != nil || len(states) == 0 || len(states) > 9 {
		t.Fatalf("%d states, %v", len(states), err)
	}
	for _, s := range states {
		if _, err := f.Load(t.Context(), s); err != nil {
			t.Error(err)
		}
	}
}

func TestAnonymizedStates(t *testing.T) {
	f, _ := folder(t, true)
	if strings.Contains(f.Path(), "prod@") {
		t.Errorf("the folder is called %s", f.Path())
	}
	add(t, f, account(t, "tell-nobody"), now(), true)
	add(t, f, account(t, "tell-nobody"), now().Add(time.Minute), false)
	states, err := f.States()
	if err != nil || len(states) != 1 || states[0].Account == "123456789012" {
		t.Fatalf("%+v, %v", states, err)
	}
	s, err := f.Load(t.Context(), states[0])
	if err != nil || strings.Contains(s.Regions[0].Functions[0].FunctionName, "nobody") {
		t.Errorf("kept %v, %v", s, err)
	}
	names, anonymized := Folders(filepath.Dir(f.Path()))
	if len(names) != 0 || anonymized != 1 {
		t.Errorf("folders %q and %d", names, anonymized)
	}
}

func TestFolderNames(t *testing.T) {
	seen := map[string]string{}
	for key, want := range map[string]string{
		"prod@eu-west-1,us-east-1": "prod@eu-west-1,us-east-1", "a/../b": "a%2f..%2fb", "..": "%2e%2e", "": "",
		"http://localhost:4566": "http%3a%2f%2flocalhost%3a4566", "ü\x1b": "%fc%1b", "a b": "a%20b",
		"prod.": "prod%2e", "a.b": "a.b", "nul": "%6eul", "nul.a": "%6eul.a", "nul@eu-west-1": "nul@eu-west-1",
		strings.Repeat("x", 300): "",
	} {
		got := folderName(key)
		if want != "" && got != want || strings.ContainsAny(got, `/\: `) || len(got) > 100 ||
			seen[got] != "" && got != "" {
			t.Errorf("%q is called %q, want %q", key, got, want)
		}
		seen[got] = key
	}
}
