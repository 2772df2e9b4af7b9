package collect

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/vpclens/vpclens/analysis/english"
)

// mostSkew is by how much a clock may differ from AWS's before requests are refused for it: they are good for five
// minutes. Source: IAM user guide, "Elements of an AWS API request signature".
const mostSkew = 4 * time.Minute

// clockCodes are what AWS says to requests whose time is not its own, and to others too.
var clockCodes = map[string]bool{
	"RequestTimeTooSkewed": true, "RequestExpired": true, "RequestInTheFuture": true, "SignatureDoesNotMatch": true,
	"InvalidSignatureException": true, "AuthFailure": true, "ExpiredToken": true, "ExpiredTokenException": true,
}

// skewedError is an error of AWS that came with a time far from this machine's.
type skewedError struct {
	ahead time.Duration // of this machine's clock; negative where it is behind
	err   error
}

// Error implements error.
func (e *skewedError) Error() string { return e.err.Error() }

// Unwrap returns AWS's error.
func (e *skewedError) Unwrap() error { return e.err }

// skewed adds to an error of AWS that its clock and this machine's differ, where they do.
func skewed(response *smithyhttp.Response, now time.Time, err error) error {
	at, parsed := http.ParseTime(strings.Join(response.Header.Values("Date"), ""))
	if parsed != nil {
		return err
	}
	if ahead := now.Sub(at); ahead.Abs() > mostSkew {
		return &skewedError{ahead, err}
	}
	return err
}

// problem says which way the clock is wrong.
func (e *skewedError) problem() string {
	way := "ahead of"
	if e.ahead < 0 {
		way = "behind"
	}
	return fmt.Sprintf("this machine's clock is %s %s AWS's", english.Duration(e.ahead.Abs().Round(time.Minute)), way)
}
