package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	// mostBytes is how big the stripped program may be. A template package or one that looks methods up by name would
	// double it at once: the linker then keeps every method of the AWS clients. Those of CloudTrail, CloudWatch and
	// CloudWatch Logs have 1.2 MB, the SDK of the Model Context Protocol has 2.1 MB, the
	// reports for programs have 0.3 MB: XML, and the types of SARIF that others wrote.
	mostBytes = 51_500_000

	// mostInitBytes and mostInitAllocations are what all packages together may allocate before main, which every start
	// pays, also one without AWS. Most of it is the AWS SDK's description of its services. Measured: 13.5 MB and 92
	// thousand, which take 12 to 18 ms; the Model Context Protocol is the last that came, with 0.1 MB.
	mostInitBytes       = 13_800_000
	mostInitAllocations = 94_000
)

// initLine is a line of GODEBUG=inittrace=1: "init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs".
var initLine = regexp.MustCompile(`^init (\S+) @\S+ ms, (\S+) ms clock, (\d+) bytes, (\d+) allocs$`)

// The program stays small and starts quickly although it knows many services of AWS. What is measured here is exact, so
// that a service that costs too much is found when it is added; the time is told with -v.
func TestBinary(t *testing.T) {
	program := filepath.Join(t.TempDir(), "vpclens")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	// Without flags that the tests themselves were not compiled with: the compiled packages are there already.
	build := exec.Command("go", "build", "-buildvcs=false", "-ldflags=-s -w", "-o", program, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	info, err := os.Stat(program)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("stripped: %.1f MB", float64(info.Size())/1e6)
	if info.Size() > mostBytes {
		t.Errorf("the stripped program has %d bytes, more than %d", info.Size(), mostBytes)
	}

	if runtime.GOOS == "linux" && runtime.GOARCH == "amd64" {
		holdSize(t, info.Size())
	}

	command := exec.Command(program, "--help")
	command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var trace bytes.Buffer
	command.Stderr = &trace
	if err := command.Run(); err != nil {
		t.Fatalf("run the program: %v\n%s", err, &trace)
	}
	packages, services, size, allocations := 0, 0, 0, 0
	var took time.Duration
	for lines := bufio.NewScanner(&trace); lines.Scan(); {
		m := initLine.FindStringSubmatch(lines.Text())
		if m == nil {
			t.Fatalf("not a line of a trace: %q", lines.Text())
		}
		packages++
		if strings.HasPrefix(m[1], "github.com/aws/aws-sdk-go-v2/service/") && strings.HasSuffix(m[1], "/schemas") {
			services++
		}
		clock, err := strconv.ParseFloat(m[2], 64)
		if err != nil {
			t.Fatal(err)
		}
		took += time.Duration(clock * float64(time.Millisecond))
		size += number(t, m[3])
		allocations += number(t, m[4])
	}
	told := fmt.Sprintf("%d packages, %d of them schemas of the AWS SDK, allocate %.1f MB in %d pieces before main",
		packages, services, float64(size)/1e6, allocations)
	t.Logf("%s, in %v", told, took)
	if packages < 50 || services == 0 || size == 0 {
		t.Fatalf("%s: the trace was not read", told)
	}
	if size > mostInitBytes || allocations > mostInitAllocations {
		t.Errorf("%s: more than %d bytes or %d pieces", told, mostInitBytes, mostInitAllocations)
	}
}

// holdSize holds what the README says of the program's size, give or take a megabyte.
func holdSize(t *testing.T, size int64) {
	t.Helper()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	said := regexp.MustCompile(`one file of (\d+) MB`).FindSubmatch(readme)
	if said == nil {
		t.Fatal("the README does not say how big the program is")
	}
	if off := size - int64(number(t, string(said[1])))*1_000_000; off < -1_000_000 || off > 1_000_000 {
		t.Errorf("the README says %s MB, the program has %d bytes", said[1], size)
	}
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
