package cli

import (
	"fmt"
	"io"
	"sync"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// progressLine shows on one line of stderr how far a collection is. It does nothing unless stderr is a terminal.
type progressLine struct {
	out   io.Writer // nil where nobody watches
	width int
	mu    sync.Mutex
	shown bool
}

func (p *program) newProgressLine() *progressLine {
	if !isTerminal(p.stderr) || p.env.get("TERM") == "dumb" {
		return &progressLine{}
	}
	return &progressLine{out: p.stderr, width: terminalWidth(p.stderr)}
}

// show rewrites the line. It may be called from any goroutine.
func (l *progressLine) show(e collect.Event) {
	text := fmt.Sprintf("%d of %d calls  %s %s", e.CallsDone, e.CallsTotal, awsdata.Clean(e.Region),
		awsdata.Clean(e.Call))
	if e.AccountsTotal > 0 {
		text = fmt.Sprintf("%d of %d accounts, %d of %d calls  %s %s %s", e.AccountsDone, e.AccountsTotal, e.CallsDone,
			e.CallsTotal, awsdata.Clean(e.Account), awsdata.Clean(e.Region), awsdata.Clean(e.Call))
	}
	l.write("reading AWS: " + text)
}

// write puts a text in the place of the line. It may be called from any goroutine.
func (l *progressLine) write(text string) {
	if l.out == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.width > 1 {
		text = ansi.Truncate(text, l.width-1, "…")
	}
	l.shown = true
	fmt.Fprint(l.out, "\r"+text+ansi.EraseLineRight)
}

// clear takes the line away, so that what comes next starts on a clean one.
func (l *progressLine) clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.shown {
		l.shown = false
		fmt.Fprint(l.out, "\r"+ansi.EraseLineRight)
	}
}
