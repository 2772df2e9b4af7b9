package collect

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/vpclens/vpclens/awsdata"
)

// deniedCodes are the names that AWS's services have for "you may not". An explicit deny by an organization's policy
// has the same names.
var deniedCodes = map[string]bool{
	"UnauthorizedOperation": true, "AccessDenied": true, "AccessDeniedException": true, "AuthorizationError": true,
	"NotAuthorized": true, "UnauthorizedException": true, "Client.UnauthorizedOperation": true,
	"ForbiddenException": true,
}

// unsupportedCodes say that the region, partition or emulator does not have the call or the service.
var unsupportedCodes = map[string]bool{
	"InvalidAction": true, "UnknownOperation": true, "UnknownOperationException": true, "UnsupportedOperation": true,
	"NotImplemented": true, "NotImplementedException": true, "OptInRequired": true,
	"SubscriptionRequiredException": true, "UnsupportedOperationException": true, "UnknownAction": true,
	"InternalFailure.NotImplemented": true,
}

// diagnose tells why a call failed: the cause of its gap, and one line for people that never quotes an answer.
func diagnose(ctx context.Context, err error) (awsdata.Cause, string) {
	if ctx.Err() != nil || errors.Is(err, errTimeLimit) {
		return diagnoseEnd(ctx)
	}
	var truncated *truncatedError
	if errors.As(err, &truncated) {
		return awsdata.CauseTruncated, truncated.Error()
	}
	var silent *silentError
	if errors.As(err, &silent) {
		return awsdata.CauseUnreachable, silent.Error()
	}
	if errors.Is(err, errSilent) {
		return awsdata.CauseUnreachable, errSilent.Error()
	}
	var cut *cutError
	if errors.As(err, &cut) {
		return awsdata.CauseUnreachable, cut.Error() + ": " + reason(cut.err)
	}
	status := 0
	var response *smithyhttp.ResponseError
	if errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	var api smithy.APIError
	if errors.As(err, &api) && !anonymous(api.ErrorCode()) {
		return causeOfCode(api.ErrorCode(), status), describe(api.ErrorCode(), api.ErrorMessage())
	}
	if status >= 300 {
		return diagnoseStatus(status)
	}
	if reason := malformed(err); reason != "" {
		return awsdata.CauseMalformed, reason
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), cutOff(err):
		return awsdata.CauseUnreachable, "the connection was cut off before the answer: " + reason(err)
	case unreachable(err):
		return awsdata.CauseUnreachable, "no answer: " + reason(err)
	}
	return awsdata.CauseFailed, reason(err)
}

// diagnoseEnd tells what ended the whole collection, and this call with it.
func diagnoseEnd(ctx context.Context) (awsdata.Cause, string) {
	var credentials *CredentialsError
	switch end := context.Cause(ctx); {
	case errors.As(end, &credentials):
		return awsdata.CauseExpired, credentials.Problem
	case errors.Is(end, context.Canceled):
		return awsdata.CauseCancelled, ""
	case end == nil:
		return awsdata.CauseCancelled, errTimeLimit.Error()
	default:
		return awsdata.CauseCancelled, end.Error()
	}
}

func causeOfCode(code string, status int) awsdata.Cause {
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	switch {
	case deniedCodes[code]:
		return awsdata.CauseDenied
	case throttled || status == http.StatusTooManyRequests:
		return awsdata.CauseThrottled
	case expiredCodes[code]:
		return awsdata.CauseExpired
	case unsupportedCodes[code] || rejectedCodes[code] || status == http.StatusNotImplemented:
		// Credentials that are good elsewhere are rejected by a region that is not enabled for the account.
		return awsdata.CauseUnsupported
	}
	return awsdata.CauseFailed
}

// diagnoseStatus judges an error that carries no code of AWS: a proxy's or an emulator's own page.
func diagnoseStatus(status int) (awsdata.Cause, string) {
	text := fmt.Sprintf("the endpoint answered %d %s without an AWS error", status, http.StatusText(status))
	switch status {
	case http.StatusNotFound, http.StatusNotImplemented, http.StatusMethodNotAllowed:
		return awsdata.CauseUnsupported, text
	case http.StatusTooManyRequests:
		return awsdata.CauseThrottled, text
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired:
		return awsdata.CauseDenied, text
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return awsdata.CauseUnreachable, text
	}
	return awsdata.CauseMalformed, text
}

// anonymous reports whether the SDK made the error code up because the answer had none.
func anonymous(code string) bool { return code == "" || code == "UnknownError" }

// malformed says in which way an answer could not be read, "" if it could.
func malformed(err error) string {
	var answer *answerError
	if errors.As(err, &answer) {
		return answer.reason
	}
	var endless *endlessError
	if errors.As(err, &endless) {
		return endless.reason
	}
	var decode *smithy.DeserializationError
	var syntax *json.SyntaxError
	var markup *xml.SyntaxError
	if errors.As(err, &decode) || errors.As(err, &syntax) || errors.As(err, &markup) {
		return "the answer could not be read"
	}
	return ""
}

// unreachable reports whether there was no answer at all.
func unreachable(err error) bool {
	var network net.Error
	var send *smithyhttp.RequestSendError
	return errors.As(err, &network) || errors.As(err, &send)
}

// isSilent is unreachable, or that the answer did not come in time.
func isSilent(err error) bool {
	var silent *silentError
	return unreachable(err) || errors.As(err, &silent)
}

// noSuchHost reports whether an endpoint has no address in DNS. Every service that every answer rests on has one in
// every region; of the others, not every region has all.
func noSuchHost(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}

// reason is what the innermost error says, in one sentence: the SDK's own layers repeat the operation, the region and
// the request id. Where several errors are one, what each of them says is told once.
func reason(err error) string {
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		var all []string
		for _, inner := range e.Unwrap() {
			if text := reason(inner); text != "" && !slices.Contains(all, text) {
				all = append(all, text)
			}
		}
		return strings.Join(all, "; ")
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return reason(inner)
		}
	}
	var invalid x509.CertificateInvalidError
	if errors.As(err, &invalid) && invalid.Reason == x509.Expired {
		return err.Error() + " (is this machine's clock right?)"
	}
	text := strings.Join(strings.FieldsFunc(err.Error(), func(r rune) bool { return r == '\n' || r == '\r' }), "; ")
	if _, ok := err.(syscall.Errno); ok { //nolint:errorlint // it is the innermost
		text = strings.TrimSuffix(text, ".") // Windows speaks in whole sentences
	}
	return text
}

// describe joins code and message of an error of AWS. The encoded part of an EC2 denial is a thousand characters that
// only another call could read.
func describe(code, message string) string {
	message, _, _ = strings.Cut(message, " Encoded authorization failure message:")
	if message == "" {
		return code
	}
	return code + ": " + message
}
