package awsreplay

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"time"
)

// Transport answers requests in the place of a network, each after the time that latency gives. Nothing but timers is
// waited for, so that the time may be that of a testing/synctest bubble. Faults that need a connection are not had.
func (s *Server) Transport(latency func(Request) time.Duration) http.RoundTripper {
	return transport{s, latency}
}

type transport struct {
	server  *Server
	latency func(Request) time.Duration
}

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	q, err := read(r)
	if err != nil {
		return nil, err
	}
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-time.After(t.latency(q)):
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	t.server.serve(answer, r)
	response := answer.Result()
	response.Request = r
	return response, nil
}
