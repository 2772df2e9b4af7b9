// Package configtest is an AWS Config on loopback, for tests: one aggregator, which answers one query a page at a time.
// It does not know the language of the query; what it selects by is said by the test.
package configtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// Server is a running AWS Config with one aggregator.
type Server struct {
	URL string

	aggregator string
	mu         sync.Mutex
	rows       []string
	page       int
	queries    []string
	fault      func(w http.ResponseWriter) bool
}

// Start starts an AWS Config whose aggregator has these resources, one a row. It ends with the test.
func Start(tb testing.TB, aggregator string, rows ...string) *Server {
	tb.Helper()
	s := &Server{aggregator: aggregator, rows: rows, page: 100}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	tb.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// SetPage sets how many rows a page has.
func (s *Server) SetPage(rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.page = rows
}

// SetFault has fault answer what it answers true for.
func (s *Server) SetFault(fault func(w http.ResponseWriter) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = fault
}

// Queries are the expressions that were asked, one for each page.
func (s *Server) Queries() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.queries
}

// Refuse answers with an error of the service.
func Refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message})
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var in struct {
		ConfigurationAggregatorName, Expression, NextToken string
		Limit                                              int
	}
	switch err := json.NewDecoder(r.Body).Decode(&in); {
	case err != nil || r.Header.Get("X-Amz-Target") != "StarlingDoveService.SelectAggregateResourceConfig":
		Refuse(w, http.StatusBadRequest, "UnknownOperationException", "")
		return
	case in.Expression == "" || in.Limit > 100:
		Refuse(w, http.StatusBadRequest, "InvalidExpressionException", "")
		return
	}
	s.queries = append(s.queries, in.Expression)
	if s.fault != nil && s.fault(w) {
		return
	}
	if in.ConfigurationAggregatorName != s.aggregator {
		Refuse(w, http.StatusBadRequest, "NoSuchConfigurationAggregatorException",
			"The configuration aggregator does not exist.")
		return
	}
	from, _ := strconv.Atoi(in.NextToken)
	from = min(from, len(s.rows))
	to := min(from+s.page, len(s.rows))
	out := map[string]any{"Results": s.rows[from:to], "QueryInfo": map[string]any{"SelectFields": []any{}}}
	if to < len(s.rows) {
		out["NextToken"] = strconv.Itoa(to)
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(out)
}
