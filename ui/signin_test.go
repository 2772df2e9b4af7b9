package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/uitest"
)

// errSignIn is an error that signing in mends.
var errSignIn = errors.New("the AWS sign-in of profile prod has expired: run aws sso login")

// portal is where a person signs in, who takes their time.
type portal struct {
	takes  time.Duration
	err    error // how it ends
	begun  int
	ended  int
	signed bool
}

// signIn is the SignIn of a source.
func (p *portal) signIn(failure error) func(context.Context, func(Device)) error {
	if !errors.Is(failure, errSignIn) {
		return nil
	}
	return func(ctx context.Context, show func(Device)) error {
		p.begun++
		defer func() { p.ended++ }()
		time.Sleep(time.Second) // of virtual time, as AWS takes to give a code
		show(Device{Code: "ABCD-EFGH\x1b]52;c;x\a", Page: "https://device.example.com/",
			Full: "https://device.example.com/?user_code=ABCD-EFGH",
			Ends: time.Date(2026, 1, 2, 15, 14, 5, 0, time.UTC)})
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(p.takes):
		}
		p.signed = p.err == nil
		return p.err
	}
}

// signsIn runs a test on an account that cannot be read before somebody has signed in.
func signsIn(t *testing.T, p *portal, change func(*Options),
	test func(t *testing.T, term *uitest.Term, opened *[]string)) {
	t.Helper()
	options := demoOptions(t)
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	opened := &[]string{}
	options.Open = func(address string) error {
		*opened = append(*opened, address)
		return nil
	}
	options.Source = Source{Name: "prod", Live: true, Profile: "prod", SignIn: p.signIn,
		Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
			if !p.signed {
				return nil, errSignIn
			}
			return snapshot, nil
		}}
	if change != nil {
		change(&options)
	}
	synctest.Test(t, func(t *testing.T) {
		term := uitest.Start(t, New(options), 100, 30)
		defer term.Quit()
		term.Advance(2 * time.Second)
		test(t, term, opened)
	})
}

// Where nobody has signed in, one key does: the page opens, the code is shown, and what could not be read is read.
func TestSignIn(t *testing.T) {
	p := &portal{takes: 20 * time.Second}
	signsIn(t, p, nil, func(t *testing.T, term *uitest.Term, opened *[]string) {
		sees(t, term, "prod could not be read", "has expired", "L signs in, here and now", "L sign in", "r read again")
		term.Keys("L")
		sees(t, term, "asking IAM Identity Center for a code")
		term.Advance(2 * time.Second)
		sees(t, term, "Open this page", "https://device.example.com/", "ABCD-EFGH", "waiting until 15:14:05",
			"opens it in the browser")
		if strings.Contains(term.Raw(), "\x1b]52;c;x") {
			t.Error("what AWS gave as a code reached the terminal")
		}
		term.Keys("y")
		sees(t, term, "copied the code")
		term.Keys("L") // already
		term.Keys(uitest.Enter)
		if want := "https://device.example.com/?user_code=ABCD-EFGH"; len(*opened) != 2 || (*opened)[0] != want ||
			(*opened)[1] != want {
			t.Errorf("opened %q", *opened)
		}
		term.Advance(30 * time.Second)
		sees(t, term, "checkout-api")
		seesNot(t, term, "Open this page", "could not be read")
		term.Keys("L")
		sees(t, term, "no sign-in")
		if p.begun != 1 || p.ended != 1 {
			t.Errorf("begun %d times, ended %d", p.begun, p.ended)
		}
	})
}

func TestSignInIsGivenUp(t *testing.T) {
	p := &portal{takes: time.Hour}
	signsIn(t, p, nil, func(t *testing.T, term *uitest.Term, _ *[]string) {
		term.Keys("L")
		term.Advance(2 * time.Second)
		term.Keys(uitest.Esc)
		seesNot(t, term, "Open this page")
		sees(t, term, "L signs in, here and now")
		if p.ended != 1 {
			t.Errorf("it goes on: ended %d times", p.ended)
		}
		term.Keys("L")
		term.Advance(2 * time.Second)
		sees(t, term, "ABCD-EFGH")
		term.Keys(uitest.Ctrl('c')) // closes the box
		if p.ended != 2 {
			t.Errorf("it goes on: ended %d times", p.ended)
		}
	})
}

func TestSignInFails(t *testing.T) {
	p := &portal{takes: time.Second, err: errors.New("the request was declined in the browser\x1b[2J")}
	signsIn(t, p, nil, func(t *testing.T, term *uitest.Term, _ *[]string) {
		term.Keys("L")
		term.Advance(5 * time.Second)
		sees(t, term, "the request was declined in the browser", "esc closes")
		term.Keys(uitest.Esc, "L")
		sees(t, term, "asking IAM Identity Center for a code")
		term.Advance(5 * time.Second)
		sees(t, term, "declined")
	})
}

// An account that one wanted to go over to is gone over to after signing in, and what was looked at stays until then.
func TestSignInToAnotherAccount(t *testing.T) {
	p := &portal{takes: time.Second}
	signsIn(t, p, func(o *Options) {
		other := o.Source
		other.Name, other.Profile = "staging", "staging"
		o.Source.Profiles = []string{"prod", "staging"}
		snapshot, _ := demoSnapshot()
		o.Source.Load = func(context.Context, func(Progress)) (*awsdata.Snapshot, error) { return snapshot, nil }
		o.Source.Switch = func(string, []string) (Source, error) { return other, nil }
	}, func(t *testing.T, term *uitest.Term, _ *[]string) {
		term.Keys(":", "profile staging", uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "still prod", "L signs in, here and now")
		term.Keys("L")
		term.Advance(10 * time.Second)
		sees(t, term, "staging 123456789012", "checkout-api")
	})
}

// asks is an account that is read once a person has said a code.
type asks struct {
	questions chan Question
	codes     []string // that were said
	over      bool     // a question was taken back
}

// reads is the Load of a source.
type reads = func(context.Context, func(Progress)) (*awsdata.Snapshot, error)

func (s *asks) load(snapshot *awsdata.Snapshot, right string) reads {
	return func(ctx context.Context, _ func(Progress)) (*awsdata.Snapshot, error) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		problem := ""
		for range 3 {
			said := make(chan string, 1)
			select {
			case s.questions <- Question{Text: "code of the MFA device arn:aws:iam::1:mfa/ann\x1b]52;c;x\a",
				Problem: problem, Over: ctx.Done(),
				Answer: func(code string) { said <- code }}:
			case <-ctx.Done():
				return nil, ctx.Err()
			}
			select {
			case <-ctx.Done():
				s.over = true
				return nil, ctx.Err()
			case code := <-said:
				s.codes = append(s.codes, code)
				switch code {
				case right:
					return snapshot, nil
				case "":
					return nil, errors.New("none was given")
				}
			}
			problem = "AWS did not accept that code"
		}
		return nil, errors.New("none was right")
	}
}

// wantsCode runs a test on an account that wants the code 471983.
func wantsCode(t *testing.T, test func(t *testing.T, s *asks, term *uitest.Term)) {
	t.Helper()
	options := demoOptions(t)
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		s := &asks{questions: make(chan Question)}
		defer close(s.questions) // the explorer waits for the next one
		options.Questions = s.questions
		options.Source = Source{Name: "prod", Live: true, Load: s.load(snapshot, "471983")}
		term := uitest.Start(t, New(options), 100, 30)
		defer term.Quit()
		term.Advance(time.Second)
		test(t, s, term)
	})
}

// The code of an MFA device is asked for above the screen, which never shows it.
func TestCodeIsAskedFor(t *testing.T) {
	wantsCode(t, func(t *testing.T, s *asks, term *uitest.Term) {
		sees(t, term, "code of the MFA device arn:aws:iam::1:mfa/ann", "code:", "What is typed is not shown")
		term.Keys("12x")
		sees(t, term, "a code has digits only", "**")
		term.Keys("4")
		term.Keys(uitest.Enter)
		sees(t, term, "a code has six digits")
		term.Keys("567", "8")
		sees(t, term, "code: ******", "no more")
		if x, _, visible := term.Cursor(); !visible || term.Line(0) == "" || x == 0 {
			t.Error("no cursor tells where is typed")
		}
		term.Keys(uitest.Enter)
		sees(t, term, "AWS did not accept that code", "code:")
		seesNot(t, term, "***")
		term.Resize(30, 6)
		sees(t, term, "code:")
		term.Resize(100, 30)
		term.Paste("471 983\n")
		sees(t, term, "code: ******")
		term.Keys(uitest.Enter)
		term.Advance(2 * time.Second)
		sees(t, term, "checkout-api")
		seesNot(t, term, "MFA")
		if got := strings.Join(s.codes, " "); got != "124567 471983" {
			t.Errorf("said %s", got)
		}
		for _, secret := range []string{"471983", "471 983", "124567", "\x1b]52;c;x"} {
			if strings.Contains(term.Raw(), secret) {
				t.Errorf("the terminal was sent %q", secret)
			}
		}
	})
}

func TestCodeIsNotSaid(t *testing.T) {
	wantsCode(t, func(t *testing.T, s *asks, term *uitest.Term) {
		term.Keys("4711", uitest.Esc)
		term.Advance(time.Second)
		sees(t, term, "prod could not be read", "none was given", "r tries again")
		term.Keys("r")
		sees(t, term, "code:")
		term.Click(0, 20) // beside the box
		term.Advance(time.Second)
		sees(t, term, "none was given")
		if len(s.codes) != 2 || s.codes[0] != "" || s.codes[1] != "" {
			t.Errorf("said %q", s.codes)
		}
	})
}

// A question ends with the reading that asks it: nobody answers what nobody wants to know.
func TestQuestionEndsWithTheReading(t *testing.T) {
	wantsCode(t, func(t *testing.T, s *asks, term *uitest.Term) {
		term.Keys(uitest.Ctrl('c'))
		if !term.Ended() {
			t.Error("ctrl+c does not end the explorer while a code is typed")
		}
		if !s.over || len(s.codes) > 0 {
			t.Errorf("over %v, said %q", s.over, s.codes)
		}
	})
}

// Keys that close boxes give up, and the box of a code is one.
func TestCodeBoxAnswersOnce(t *testing.T) {
	var said []string
	box := &codeBox{question: Question{Answer: func(code string) { said = append(said, code) }}}
	box.insert("123 456")
	if out := box.do(screen.Accept); !out.closes {
		t.Errorf("%+v", out)
	}
	box.closed()
	if len(said) != 1 || said[0] != "123456" || box.input.Text() != "" {
		t.Errorf("said %q, left %q", said, box.input.Text())
	}
}

// What was read before the sign-in ended is there, says what it lacks, and is made whole once somebody has signed in.
func TestSignInEndsWhileReading(t *testing.T) {
	p := &portal{takes: time.Second}
	signsIn(t, p, func(o *Options) {
		whole, part := o.Source.Load, awsdata.NewBuilder()
		snapshot, err := demoSnapshot()
		if err != nil {
			t.Fatal(err)
		}
		kept, err := part.Keep(snapshot.Only("us-east-1"), nil)
		if err != nil || !kept("us-east-1", "list-functions") {
			t.Fatal("nothing is kept", err)
		}
		part.Gap(awsdata.Gap{Region: "us-east-1", Call: "describe-flow-logs", Cause: awsdata.CauseExpired,
			Message: "the sign-in ended"})
		o.Source.Load = func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error) {
			if s, err := whole(ctx, progress); err == nil {
				return s, nil
			}
			return part.Snapshot(), errSignIn
		}
	}, func(t *testing.T, term *uitest.Term, _ *[]string) {
		sees(t, term, "reading broke off; what is shown is a part", "has expired", "L signs in", "read in part",
			"2 gaps")
		term.Keys(uitest.Esc)
		sees(t, term, "checkout-api")
		term.Keys("L")
		term.Advance(10 * time.Second)
		sees(t, term, "checkout-api")
		seesNot(t, term, "could not be read", "in part", "broke off")
		term.Keys("D") // a part is nothing that changes are told against
		sees(t, term, "There is no earlier snapshot to compare with.")
		if p.ended != 1 || !p.signed {
			t.Errorf("%+v", p)
		}
	})
}
