// Package signin does what the AWS SDK leaves to its user when credentials need a person: it asks for the code of an
// MFA device, and signs in to IAM Identity Center (AWS SSO) by a device code. Beside collecting, which only reads, it
// is the one place that calls AWS to get something: credentials for a while. What AWS gives is kept where the AWS CLI
// and all SDKs look for it, and nowhere else.
package signin

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Person is who sits before the program, and what they have proved since it began: a code is asked for once, however
// often an account is read again and however many roles want it. A nil Person is nobody.
type Person struct {
	ask    func(context.Context, Question) (string, error)
	asking chan struct{} // holds one: a person answers one question at a time

	mu     sync.Mutex
	proved map[proof]aws.Credentials
}

// NewPerson is somebody whom ask asks for the code that an MFA device shows. It returns soon after its context ends,
// and [ErrNoAnswer] for whoever does not want to say.
func NewPerson(ask func(context.Context, Question) (code string, err error)) *Person {
	return &Person{ask: ask, asking: make(chan struct{}, 1), proved: make(map[proof]aws.Credentials)}
}

// Question asks for the code that an MFA device shows.
type Question struct {
	Profile string // "" for the default one
	Device  string // as mfa_serial names it: an ARN, or the number of a piece of hardware
	Before  Answer // what became of the code before
}

// Answer is what became of a code.
type Answer uint8

// What becomes of a code.
const (
	NotAsked Answer = iota
	NoCode          // it has not six digits
	Refused         // AWS did not accept it
)

// ErrNoAnswer is that a person did not want to say a code.
var ErrNoAnswer = errors.New("no code was given")

// MFAError is that a role wants a code of an MFA device, and did not get the right one.
type MFAError struct {
	Device string
	Why    MFAProblem
	Err    error
}

// MFAProblem is why there is no right code.
type MFAProblem uint8

// Why there is no right code.
const (
	Nobody      MFAProblem = iota // nobody can be asked
	NoAnswer                      // whoever was asked did not say, or not in time
	AllRefused                    // AWS accepted none of several codes
	WrongDevice                   // AWS knows no such device of the user's
)

// Error implements [error].
func (e *MFAError) Error() string {
	why := map[MFAProblem]string{Nobody: "nobody can be asked", NoAnswer: "none was given",
		AllRefused:  "AWS accepted none",
		WrongDevice: "the user has no such device"}[e.Why]
	return fmt.Sprintf("a code of the MFA device %s is needed: %s", e.Device, why)
}

// Unwrap is what AWS or the person said.
func (e *MFAError) Unwrap() error { return e.Err }

// proof is what a person has proved: that they have a device, to whoever has a key.
type proof struct {
	device, key string
	role        string // the one that it was proved for, with its terms; "" for any
}

// has are the credentials that a proof gave, while they last.
func (p *Person) has(of proof) (aws.Credentials, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c, ok := p.proved[of]
	return c, ok && !c.Expired()
}

func (p *Person) keep(of proof, c aws.Credentials) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.proved[of] = c
}

// mostCodes is how many codes a person may try. AWS locks nobody out, so it only ends what cannot succeed.
const mostCodes = 3

// code asks until use accepts a code or a person has tried often enough. It returns what use does with the right one.
func (p *Person) code(ctx context.Context, q Question, use func(code string) error) error {
	for range mostCodes {
		text, err := p.ask(ctx, q)
		if err != nil {
			return &MFAError{q.Device, NoAnswer, err}
		}
		code, ok := digits(text)
		if !ok {
			q.Before = NoCode
			continue
		}
		err = use(code)
		if !codeRefused(err) {
			return err
		}
		q.Before = Refused
	}
	return &MFAError{q.Device, AllRefused, nil}
}

// codeLength is how many digits a code has. Source: STS API reference, AssumeRole, TokenCode.
const codeLength = 6

// digits is a code as AWS takes it. People type and paste "123 456".
func digits(text string) (code string, ok bool) {
	var b []byte
	for _, c := range []byte(text) {
		switch {
		case c >= '0' && c <= '9':
			b = append(b, c)
		case c != ' ' && c != '\t' && c != '-':
			return "", false
		}
	}
	return string(b), len(b) == codeLength
}
