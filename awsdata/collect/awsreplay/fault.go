package awsreplay

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

// Exchange is one request that a fault takes over.
type Exchange struct {
	http.ResponseWriter
	Request Request
	http    *http.Request
	quit    <-chan struct{}
	answer  func(http.ResponseWriter)
	server  *Server
}

// Answer gives the right answer after all.
func (e *Exchange) Answer() { e.answer(e.ResponseWriter) }

// Fault takes a request over.
type Fault func(*Exchange)

// Error answers with an error of AWS, in the form of the service that was asked.
func Error(status int, code, message string) Fault {
	return func(e *Exchange) { writeError(e, e.Request, status, code, message) }
}

// Denied answers as AWS does to those who may not.
func Denied() Fault {
	return func(e *Exchange) {
		switch {
		case e.Request.Service == "ec2":
			Error(http.StatusForbidden, "UnauthorizedOperation", "You are not authorized to perform this operation.")(e)
		case isXML(e.Request.Service):
			Error(http.StatusForbidden, "AccessDenied", "User is not authorized to perform this action")(e)
		default:
			Error(http.StatusForbidden, "AccessDeniedException", "User is not authorized to perform this action")(e)
		}
	}
}

// Expired answers as AWS does to those whose credentials were good once.
func Expired() Fault {
	return func(e *Exchange) {
		switch {
		case e.Request.Service == "ec2":
			Error(http.StatusBadRequest, "RequestExpired", "Request has expired.")(e)
		case isXML(e.Request.Service):
			Error(http.StatusForbidden, "ExpiredToken", "The security token included in the request is expired")(e)
		default:
			Error(http.StatusForbidden, "ExpiredTokenException",
				"The security token included in the request is expired")(e)
		}
	}
}

// Throttled answers as AWS does to those who ask too often.
func Throttled() Fault {
	return func(e *Exchange) {
		switch e.Request.Service {
		case "ec2":
			Error(http.StatusServiceUnavailable, "RequestLimitExceeded", "Request limit exceeded.")(e)
		case "lambda":
			Error(http.StatusTooManyRequests, "TooManyRequestsException", "Rate exceeded")(e)
		default:
			Error(http.StatusBadRequest, "Throttling", "Rate exceeded")(e)
		}
	}
}

// Page answers with an HTML page that holds the text.
func Page(status int, text string) Fault {
	return func(e *Exchange) {
		e.Header().Set("Content-Type", "text/html")
		e.WriteHeader(status)
		fmt.Fprintf(e, "<!doctype html>\n<html><head><title>%[1]s</title></head><body>%[1]s</body></html>", text)
	}
}

// Body answers with exactly this text.
func Body(status int, text string) Fault {
	return func(e *Exchange) {
		e.Header().Set("Content-Type", contentType(e.Request))
		e.WriteHeader(status)
		_, _ = e.Write([]byte(text))
	}
}

// Truncated gives the first half of the right answer, as if it were all.
func Truncated() Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		e.answer(whole)
		e.Header().Set("Content-Type", contentType(e.Request))
		_, _ = e.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
	}
}

// Cut announces the right answer and breaks the connection in the middle of it.
func Cut() Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		e.answer(whole)
		e.cut(http.StatusOK, whole.Body.Bytes(), whole.Body.Len()/2)
	}
}

// CutAfter announces the right answer and breaks the connection after so many bytes of it.
func CutAfter(n int) Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		e.answer(whole)
		e.cut(http.StatusOK, whole.Body.Bytes(), n)
	}
}

// CutError announces a denial and breaks the connection in the middle of it.
func CutError() Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		Denied()(&Exchange{ResponseWriter: whole, Request: e.Request})
		e.cut(whole.Code, whole.Body.Bytes(), whole.Body.Len()/2)
	}
}

// cut sends so many bytes of an answer and breaks the connection.
func (e *Exchange) cut(status int, answer []byte, n int) {
	e.Header().Set("Content-Type", contentType(e.Request))
	e.Header().Set("Content-Length", fmt.Sprint(len(answer)))
	e.WriteHeader(status)
	_, _ = e.Write(answer[:n])
	_ = http.NewResponseController(e.ResponseWriter).Flush()
	panic(http.ErrAbortHandler)
}

// Stall announces the right answer, sends half of it, and then nothing more.
func Stall() Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		e.answer(whole)
		e.Header().Set("Content-Type", contentType(e.Request))
		e.Header().Set("Content-Length", fmt.Sprint(whole.Body.Len()))
		_, _ = e.Write(whole.Body.Bytes()[:whole.Body.Len()/2])
		_ = http.NewResponseController(e.ResponseWriter).Flush()
		Hang(nil)(e)
	}
}

// Drip gives the right answer a byte at a time.
func Drip(every time.Duration) Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		e.answer(whole)
		e.Header().Set("Content-Type", contentType(e.Request))
		for _, c := range whole.Body.Bytes() {
			select {
			case <-e.http.Context().Done():
				return
			case <-e.quit:
				return
			case <-time.After(every):
			}
			_, _ = e.Write([]byte{c})
			_ = http.NewResponseController(e.ResponseWriter).Flush()
		}
	}
}

// Padded gives the right answer with so many spaces in it, where spaces mean nothing.
func Padded(n int) Fault {
	return func(e *Exchange) {
		whole := httptest.NewRecorder()
		e.answer(whole)
		e.Header().Set("Content-Type", contentType(e.Request))
		text, spaces := whole.Body.Bytes(), bytes.Repeat([]byte(" "), 64<<10)
		at := bytes.LastIndexAny(text, "}<") // before what closes the whole
		_, _ = e.Write(text[:at])
		for ; n > 0; n -= len(spaces) {
			if _, err := e.Write(spaces[:min(n, len(spaces))]); err != nil {
				return // nobody reads any more
			}
		}
		_, _ = e.Write(text[at:])
	}
}

// Altered gives the page of the right answer that is asked for, after something was changed in it.
func Altered(change func(document map[string]any)) Fault {
	return func(e *Exchange) {
		document, err := e.server.document(e.Request)
		if err != nil || len(document) == 0 {
			e.Answer() // an error, or what stands for one
			return
		}
		e.server.page(document, e.Request)
		change(document)
		write(e, e.Request, document)
	}
}

// Respelled gives what another fault does, with one text in the place of another in it, which may be none in UTF-8.
func Respelled(f Fault, old, text string) Fault {
	return func(e *Exchange) {
		whole, original := httptest.NewRecorder(), e.ResponseWriter
		e.ResponseWriter = whole
		f(e)
		e.ResponseWriter = original
		e.Header().Set("Content-Type", contentType(e.Request))
		e.WriteHeader(whole.Code)
		_, _ = e.Write(bytes.ReplaceAll(whole.Body.Bytes(), []byte(old), []byte(text)))
	}
}

// Redirect sends the client somewhere else.
func Redirect(status int, to string) Fault {
	return func(e *Exchange) {
		e.Header().Set("Location", to)
		e.WriteHeader(status)
	}
}

// Clock has another fault answer at this time.
func Clock(at time.Time, f Fault) Fault {
	return func(e *Exchange) {
		e.Header().Set("Date", at.UTC().Format(http.TimeFormat))
		f(e)
	}
}

// Reset breaks the connection without an answer.
func Reset() Fault {
	return func(e *Exchange) {
		c, _, err := http.NewResponseController(e.ResponseWriter).Hijack()
		if err != nil {
			panic(fmt.Sprintf("take over connection: %v", err))
		}
		if tcp, ok := c.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // makes Close send a reset
		}
		_ = c.Close()
	}
}

// Endless gives the whole right answer as a page, with each of its elements so many times, and says that there is
// another page: the one that it names next, if that is not "", or else one that it never named before.
func Endless(times int, next string) Fault {
	var mu sync.Mutex
	n, pages := 0, map[string][]byte{} // rendered once: what is asked for more than a page changes nothing
	const token = "the-next-page"
	return func(e *Exchange) {
		mu.Lock()
		defer mu.Unlock()
		q := e.Request.Region + " " + documentName(e.Request)
		if pages[q] == nil {
			document, err := e.server.document(e.Request)
			if err != nil {
				Body(http.StatusInternalServerError, err.Error())(e)
				return
			}
			for name, value := range document {
				if list, ok := value.([]any); ok {
					document[name] = slices.Repeat(list, times)
				}
			}
			goOn(document, e.Request, token)
			page := httptest.NewRecorder()
			write(page, e.Request, document)
			pages[q] = page.Body.Bytes()
		}
		n++
		Body(http.StatusOK, strings.Replace(string(pages[q]), token, cmp.Or(next, fmt.Sprintf("page-%d", n)), 1))(e)
	}
}

// Hang never answers. It lets go when the client does, or the test ends. Each request that hangs is announced on
// arrived, if that is not nil.
func Hang(arrived chan<- struct{}) Fault {
	return func(e *Exchange) {
		if arrived != nil {
			arrived <- struct{}{}
		}
		select {
		case <-e.http.Context().Done():
		case <-e.quit:
		}
	}
}

// Until answers rightly, but only after release was closed.
func Until(release <-chan struct{}) Fault {
	return func(e *Exchange) {
		select {
		case <-release:
			e.Answer()
		case <-e.http.Context().Done():
		case <-e.quit:
		}
	}
}

// First fails the first n requests and answers the rest.
func First(n int, f Fault) Fault { return Then(n, f, (*Exchange).Answer) }

// Then fails the first n requests in one way and the rest in another.
func Then(n int, first, rest Fault) Fault {
	var mu sync.Mutex
	return func(e *Exchange) {
		mu.Lock()
		n--
		early := n >= 0
		mu.Unlock()
		if early {
			first(e)
		} else {
			rest(e)
		}
	}
}

func writeError(w http.ResponseWriter, q Request, status int, code, message string) {
	var body bytes.Buffer
	text := func(s string) string {
		var b strings.Builder
		writeText(&b, s)
		return b.String()
	}
	switch protocols[q.Service] {
	case ec2Query:
		fmt.Fprintf(&body, "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>replay</RequestID></Response>",
			text(code), text(message))
	case query, restXML:
		fmt.Fprintf(&body, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>replay</RequestId></ErrorResponse>",
			text(code), text(message))
	default:
		w.Header().Set("X-Amzn-Errortype", code)
		_ = json.NewEncoder(&body).Encode(map[string]string{"__type": code, "message": message})
	}
	w.Header().Set("Content-Type", contentType(q))
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes())
}

// Hollow gives an answer of the operation that has none of its members.
func Hollow() Fault {
	return func(e *Exchange) {
		text, operation := "{}", e.Request.Operation
		switch protocols[e.Request.Service] {
		case ec2Query, restXML:
			text = "<" + operation + "Response></" + operation + "Response>"
		case query:
			text = "<" + operation + "Response><" + operation + "Result></" + operation + "Result></" + operation +
				"Response>"
		}
		Body(http.StatusOK, text)(e)
	}
}
