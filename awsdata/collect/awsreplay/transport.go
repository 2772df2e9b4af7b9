package awsreplay

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"
)

// Transport answers requests in the place of a network, each after the time that latency gives, 0 where it is nil.
// Nothing but timers and the request's context is waited for, so that the time may be that of a testing/synctest
// bubble: what hangs for an hour costs nothing there. All faults are had.
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
	if t.latency != nil {
		select {
		case <-r.Context().Done():
			return nil, r.Context().Err()
		case <-time.After(t.latency(q)):
		}
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	a := newAnswer(r)
	go a.give(t.server, r)
	select {
	case <-a.begun:
		if a.err != nil {
			return nil, a.err
		}
		return a.response, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// answer is a response while it is written: a connection of which only the answers are there.
type answer struct {
	response *http.Response
	err      error         // in the place of the response
	begun    chan struct{} // is closed when one of the two is there
	once     sync.Once
	body     *io.PipeWriter
}

func newAnswer(r *http.Request) *answer {
	from, to := io.Pipe()
	// The network's own transport ends the body with the request.
	context.AfterFunc(r.Context(), func() { _ = to.CloseWithError(r.Context().Err()) })
	return &answer{begun: make(chan struct{}), body: to, response: &http.Response{Proto: "HTTP/1.1", ProtoMajor: 1,
		ProtoMinor: 1, Header: http.Header{}, ContentLength: -1, Body: from, Request: r}}
}

// give has the server write the answer. What it panics with to break a connection breaks the body.
func (a *answer) give(s *Server, r *http.Request) {
	defer func() {
		if p := recover(); p != nil {
			if err, ok := p.(error); !ok || !errors.Is(err, http.ErrAbortHandler) {
				panic(p)
			}
			_ = a.body.CloseWithError(io.ErrUnexpectedEOF)
		}
	}()
	s.serve(a, r, nil) // a channel from outside a bubble would hold up the time in it, and each request has an end
	a.WriteHeader(http.StatusOK)
	_ = a.body.Close()
}

// Header implements [http.ResponseWriter].
func (a *answer) Header() http.Header { return a.response.Header }

// WriteHeader implements [http.ResponseWriter].
func (a *answer) WriteHeader(status int) {
	a.once.Do(func() {
		a.response.StatusCode, a.response.Status = status, http.StatusText(status)
		close(a.begun)
	})
}

// Write implements [http.ResponseWriter].
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// Flush implements [http.Flusher]: nothing is held back.
func (a *answer) Flush() {}

// Hijack implements [http.Hijacker]. To close what it gives is to reset the connection.
func (a *answer) Hijack() (net.Conn, *bufio.ReadWriter, error) { return resetter{a: a}, nil, nil }

// resetter is a connection that can only be broken.
type resetter struct {
	net.Conn
	a *answer
}

// Close implements [net.Conn].
func (r resetter) Close() error {
	r.a.once.Do(func() {
		r.a.err = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
		close(r.a.begun)
	})
	return nil
}
