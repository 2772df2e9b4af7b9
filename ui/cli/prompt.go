package cli

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// whoever is the person at the terminal, nil where there is none: what a pipe says is data, and where stderr is not seen
// nobody knows that something was asked.
func (p *program) whoever() *signin.Person {
	if p.person == nil && isTerminal(p.stdin) && isTerminal(p.stderr) {
		p.person = signin.NewPerson(p.askCode)
	}
	return p.person
}

// askCode asks for a code on the terminal, which does not show it. The terminal is whole again however that ends.
func (p *program) askCode(ctx context.Context, q signin.Question) (string, error) {
	terminal := p.stdin.(*os.File)
	before, err := term.GetState(terminal.Fd())
	if err != nil {
		return "", fmt.Errorf("look at the terminal: %w", err)
	}
	if problem := codeProblem(q); problem != "" {
		p.say("%s", problem)
	}
	fmt.Fprint(p.stderr, "\r"+ansi.EraseLineRight+awsdata.Clean(codeQuestion(q))+": ")
	// What reads the terminal cannot be called back. When the context ends, the run ends with it.
	type line struct {
		text []byte
		err  error
	}
	typed := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(terminal.Fd())
		typed <- line{text, err}
	}()
	defer fmt.Fprintln(p.stderr) // the one that was typed is not shown either
	select {
	case <-ctx.Done():
		_ = term.Restore(terminal.Fd(), before) // there is nobody to tell
		return "", context.Cause(ctx)
	case l := <-typed:
		if l.err != nil || strings.TrimSpace(string(l.text)) == "" {
			return "", signin.ErrNoAnswer
		}
		return string(l.text), nil
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
