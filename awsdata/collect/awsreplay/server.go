// Package awsreplay is an AWS of one's own for tests: an HTTP server on loopback that answers the API calls of the AWS
// SDK from a snapshot directory, the JSON that the AWS CLI printed. It speaks all protocols of the services that are
// collected (the EC2 and IAM query protocols, REST with JSON and with XML, JSON), pages like AWS, and can be told to
// fail.
//
// Documents are rendered generically: a call that was never replayed before needs its document in the directory, one
// line in [keys] if it is about one thing, one in [routes] if its name is in the path, and one in [items] for lists
// whose elements have names of their own in XML.
package awsreplay

import (
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
)

// Request is a call that the server was asked for.
type Request struct {
	Region    string
	Service   string // of the signature: "ec2"
	Operation string // "DescribeVpcs"
	Params    map[string]string
}

// Server replays a directory. Its zero value is not usable, see [New].
type Server struct {
	URL string

	files   fs.FS
	maxPage int
	quit    chan struct{}

	mu       sync.Mutex
	requests []Request
	faults   map[string]Fault
}

// New starts a server that answers from files: "<region>/<call>.json", and "global/<call>.json" for calls of the
// account. It never gives more than maxPage elements at a time, if that is not 0, as Lambda does whatever one asks for.
// The server ends with the test.
func New(tb testing.TB, files fs.FS, maxPage int) *Server {
	tb.Helper()
	s := &Server{files: files, maxPage: maxPage, quit: make(chan struct{}), faults: make(map[string]Fault)}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = server.URL
	tb.Cleanup(func() {
		close(s.quit)
		server.Close()
	})
	return s
}

// Fault makes all further requests for an operation fail. The operation can be for one region:
// "DescribeVpcs@us-east-1".
func (s *Server) Fault(operation string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[operation] = f
}

// Requests are all requests so far, in the order in which they came.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Count is the number of requests for an operation so far, in all regions.
func (s *Server) Count(operation string) int {
	n := 0
	for _, r := range s.Requests() {
		if r.Operation == operation {
			n++
		}
	}
	return n
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	q, err := read(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, q)
	fault := s.faults[q.Operation+"@"+q.Region]
	if fault == nil {
		fault = s.faults[q.Operation]
	}
	s.mu.Unlock()
	answer := func(w http.ResponseWriter) { s.answer(w, q) }
	if fault == nil {
		answer(w)
		return
	}
	fault(&Exchange{ResponseWriter: w, Request: q, http: r, quit: s.quit, answer: answer,
		whole: func() (map[string]any, error) { return s.document(q) }})
}

// read finds out which operation of which service in which region is asked for, and with which parameters.
func read(r *http.Request) (Request, error) {
	q := Request{Params: map[string]string{}}
	// Authorization: AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/ec2/aws4_request, ...
	_, credential, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	scope := strings.Split(credential, "/")
	if len(scope) < 5 {
		return q, fmt.Errorf("request is not signed")
	}
	q.Region, q.Service = scope[2], scope[3]
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return q, err
	}
	if p := protocols[q.Service]; p == restJSON || p == restXML {
		if err := readPath(r.URL, &q); err != nil {
			return q, err
		}
		if p == restJSON && len(body) > 0 {
			return q, readMembers(body, &q)
		}
		return q, nil
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		_, q.Operation, _ = strings.Cut(target, ".")
		return q, readMembers(body, &q)
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return q, err
	}
	for name := range form {
		q.Params[name] = form.Get(name)
	}
	q.Operation = q.Params["Action"]
	return q, nil
}

// answer gives the document that was asked for, one page of it.
func (s *Server) answer(w http.ResponseWriter, q Request) {
	if q.Service == "sts" && q.Operation == "AssumeRole" {
		assumeRole(w, q)
		return
	}
	document, err := s.document(q)
	if err != nil {
		writeError(w, q, http.StatusBadRequest, "InvalidAction", err.Error())
		return
	}
	if q.Service == "lambda" && q.Operation == "GetPolicy" && len(document) == 0 {
		// An empty document stands for a function without a policy, which is an error to AWS.
		writeError(w, q, http.StatusNotFound, "ResourceNotFoundException", "The resource you requested does not exist.")
		return
	}
	s.page(document, q)
	write(w, q, document)
}

func contentType(q Request) string {
	switch {
	case isXML(q.Service):
		return "text/xml;charset=UTF-8"
	case protocols[q.Service] == restJSON:
		return "application/json"
	}
	return "application/x-amz-json-1.1"
}
