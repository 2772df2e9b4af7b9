package collect

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
)

// answerError is an answer with a good status that is not the answer of the operation: a proxy's page, an empty body,
// an object without the member that was asked for. The text never quotes the answer, which may hold anything.
type answerError struct{ reason string }

// Error implements error.
func (e *answerError) Error() string { return e.reason }

func missingMember(name string) error {
	return &answerError{fmt.Sprintf("the answer has no member %q", name)}
}

// checkAnswers adds to every operation a look at the start of its answer. The SDK's decoder takes any well-formed XML,
// an HTML page too, for an answer without members, and an empty body as well: a login page of a proxy would read as
// "this account has no routes".
func checkAnswers(stack *middleware.Stack) error {
	// Around the decoder, which does not tell an answer that was cut off from one that is malformed.
	around := middleware.DeserializeMiddlewareFunc("TellFaults", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		var broke error // of the connection, while the answer was read
		out, metadata, err := next.HandleDeserialize(middleware.WithStackValue(ctx, brokeKey{}, &broke), in)
		answer := (*answerError)(nil)
		switch {
		case errors.As(broke, &answer): // whatever the decoder made of it
			return out, metadata, answer
		case err != nil && broke != nil:
			return out, metadata, &cutError{broke}
		}
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil && ok && isGood(response.StatusCode) && malformed(err) == "" {
			return out, metadata, &answerError{"the answer could not be read"} // by a decoder, whatever it says
		}
		if ok {
			answered(ctx, err != nil && causeOfCode(codeOf(err), response.StatusCode) == awsdata.CauseThrottled)
		}
		if err != nil && ok {
			err = skewed(response, time.Now(), err)
		}
		return out, metadata, err
	})
	if err := stack.Deserialize.Add(around, middleware.Before); err != nil {
		return err
	}
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("CheckAnswer", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok {
			return out, metadata, err
		}
		body := response.Body
		head := bufio.NewReaderSize(&bounded{from: body, left: mostAnswer,
			broke: middleware.GetStackValue(ctx, brokeKey{}).(*error)}, 1024)
		if isGood(response.StatusCode) {
			if reason := judge(head, awsmiddleware.GetServiceID(ctx), middleware.GetOperationName(ctx)); reason != "" {
				_ = body.Close()
				return out, metadata, &answerError{reason}
			}
		}
		response.Body = struct {
			io.Reader
			io.Closer
		}{head, body}
		return out, metadata, nil
	}), middleware.After)
}

func isGood(status int) bool { return status >= 200 && status <= 299 }

// brokeKey is where an operation keeps the error that ended its answer.
type brokeKey struct{}

// cutError is a connection that ended, or said nothing more, before the whole answer had come.
type cutError struct{ err error }

// Error implements error.
func (e *cutError) Error() string { return "the answer was cut off" }

// Unwrap returns the error of the connection.
func (e *cutError) Unwrap() error { return e.err }

// silentError is a request that nobody answered in time.
type silentError struct{ limit time.Duration }

// Error implements error.
func (e *silentError) Error() string { return "no answer within " + english.Duration(e.limit) }

// limitTime gives every request, with its repetitions, so much time: one that nobody answers must hold nothing up.
func limitTime(limit time.Duration) func(*middleware.Stack) error {
	return func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("LimitTime", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			limited, cancel := context.WithTimeout(ctx, limit)
			defer cancel()
			out, metadata, err := next.HandleInitialize(limited, in)
			if err != nil && limited.Err() != nil && ctx.Err() == nil {
				err = &silentError{limit}
			}
			return out, metadata, err
		}), middleware.Before)
	}
}

// bounded reads so many bytes of text and no more: an answer that is longer is nobody's, and one that is not in UTF-8
// neither. What else ends the reading but the end of the answer it puts where broke points.
type bounded struct {
	from  io.Reader
	left  int64
	begun []byte // of a character that goes on with the next bytes
	broke *error
}

// Read implements [io.Reader].
func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		*b.broke = &answerError{fmt.Sprintf("the answer is longer than %d MB", mostAnswer>>20)}
		return 0, *b.broke
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	ended := errors.Is(err, io.EOF)
	if err != nil && !ended {
		*b.broke = err
	} else if !b.isText(p[:n], ended) {
		*b.broke = &answerError{"the answer is not text in UTF-8"}
		return 0, *b.broke
	}
	return n, err
}

// isText reports whether bytes go on with text in UTF-8, and end it if they are the last.
func (b *bounded) isText(p []byte, last bool) bool {
	for len(b.begun) > 0 && len(p) > 0 && !utf8.FullRune(b.begun) {
		b.begun, p = append(b.begun, p[0]), p[1:]
	}
	if len(b.begun) > 0 && utf8.FullRune(b.begun) {
		if !utf8.Valid(b.begun) {
			return false
		}
		b.begun = b.begun[:0]
	}
	for i := len(p) - 1; i >= max(0, len(p)-utf8.UTFMax); i-- {
		if utf8.RuneStart(p[i]) {
			if !utf8.FullRune(p[i:]) {
				b.begun, p = append(b.begun, p[i:]...), p[:i]
			}
			break
		}
	}
	return utf8.Valid(p) && (len(b.begun) == 0 || !last)
}

// inXML are the services, by the SDK's ids, that answer in XML. All others answer in JSON.
// Source: the protocols in the services' models.
var inXML = map[string]bool{"EC2": true, "IAM": true, "STS": true, "RDS": true, "ElastiCache": true, "Redshift": true,
	"Elastic Load Balancing v2": true, "Route 53": true}

// judge tells what is wrong with the first bytes of an answer of a service, "" if nothing is. A login page in the wrong
// language would decode as an answer without members.
func judge(body *bufio.Reader, service, operation string) string {
	// Peek returns what there is together with the error that ended it. A body shorter than the buffer is the normal
	// case, and an error that cuts the body will show again when it is read.
	head, _ := body.Peek(1024)
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch {
	case len(head) == 0:
		return "the answer is empty"
	case !inXML[service] && head[0] == '{':
		return ""
	case inXML[service] && bytes.Contains(head, []byte("<"+operation+"Response")):
		return ""
	case isHTML(head):
		return "the answer is an HTML page"
	}
	return "the answer is not one of " + operation
}

// isHTML reports whether text starts like an HTML page.
func isHTML(text []byte) bool {
	text = bytes.ToLower(bytes.TrimSpace(text))
	return bytes.HasPrefix(text, []byte("<!doctype html")) || bytes.HasPrefix(text, []byte("<html"))
}
