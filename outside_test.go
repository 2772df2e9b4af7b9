//go:build unix

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The program as others see it: a process that is given files, signals and terminals.

// mostRSS is the memory that a bad input may cost.
const mostRSS = 512 << 20

// busy is when a process that does not end is killed: far more than it takes on a machine that does much else.
const busy = 2 * time.Minute

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "vpclens-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	outside.dir = dir
	code := m.Run()
	if err := os.RemoveAll(dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

// outside is the program that the tests of this package start, built when the first of them wants it.
var outside struct {
	dir   string
	build sync.Once
	err   error
}

func program(t *testing.T) string {
	t.Helper()
	path := filepath.Join(outside.dir, "vpclens")
	outside.build.Do(func() {
		if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", path, ".").CombinedOutput(); err != nil {
			outside.err = fmt.Errorf("build the program: %w\n%s", err, out)
		}
	})
	if outside.err != nil {
		t.Fatal(outside.err)
	}
	forgetPeak()
	return path
}

// forgetPeak has Linux forget how much memory this process ever had: it counts a process that is started from the peak
// of the one that starts it on, and what the tests before had is none of its. Elsewhere there is nothing to forget.
func forgetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // see proc(5)
}

// environment is one in which nobody's own settings are.
func environment(t *testing.T, more ...string) []string {
	return append([]string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LC_ALL=C.UTF-8",
		"AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull, "AWS_EC2_METADATA_DISABLED=true",
		"AWS_ACCESS_KEY_ID=testing", "AWS_SECRET_ACCESS_KEY=testing", "AWS_REGION=us-east-1"}, more...)
}

// used is the most memory that a process that has ended had, in bytes.
func used(state *os.ProcessState) int64 {
	most := int64(state.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" {
		return most
	}
	return most << 10
}

// write writes a file of parts.
func write(t *testing.T, path string, parts ...io.Reader) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.Copy(f, io.MultiReader(parts...)); err != nil {
		t.Fatal(err)
	}
	return path
}

// times is a text so many times, never all of it in memory.
func times(n int, text string) io.Reader {
	const most = 1 << 20
	block := strings.Repeat(text, max(min(n, most/len(text)), 1))
	var parts []io.Reader
	for left := n * len(text); left > 0; left -= len(block) {
		parts = append(parts, strings.NewReader(block[:min(left, len(block))]))
	}
	return io.MultiReader(parts...)
}

func text(s string) io.Reader { return strings.NewReader(s) }

// zipped is gzip data that unpack to so many times 100 MB of zeros.
func zipped(t *testing.T, n int) io.Reader {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, times(100<<20, "\x00")); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return times(n, b.String()) // gzip data one after another are gzip data
}

func pipe(t *testing.T, path string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func link(t *testing.T, to, path string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, path); err != nil {
		t.Fatal(err)
	}
	return path
}

// Whatever a file holds or is, the program says which one and what is wrong with it, and takes neither long nor much
// memory.
func TestBadFilesCostLittle(t *testing.T) {
	const (
		list = `{"schema": "vpclens.snapshot/v1", "regions": {"us-east-1": {"list-functions": {"Functions": [`
		end  = `]}}}}`
	)
	for _, c := range []struct {
		name string
		args []string // IN stands for the file
		make func(t *testing.T, in string) string
		want string
	}{
		{"a pipe", nil, pipe, "it is a pipe, want a regular file"},
		{"a pipe in a directory", nil, func(t *testing.T, in string) string {
			pipe(t, filepath.Join(in, "us-east-1", "list-functions.json"))
			return in
		}, "list-functions.json: cannot be read: it is a pipe"},
		{"a pipe beside the documents", nil, func(t *testing.T, in string) string {
			pipe(t, filepath.Join(in, "snapshot.json"))
			return in
		}, "snapshot.json: cannot be read: it is a pipe"},
		{"/dev/zero", nil, func(t *testing.T, in string) string { return link(t, "/dev/zero", in) },
			"it is a device, want a regular file"},
		{"/dev/zero in a directory", nil, func(t *testing.T, in string) string {
			link(t, "/dev/zero", filepath.Join(in, "us-east-1", "list-functions.json"))
			return in
		}, "it is a device"},
		{"a link to itself", nil, func(t *testing.T, in string) string { return link(t, in, in) },
			"too many levels of symbolic links"},
		{"a directory in itself", nil, func(t *testing.T, in string) string {
			link(t, in, filepath.Join(in, "us-east-1", "accounts"))
			return in
		}, "no AWS documents"},
		{"10 GB of zeros in 10 MB of gzip", nil, func(t *testing.T, in string) string {
			return write(t, in+".gz", zipped(t, 100))
		}, "it unpacks to more than 250 times its size"},
		{"gzip a little less tight", nil, func(t *testing.T, in string) string {
			return write(t, in+".gz", times(1<<14, noise(t)))
		}, "it is too big: more than 256 MB"},
		{"a sparse file", nil, func(t *testing.T, in string) string {
			write(t, in)
			if err := os.Truncate(in, 10<<30); err != nil {
				t.Fatal(err)
			}
			return in
		}, "it is too big: more than 256 MB"},
		{"250 MB of nothing", nil, func(t *testing.T, in string) string { return write(t, in, times(250<<20, " ")) },
			"a gap between texts, of more than 1 MB"},
		{"200,000 nested arrays", nil, func(t *testing.T, in string) string {
			return write(t, in, text(list), times(200_000, "["), times(200_000, "]"), text(end))
		}, "damaged JSON: invalid character '[' exceeded max depth"},
		{"200,000 nested arrays in a document", nil, func(t *testing.T, in string) string {
			write(t, filepath.Join(in, "us-east-1", "list-functions.json"), text(`{"Functions": `),
				times(200_000, "["), times(200_000, "]"), text("}"))
			return in
		}, "exceeded max depth"},
		{"250 MB of nested arrays", nil,
			func(t *testing.T, in string) string { return write(t, in, times(250<<20, "[")) }, "more than 1 MB"},
		{"a name of 250 MB", nil, func(t *testing.T, in string) string {
			return write(t, in, text(list+`{"FunctionName": "`), times(250<<20, "a"), text(`"}`+end))
		}, "a text, or a gap between texts, of more than 1 MB"},
		{"2,000,000 empty functions", nil, func(t *testing.T, in string) string {
			return write(t, in, text(list), times(2_000_000, "{},"), text("{}"+end))
		}, "more than 100000 objects of less than 24 bytes each"},
		{"2,000,000 functions", nil, func(t *testing.T, in string) string {
			return write(t, in, text(list), times(2_000_000, `{"FunctionName": "f", "FunctionArn": "f"},`),
				text("{}"+end))
		}, "more than 1000000 objects"},
		{"50,000,000 subnets", nil, func(t *testing.T, in string) string {
			return write(t, in, text(list+`{"FunctionName": "f", "VpcConfig": {"SubnetIds": [`),
				times(50_000_000, `"",`), text(`""]}}`+end))
		}, "more than 12000000 values"},
		{"UTF-16 of 250 MB", nil, func(t *testing.T, in string) string {
			return write(t, in, text("\xff\xfe"), times(125<<20, "x\x00"))
		}, "more than 128 MB of UTF-16"},
		{"600 MB in a directory", nil, func(t *testing.T, in string) string {
			for _, name := range []string{"a", "b", "c"} {
				path := write(t, filepath.Join(in, "us-east-1", "get-function."+name+".json"))
				if err := os.Truncate(path, 200<<20); err != nil {
					t.Fatal(err)
				}
			}
			return in
		}, "with it the directory has more than 512 MB or 200000 files"},

		{"assertions without an end", []string{"verify", "IN", "--demo"},
			func(t *testing.T, in string) string { return link(t, "/dev/zero", in) }, "it is too big: more than 4 MB"},
		{"assertions, 200,000 nested", []string{"verify", "IN", "--demo"},
			func(t *testing.T, in string) string { return write(t, in, times(200_000, "[")) }, "depth"},
		{"assertions that multiply", []string{"verify", "IN", "--demo"},
			func(t *testing.T, in string) string { return write(t, in, text(billion())) },
			"want a list under `assertions:`"},
		{"edits without an end", []string{"whatif", "--what-if", "IN", "--demo"},
			func(t *testing.T, in string) string { return link(t, "/dev/zero", in) }, "it is too big: more than 4 MB"},
		{"waivers without an end", []string{"scan", "--config", "IN", "--demo"},
			func(t *testing.T, in string) string { return link(t, "/dev/zero", in) }, "it is too big: more than 4 MB"},
		{"waivers without an end, to add to",
			[]string{"waive", "--config", "IN", "path-single-az", "media-a", "--reason", "x", "--demo"},
			func(t *testing.T, in string) string { return link(t, "/dev/zero", in) }, "it is too big: more than 4 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := c.make(t, filepath.Join(t.TempDir(), "in.json"))
			args := []string{"scan", "--from", in}
			if c.args != nil {
				args = strings.Split(strings.ReplaceAll(strings.Join(c.args, "\x00"), "IN", in), "\x00")
			}
			ctx, cancel := context.WithTimeout(t.Context(), busy)
			defer cancel()
			command := exec.CommandContext(ctx, program(t), args...)
			command.Env, command.Dir = environment(t), t.TempDir()
			var stdout, stderr bytes.Buffer
			command.Stdout, command.Stderr = &stdout, &stderr
			began := time.Now()
			err := command.Run()
			if command.ProcessState == nil {
				t.Fatal(err)
			}
			t.Logf("%.1f s, %d MB: %s", time.Since(began).Seconds(), used(command.ProcessState)>>20,
				strings.TrimSpace(stderr.String()))
			if ctx.Err() != nil {
				t.Fatal("it did not end")
			}
			if code := command.ProcessState.ExitCode(); code != 1 || stdout.Len() > 0 {
				t.Errorf("exit code %d, %d bytes on stdout", code, stdout.Len())
			}
			said := stderr.String()
			if !strings.Contains(said, c.want) || !strings.Contains(said, filepath.Base(in)) ||
				strings.Count(said, "\n") != 1 {
				t.Errorf("it says %q, want one line with the file's name and %q", said, c.want)
			}
			if most := used(command.ProcessState); most > mostRSS {
				t.Errorf("%d MB of memory", most>>20)
			}
		})
	}
}

// noise is gzip data that unpack to some 50 times their size.
func noise(t *testing.T) string {
	t.Helper()
	var plain strings.Builder
	for i := range 200 {
		fmt.Fprintf(&plain, "%x%s", i*i*i, strings.Repeat(" ", 160))
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, plain.String()); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if ratio := plain.Len() / b.Len(); ratio < 20 || ratio > 200 {
		t.Fatalf("it unpacks to %d times its size: that is another case", ratio)
	}
	return b.String()
}

// billion is YAML whose aliases make a billion of nine.
func billion() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 10; i++ {
		fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i, i,
			strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 9), ", "))
	}
	return b.String() + "assertions: *a9\n"
}
