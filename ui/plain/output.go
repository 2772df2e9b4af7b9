package plain

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"sync"
	"unicode"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/widget"
)

// output is the only way out: whatever a line holds, what is written is printable
// text and the end of the line.
type output struct{ w *bufio.Writer }

func (o *output) say(line string) { fmt.Fprintln(o.w, clean(line)) }

// copied is a line of what somebody takes elsewhere: it stays what it is, but for what acts on a terminal.
func (o *output) copied(line string) { fmt.Fprintln(o.w, awsdata.Clean(line)) }

func (o *output) sayf(format string, args ...any) { o.say(fmt.Sprintf(format, args...)) }

func (o *output) prompt(text string) { fmt.Fprint(o.w, clean(text)) }

// flush tells of the first error since the beginning; bufio keeps it.
func (o *output) flush() error { return o.w.Flush() }

// clean leaves only what can be printed: no controls, no marks that reorder or
// hide text, and one kind of space.
func clean(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.In(r, unicode.Zs, unicode.Zl, unicode.Zp):
			return ' '
		case !unicode.IsPrint(r):
			return unicode.ReplacementChar
		}
		return r
	}, awsdata.Clean(widget.Plain(line)))
}

// quarters tells how far reading is, four times at most: somebody may have to
// listen to it.
type quarters struct {
	mu   sync.Mutex
	out  io.Writer
	last int
}

// show may be called from any goroutine.
func (q *quarters) show(done, total int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if total < 8 || done*4/total <= q.last {
		return
	}
	q.last = done * 4 / total
	fmt.Fprintf(q.out, "Reading: %d of %d calls.\n", done, total)
}
