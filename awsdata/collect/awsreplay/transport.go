package awsreplay

import (
	"net/http"
	"net/http/httptest"
	"time"
)

// Transport answers requests in the place of a network, each after so much time. Nothing but timers is waited for, so
// that the time may be that of a testing/synctest bubble. Faults that need a connection are not had.
func (s *Server) Transport(latency time.Duration) http.RoundTripper { return transport{s, latency} }

type transport struct {
	server  *Server
	latency time.Duration
}

// RoundTrip implements [http.RoundTripper].
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case <-time.After(t.latency):
	}
	answer := httptest.NewRecorder()
	if r.Body == nil {
		r.Body = http.NoBody
	}
	t.server.serve(answer, r)
	response := answer.Result()
	response.Request = r
	return response, nil
}
