// Package buckettest is a small S3 on loopback, for tests: buckets in memory, a page of a listing at a time, and the
// faults that S3 answers with. What it does not know it refuses. It is no judge of what S3 does; moto is asked for
// that.
package buckettest

import (
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
)

// Server is a running S3.
type Server struct {
	URL string

	mu      sync.Mutex
	buckets map[string]map[string][]byte
	calls   []string
	fault   func(w http.ResponseWriter, r *http.Request) bool
	page    int
}

// Start starts an S3 with empty buckets of those names. It ends with the test.
func Start(tb testing.TB, buckets ...string) *Server {
	tb.Helper()
	s := &Server{buckets: make(map[string]map[string][]byte), page: 1000}
	for _, name := range buckets {
		s.buckets[name] = make(map[string][]byte)
	}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	tb.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// SetFault has fault answer what it answers true for.
func (s *Server) SetFault(fault func(w http.ResponseWriter, r *http.Request) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// SetPage sets how many keys a page of a listing has.
func (s *Server) SetPage(keys int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.page = keys
}

// Put keeps an object.
func (s *Server) Put(bucket, key string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buckets[bucket][key] = data
}

// Get is the content of an object, nil for none.
func (s *Server) Get(bucket, key string) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.buckets[bucket][key]
}

// Keys are the keys of a bucket, sorted.
func (s *Server) Keys(bucket string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.keys(bucket)
}

func (s *Server) keys(bucket string) []string {
	var out []string
	for key := range s.buckets[bucket] {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// Calls are the requests that were made: their methods and paths.
func (s *Server) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

// Refuse answers as S3 does where it refuses a request.
func Refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, message)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	fault := s.fault
	s.calls = append(s.calls, r.Method+" "+r.URL.Path)
	s.mu.Unlock()
	if fault != nil && fault(w, r) {
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	objects, there := s.buckets[bucket]
	switch {
	case !there:
		Refuse(w, http.StatusNotFound, "NoSuchBucket", "The specified bucket does not exist")
	case r.Method == http.MethodPut && key != "":
		objects[key] = body
	case r.Method == http.MethodGet && key == "" && r.URL.Query().Get("list-type") == "2":
		s.list(w, r, bucket)
	case r.Method == http.MethodGet && key != "":
		data, there := objects[key]
		if !there {
			Refuse(w, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
			return
		}
		_, _ = w.Write(data) // the client went away
	default:
		Refuse(w, http.StatusNotImplemented, "NotImplemented", r.Method+" "+r.URL.String())
	}
}

type listing struct {
	XMLName               xml.Name `xml:"ListBucketResult"`
	Name                  string
	Prefix                string
	KeyCount              int
	IsTruncated           bool
	NextContinuationToken string `xml:",omitempty"`
	Contents              []content
	CommonPrefixes        []commonPrefix
}

type content struct {
	Key  string
	Size int
}

type commonPrefix struct{ Prefix string }

func (s *Server) list(w http.ResponseWriter, r *http.Request, bucket string) {
	q := r.URL.Query()
	out := listing{Name: bucket, Prefix: q.Get("prefix")}
	after := q.Get("continuation-token")
	for _, key := range s.keys(bucket) {
		rest, mine := strings.CutPrefix(key, out.Prefix)
		if !mine {
			continue
		}
		name, folder := key, false
		if d := q.Get("delimiter"); d != "" && strings.Contains(rest, d) {
			name, folder = out.Prefix+rest[:strings.Index(rest, d)+1], true
		}
		if name <= after && after != "" || folder && slices.Contains(out.CommonPrefixes, commonPrefix{name}) {
			continue
		}
		if out.KeyCount == s.page {
			out.IsTruncated = true
			break
		}
		out.KeyCount++
		out.NextContinuationToken = name
		if folder {
			out.CommonPrefixes = append(out.CommonPrefixes, commonPrefix{name})
		} else {
			out.Contents = append(out.Contents, content{key, len(s.buckets[bucket][key])})
		}
	}
	if !out.IsTruncated {
		out.NextContinuationToken = ""
	}
	_ = xml.NewEncoder(w).Encode(out) // the client went away
}
