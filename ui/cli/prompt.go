package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
	"github.com/vpclens/vpclens/ui"
)

// whoever is the person at the terminal, nil where there is none: what a pipe says is data, and where stderr is not
// seen nobody knows that something was asked.
func (p *program) whoever() *signin.Person {
	if p.unattended {
		return nil
	}
	if p.person == nil && isTerminal(p.stdin) && isTerminal(p.stderr) {
		p.person = signin.NewPerson(p.askCode)
	}
	return p.person
}

// askCode asks for a code on the terminal, which shows a mark for each digit: a screen may be shared or recorded. The
// terminal is whole again however that ends.
func (p *program) askCode(ctx context.Context, q signin.Question) (string, error) {
	terminal := p.stdin.(*os.File)
	if problem := codeProblem(q); problem != "" {
		p.say("%s", problem)
	}
	before, err := term.MakeRaw(terminal.Fd()) // before anybody is asked: what is typed at once is not shown either
	if err != nil {
		return "", fmt.Errorf("take the terminal: %w", err)
	}
	defer func() {
		_ = term.Restore(terminal.Fd(), before) // there is nobody to tell
		fmt.Fprintln(p.stderr)
	}()
	fmt.Fprint(p.stderr, "\r"+ansi.EraseLineRight+awsdata.Clean(codeQuestion(q))+": ")
	// What reads the terminal cannot be called back. When the context ends, the run ends with it.
	type line struct {
		code string
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		code, err := readCode(terminal, p.stderr)
		typed <- line{code, err}
	}()
	select {
	case <-ctx.Done():
		return "", context.Cause(ctx)
	case l := <-typed:
		return l.code, l.err
	}
}

// What a terminal that is not a line of text any more sends for keys.
const (
	keyInterrupt = 0x03 // Ctrl-C
	keyEnd       = 0x04 // Ctrl-D
	keyErase     = 0x08
	keyClear     = 0x15 // Ctrl-U
	keyEscape    = 0x1b
	keyDelete    = 0x7f
)

// readCode reads what is typed up to the end of the line, and shows a mark for each digit. Nothing else counts.
func readCode(in io.Reader, marks io.Writer) (string, error) {
	var code []byte
	erase := func(n int) {
		fmt.Fprint(marks, strings.Repeat("\b \b", n))
		code = code[:len(code)-n]
	}
	var key [1]byte
	sequence := false // of a key such as an arrow, which begins with an escape and ends with a letter
	for {
		if n, err := in.Read(key[:]); n == 0 || err != nil {
			return "", signin.ErrNoAnswer
		}
		switch k := key[0]; {
		case k == keyInterrupt:
			return "", context.Canceled
		case k == keyEnd || (k == '\r' || k == '\n') && len(code) == 0:
			return "", signin.ErrNoAnswer
		case k == '\r' || k == '\n':
			return string(code), nil
		case k == keyEscape:
			sequence = true
		case sequence:
			sequence = k < 'A' || k > '~' || k == '['
		case k == keyErase || k == keyDelete:
			erase(min(len(code), 1))
		case k == keyClear:
			erase(len(code))
		case k >= '0' && k <= '9' && len(code) < ui.CodeLength:
			code = append(code, k)
			fmt.Fprint(marks, "*")
		}
	}
}

// codeQuestion asks for the code of a device.
func codeQuestion(q signin.Question) string {
	text := "code of the MFA device " + q.Device
	if q.Profile != "" {
		text += ", for profile " + q.Profile
	}
	return text
}

// codeProblem is what became of the code before, "" for nothing.
func codeProblem(q signin.Question) string {
	switch q.Before {
	case signin.NoCode:
		return "a code has six digits"
	case signin.Refused:
		return "AWS did not accept that code: each is good once, and for half a minute or so"
	}
	return ""
}
