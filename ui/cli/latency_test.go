//go:build linux

package cli_test

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"github.com/vpclens/vpclens/awsdata/awstest"
)

var (
	latencyReport = flag.Bool("latency-report", false,
		"measure the real program in a terminal, and print the table of docs/performance.md")
	latencyRuns = flag.Int("latency-runs", 30, "starts of the program for the latency report")
)

const (
	latencyWidth, latencyHeight = 160, 50
	latencyKeys                 = 300
	latencyIdle                 = 5 * time.Second
)

// TestReportLatency measures what a person waits for: the built program in a real terminal, with an emulator at the
// other end that answers its questions. It asserts nothing about time, as that is the machine's business, and runs only
// with -latency-report.
func TestReportLatency(t *testing.T) {
	if !*latencyReport {
		t.Skip("a report, not a test: -latency-report runs it")
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "vpclens")
	build := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, "../..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the program: %v\n%s", err, out)
	}
	fmt.Print("| | first byte | first frame | functions on the screen | processor time until then | all checks done | key to frame | idle | memory |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, c := range []struct {
		name string
		args func(t *testing.T) []string
		runs int
	}{
		{"demo", func(*testing.T) []string { return []string{"--demo"} }, *latencyRuns},
		{"10,000 functions in a file", func(t *testing.T) []string {
			big := filepath.Join(dir, "big.json")
			if err := awstest.Synthetic(t, awstest.Size{}).Save(t.Context(), big); err != nil {
				t.Fatal(err)
			}
			return []string{"--from", big}
		}, max(*latencyRuns/3, 1)},
	} {
		t.Run(c.name, func(t *testing.T) {
			args := c.args(t)
			var start latencyStart
			for range c.runs {
				p := startLatency(t, program, args)
				p.starts(&start)
				p.quit()
			}
			p := startLatency(t, program, args)
			p.starts(&latencyStart{})
			keys := p.keys()
			cpu, memory := p.idle()
			p.quit()
			fmt.Printf("| %s | %s | %s | %s | %s | %s | %s | %.1f %% | %d MB |\n", c.name,
				percentiles(start.firstByte), percentiles(start.firstFrame), percentiles(start.functions),
				percentiles(start.processor), percentiles(start.complete), percentiles(keys), cpu, memory)
		})
	}
}

// latencyStart is how long starts of the program took, from the moment before exec. The processor time until the
// functions were on the screen is what is left of it on a machine that nobody else uses, and more than one processor
// shares it.
type latencyStart struct {
	firstByte, firstFrame, functions, complete []time.Duration
	processor                                  []time.Duration
}

// percentiles are the median, the 90th and the 99th percentile in milliseconds.
func percentiles(all []time.Duration) string {
	slices.Sort(all)
	at := func(p int) string {
		ms := float64(all[min(len(all)*p/100, len(all)-1)].Microseconds()) / 1000
		if ms >= 100 {
			return strconv.Itoa(int(ms))
		}
		return fmt.Sprintf("%.1f", ms)
	}
	return at(50) + " / " + at(90) + " / " + at(99) + " ms"
}

// latencyTerm is the program in a terminal.
type latencyTerm struct {
	t       *testing.T
	cmd     *exec.Cmd
	tty     *os.File
	em      *vt.SafeEmulator
	began   time.Time
	changed chan struct{} // holds a token when something arrived

	mu    sync.Mutex
	first time.Time // when the first byte arrived
	last  time.Time // when the last bytes arrived that the emulator has taken
}

func startLatency(t *testing.T, program string, args []string) *latencyTerm {
	t.Helper()
	p := &latencyTerm{t: t, cmd: exec.Command(program, args...), em: vt.NewSafeEmulator(latencyWidth, latencyHeight),
		changed: make(chan struct{}, 1)}
	p.cmd.Env = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "HOME=" + t.TempDir(),
		"PATH=" + os.Getenv("PATH")}
	p.began = time.Now()
	tty, err := pty.StartWithSize(p.cmd, &pty.Winsize{Rows: latencyHeight, Cols: latencyWidth})
	if err != nil {
		t.Fatal(err)
	}
	p.tty = tty
	go func() { _, _ = io.Copy(tty, p.em.Emulator) }() // what the terminal answers
	go p.read()
	return p
}

// read feeds the emulator, and remembers when bytes arrived rather than when they were understood.
func (p *latencyTerm) read() {
	buffer := make([]byte, 1<<16)
	for {
		n, err := p.tty.Read(buffer)
		now := time.Now()
		if n > 0 {
			_, _ = p.em.Write(bytes.Clone(buffer[:n]))
			p.mu.Lock()
			if p.first.IsZero() {
				p.first = now
			}
			p.last = now
			p.mu.Unlock()
			select {
			case p.changed <- struct{}{}:
			default:
			}
		}
		if err != nil {
			return
		}
	}
}

// line is the text of a line of the screen.
func (p *latencyTerm) line(y int) string {
	var b strings.Builder
	for x := range latencyWidth {
		if c := p.em.CellAt(x, y); c != nil {
			b.WriteString(cmp.Or(c.Content, " "))
		}
	}
	return b.String()
}

// until waits for something to be on the screen, and is when the bytes that completed it arrived.
func (p *latencyTerm) until(what string, there func() bool) time.Time {
	p.t.Helper()
	limit := time.After(time.Minute)
	for !there() {
		select {
		case <-p.changed:
		case <-limit:
			p.t.Fatalf("waited a minute for %s; the screen ends with %q", what, p.line(latencyHeight-1))
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.last
}

// starts waits until everything is there, and notes when it came.
func (p *latencyTerm) starts(s *latencyStart) {
	p.t.Helper()
	frame := p.until("a frame", func() bool { return strings.Contains(p.line(0), "vpclens") })
	rows := p.until("the functions", func() bool { return p.row(1) || p.row(0) || p.row(2) })
	processor := p.processor()
	complete := p.until("the findings", func() bool { return strings.Contains(p.line(latencyHeight-1), " H ") })
	p.mu.Lock()
	defer p.mu.Unlock()
	s.firstByte = append(s.firstByte, p.first.Sub(p.began))
	s.firstFrame = append(s.firstFrame, frame.Sub(p.began))
	s.functions = append(s.functions, rows.Sub(p.began))
	s.complete = append(s.complete, complete.Sub(p.began))
	s.processor = append(s.processor, processor)
}

// processor is the time that the program's threads have run so far.
func (p *latencyTerm) processor() time.Duration {
	p.t.Helper()
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", p.cmd.Process.Pid))
	if err != nil {
		p.t.Fatal(err)
	}
	var sum time.Duration
	for _, file := range threads {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // the thread has ended
		}
		ns, _ := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		sum += time.Duration(ns)
	}
	return sum
}

// row says whether the first row of a table is on the n-th line below the path walked and the air under it.
func (p *latencyTerm) row(n int) bool { return strings.HasPrefix(p.line(3+n), "▌") }

// keys measures how long after a key its frame is complete: the line of the path counts the row under the cursor.
func (p *latencyTerm) keys() []time.Duration {
	p.t.Helper()
	var took []time.Duration
	at := 1
	for i := range latencyKeys {
		// There and back again over more than one screen, at a pace that does not keep step with the renderer.
		key, step := "\x1b[B", 1
		if i/40%2 == 1 {
			key, step = "\x1b[A", -1
		}
		at += step
		time.Sleep(time.Duration(37+i%19) * time.Millisecond)
		sent := time.Now()
		if _, err := io.WriteString(p.tty, key); err != nil {
			p.t.Fatal(err)
		}
		want := fmt.Sprintf(" %d/", at)
		took = append(took, p.until("row "+want, func() bool { return strings.Contains(p.line(1), want) }).Sub(sent))
	}
	return took
}

// idle is the share of one processor that the program takes while nobody does anything, in percent, and the memory it
// holds, in megabytes.
func (p *latencyTerm) idle() (cpu float64, memory int) {
	p.t.Helper()
	before := p.ticks()
	time.Sleep(latencyIdle)
	const perSecond = 100 // of the kernel's ticks; Linux tells programs no other number
	cpu = 100 * float64(p.ticks()-before) / perSecond / latencyIdle.Seconds()
	for line := range strings.Lines(p.proc("status")) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			memory = kb / 1024
		}
	}
	return cpu, memory
}

// ticks are those that the program has spent in user and system mode.
func (p *latencyTerm) ticks() int {
	_, rest, _ := strings.Cut(p.proc("stat"), ") ")
	fields := strings.Fields(rest)
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

func (p *latencyTerm) proc(file string) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", p.cmd.Process.Pid, file))
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

func (p *latencyTerm) quit() {
	p.t.Helper()
	if _, err := io.WriteString(p.tty, "q"); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the program ended with %v", err)
	}
	_ = p.tty.Close()
	_ = p.em.Emulator.Close()
}
