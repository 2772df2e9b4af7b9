//go:build linux

package cli_test

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

var wholeFleet = flag.Bool("fleet", false, "read 200 accounts of 50 functions, and the program with them, not 12 of 10")

// syntheticIDs are what AWS would make up anew in each account.
var syntheticIDs = regexp.MustCompile(`\b(vpc|subnet|rtb|rtbassoc|sg|sgr|acl|aclassoc|nat|igw|eigw|vpce|eni|pcx|pl|` +
	`tgw|tgw-attach|tgw-rtb|eipalloc|dopt|fs|fsmt|i)-0`)

// fleetOfAccounts are accounts of so many functions, alike but for their ids.
func fleetOfAccounts(t *testing.T, accounts, functions int) (*awsreplay.Fleet, []string) {
	t.Helper()
	awsreplay.WithKeys(t)
	one := replayed(t, awstest.Synthetic(t, awstest.Size{Functions: functions, VPCs: 3, Subnets: 24, Groups: 20,
		Interfaces: 60, Placements: 10}))
	files := make(map[string][]byte)
	err := fs.WalkDir(one, ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files[path], err = fs.ReadFile(one, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]fs.FS)
	var ids []string
	for i := range accounts {
		id, mark := fmt.Sprintf("1000%08d", i), fmt.Sprintf("${1}-%03x0", i+1)
		own := fstest.MapFS{awsdata.Global + "/get-caller-identity.json": {Data: []byte(`{"Account": "` + id + `"}`)}}
		for path, data := range files {
			data = bytes.ReplaceAll(data, []byte("123456789012"), []byte(id))
			own[syntheticIDs.ReplaceAllString(path, mark)] = &fstest.MapFile{
				Data: syntheticIDs.ReplaceAll(data, []byte(mark))}
		}
		all[id], ids = own, append(ids, id)
	}
	return awsreplay.NewFleet(t, ids[0], all), ids
}

// TestManyAccounts reads accounts in which each call takes 80 ms: how many calls that is, and how soon there are rows.
func TestManyAccounts(t *testing.T) {
	accounts, functions := 12, 10
	if *wholeFleet {
		accounts, functions = 200, 50
	}
	f, ids := fleetOfAccounts(t, accounts, functions)
	targets := make([]collect.Target, len(ids))
	for i, id := range ids {
		targets[i] = collect.Target{AccountID: id, RoleName: "reader"}
	}
	var first, rows, all time.Duration // when the first functions were there, those of all accounts, and everything
	var partials int
	var mu sync.Mutex
	began := time.Now()
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		o := collect.Options{Regions: []string{awstest.SyntheticRegion}, EndpointURL: f.URL, Now: func() time.Time {
			return time.Unix(0, 0)
		}, Transport: f.Transport(func(string, awsreplay.Request) time.Duration { return 80 * time.Millisecond })}
		o.Partial = func(s *awsdata.Snapshot) {
			mu.Lock()
			defer mu.Unlock()
			partials++
			if first == 0 {
				first = time.Since(began)
			}
			known := 0
			for _, r := range s.Regions {
				if len(r.Functions) >= functions {
					known++
				}
			}
			if rows == 0 && known == accounts {
				rows = time.Since(began)
			}
		}
		s, err := collect.CollectAccounts(t.Context(), o, targets)
		if err != nil {
			t.Fatal(err)
		}
		all = time.Since(began)
		if n := len(s.Accounts); n != accounts || len(s.Unread()) > 0 || len(s.Pending()) > 0 {
			t.Errorf("%d accounts, %d not read, %d calls still to come", n, len(s.Unread()), len(s.Pending()))
		}
	})
	calls := 0
	for _, id := range ids {
		calls += len(f.Accounts[id].Requests())
		if got, want := len(f.Accounts[id].Requests()), len(f.Accounts[ids[0]].Requests()); got != want {
			t.Errorf("%d calls to account %s, %d to the first", got, id, want)
		}
	}
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	t.Logf("%d accounts of %d functions: %d calls; the first functions after %v, those of all accounts after %v, "+
		"everything after %v; %d partial snapshots, %v on the clock, %d MB from the system", accounts, functions, calls,
		first, rows, all, partials, time.Since(began).Round(time.Millisecond), memory.Sys>>20)
	if first > time.Second {
		t.Errorf("the first functions were there after %v", first)
	}
}

// TestManyAccountsByTheProgram measures the program with all of them.
func TestManyAccountsByTheProgram(t *testing.T) {
	if !*wholeFleet {
		t.Skip("-fleet measures the program with 200 accounts")
	}
	f, ids := fleetOfAccounts(t, 200, 50)
	program := filepath.Join(t.TempDir(), "vpclens")
	if out, err := exec.Command("go", "build", "-o", program, "../..").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	file := filepath.Join(t.TempDir(), "all.json.gz")
	live := []string{"--region", awstest.SyntheticRegion, "--endpoint-url", f.URL, "--accounts", strings.Join(ids, ","),
		"--role-name", "reader"}
	for _, args := range [][]string{append([]string{"snapshot", file}, live...), {"scan", "--from", file, "--format",
		"json", "--output", os.DevNull}} {
		command := exec.Command(program, args...)
		command.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY=secret")
		var said bytes.Buffer
		command.Stderr = &said
		began := time.Now()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		memory := watchMemory(command.Process.Pid)
		if err := command.Wait(); err != nil {
			t.Fatalf("%s: %v\n%s", args[0], err, &said)
		}
		t.Logf("%s: %v, %v of the processor, at most %d MB", args[0], time.Since(began).Round(10*time.Millisecond),
			(command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Round(10*time.Millisecond), <-memory)
	}
	if info, err := os.Stat(file); err == nil {
		t.Logf("the file has %.1f MB", float64(info.Size())/1e6)
	}
}

// watchMemory tells, when a process has ended, how many megabytes it had at most. What the system says of a process
// that has ended is what whoever started it had.
func watchMemory(pid int) <-chan int {
	most := make(chan int, 1)
	go func() {
		kilobytes := 0
		for range time.Tick(100 * time.Millisecond) {
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
			_, after, found := strings.Cut(string(status), "VmHWM:")
			if err != nil || !found {
				break
			}
			if n, err := strconv.Atoi(strings.Fields(after)[0]); err == nil {
				kilobytes = max(kilobytes, n)
			}
		}
		most <- kilobytes >> 10
	}()
	return most
}
