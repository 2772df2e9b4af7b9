package awsreplay

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// Fleet is several accounts behind one address. Whoever signs with an access key that ends in an account's id is
// answered from that account; STS gives such keys for the role of each account. AssumeRole is a request to the account
// of the role: there it is counted, and there it can be told to fail.
type Fleet struct {
	URL      string
	Accounts map[string]*Server // by id

	base string // the account of all other keys
}

// NewFleet starts a server for accounts, each from files of its own. base is the account of those who sign with keys of
// their own.
func NewFleet(tb testing.TB, base string, accounts map[string]fs.FS) *Fleet {
	tb.Helper()
	f := &Fleet{Accounts: make(map[string]*Server), base: base}
	quit := make(chan struct{})
	for id, files := range accounts {
		f.Accounts[id] = &Server{files: files, quit: quit, faults: make(map[string]Fault)}
	}
	server := httptest.NewServer(f)
	f.URL = server.URL
	tb.Cleanup(func() {
		close(quit)
		server.Close()
	})
	return f
}

// Count is the number of requests for an operation in all accounts.
func (f *Fleet) Count(operation string) int {
	n := 0
	for _, s := range f.Accounts {
		n += s.Count(operation)
	}
	return n
}

// ServeHTTP implements [http.Handler].
func (f *Fleet) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	server := f.Accounts[f.accountOf(r)]
	if server == nil {
		http.Error(w, "there is no such account", http.StatusBadRequest)
		return
	}
	server.serve(w, r)
}

// Transport is [Server.Transport] of all accounts. The time can differ by the account's id.
func (f *Fleet) Transport(latency func(account string, q Request) time.Duration) http.RoundTripper {
	return roundTrip(func(r *http.Request) (*http.Response, error) {
		account := f.accountOf(r)
		server := f.Accounts[account]
		if server == nil {
			return nil, fmt.Errorf("there is no account %q", account)
		}
		return server.Transport(func(q Request) time.Duration { return latency(account, q) }).RoundTrip(r)
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

const idLength = 12

// accountOf is the account that a request is to. The request can be read again.
func (f *Fleet) accountOf(r *http.Request) string {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if form, e := url.ParseQuery(string(body)); err == nil && e == nil && form.Get("Action") == "AssumeRole" {
			if parts := strings.Split(form.Get("RoleArn"), ":"); len(parts) > 4 {
				return parts[4]
			}
		}
	}
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ = strings.Cut(key, "/")
	if id := key[max(0, len(key)-idLength):]; strings.Trim(id, "0123456789") == "" && len(id) == idLength {
		return id
	}
	return f.base
}

// assumeRole gives the keys of a role, which end in its account's id.
func assumeRole(w http.ResponseWriter, q Request) {
	arn := q.Params["RoleArn"]
	account := strings.Split(arn+":::::", ":")[4]
	w.Header().Set("Content-Type", contentType(q))
	fmt.Fprintf(w, `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA%s</AccessKeyId>`+
		`<SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>`+
		`<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser><Arn>%s/session</Arn>`+
		`<AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`,
		account, arn)
}
