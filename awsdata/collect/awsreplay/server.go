// Package awsreplay is an AWS of one's own for tests: an HTTP server on loopback that answers the API calls of the AWS SDK
// from a snapshot directory, the JSON that the AWS CLI printed. It speaks the EC2 and IAM query protocols (form in, XML
// out), Lambda's REST JSON and the JSON protocol of Service Quotas and Route 53 Resolver, pages like AWS, and can be told to fail.
//
// Documents are rendered generically: a call that was never replayed before needs its document in the directory, and one
// line in [keys] if it is about one thing.
package awsreplay

import (
	"encoding/json"
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

// New starts a server that answers from files: "<region>/<call>.json", and "global/<call>.json" for calls of the account.
// It never gives more than maxPage elements at a time, if that is not 0, as Lambda does whatever one asks for. The server
// ends with the test.
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

// Fault makes all further requests for an operation fail. The operation can be for one region: "DescribeVpcs@us-east-1".
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
	fault(&Exchange{ResponseWriter: w, Request: q, http: r, quit: s.quit, answer: answer})
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
	if q.Service == "lambda" {
		return q, readREST(r.URL, &q)
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		_, q.Operation, _ = strings.Cut(target, ".")
		var params map[string]any
		if err := json.Unmarshal(body, &params); err != nil {
			return q, err
		}
		for name, value := range params {
			q.Params[name] = fmt.Sprint(value)
		}
		return q, nil
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

// readREST reads a request to Lambda, whose operation is in the path: /2015-03-31/functions/NAME.
func readREST(u *url.URL, q *Request) error {
	for name := range u.Query() {
		q.Params[name] = u.Query().Get(name)
	}
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	if len(parts) < 2 {
		return fmt.Errorf("no operation of Lambda at %s", u.Path)
	}
	kind, ok := map[string][2]string{
		"functions":          {"ListFunctions", "GetFunction"},
		"capacity-providers": {"ListCapacityProviders", "GetCapacityProvider"},
	}[parts[1]]
	if !ok {
		return fmt.Errorf("no operation of Lambda at %s", u.Path)
	}
	q.Operation = kind[0]
	if len(parts) > 2 {
		q.Operation = kind[1]
		name, err := url.PathUnescape(parts[2])
		if err != nil {
			return err
		}
		q.Params["Name"] = name
	}
	if len(parts) > 3 {
		// /2021-10-31/functions/NAME/urls
		if q.Operation, ok = map[string]string{"urls": "ListFunctionUrlConfigs", "policy": "GetPolicy"}[parts[3]]; !ok {
			return fmt.Errorf("no operation of Lambda at %s", u.Path)
		}
	}
	return nil
}

// answer gives the document that was asked for, one page of it.
func (s *Server) answer(w http.ResponseWriter, q Request) {
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
	w.Header().Set("Content-Type", contentType(q))
	switch q.Service {
	case "ec2":
		fmt.Fprintf(w, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%[1]sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"+
			"<requestId>replay</requestId>%[2]s</%[1]sResponse>", q.Operation, renderEC2(document))
	case "iam", "sts":
		fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", q.Operation, renderQuery(document))
	default:
		_ = json.NewEncoder(w).Encode(document)
	}
}

func contentType(q Request) string {
	switch q.Service {
	case "ec2", "iam", "sts":
		return "text/xml;charset=UTF-8"
	case "lambda":
		return "application/json"
	}
	return "application/x-amz-json-1.1"
}
