package collect

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// answerError is an answer with a good status that is not the answer of the operation: a proxy's page, an empty body, an
// object without the member that was asked for. The text never quotes the answer, which may hold anything.
type answerError struct{ reason string }

// Error implements error.
func (e *answerError) Error() string { return e.reason }

func missingMember(name string) error {
	return &answerError{fmt.Sprintf("the answer has no member %q", name)}
}

// checkAnswers adds to every operation a look at the start of its answer. The SDK's decoder takes any well-formed XML,
// an HTML page too, for an answer without members, and an empty body as well: a login page of a proxy would read as "this
// account has no routes".
func checkAnswers(stack *middleware.Stack) error {
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("CheckAnswer", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok || response.StatusCode < 200 || response.StatusCode > 299 {
			return out, metadata, err
		}
		head := bufio.NewReaderSize(response.Body, 1024)
		if reason := judge(head, middleware.GetOperationName(ctx)); reason != "" {
			_ = response.Body.Close()
			return out, metadata, &answerError{reason}
		}
		response.Body = struct {
			io.Reader
			io.Closer
		}{head, response.Body}
		return out, metadata, nil
	}), middleware.After)
}

// judge tells what is wrong with the first bytes of an answer, "" if nothing is.
func judge(body *bufio.Reader, operation string) string {
	// Peek returns what there is together with the error that ended it. A body shorter than the buffer is the normal
	// case, and an error that cuts the body will show again when it is read.
	head, _ := body.Peek(1024)
	head = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")))
	switch {
	case len(head) == 0:
		return "the answer is empty"
	case head[0] == '{':
		return ""
	case bytes.Contains(head, []byte("<"+operation+"Response")):
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
