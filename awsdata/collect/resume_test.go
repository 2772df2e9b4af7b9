package collect

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// Credentials that expire in the middle of a reading cost what was under way, and nothing that had been read: who signs
// in again asks for the rest.
func TestWhatWasReadBeforeCredentialsExpired(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	const functions = 200
	files["eu-west-1/list-functions.json"] = &fstest.MapFile{Data: manyFunctions(functions, 0)}
	for i := range functions {
		name := fmt.Sprint("f", i)
		files["eu-west-1/get-policy."+name+".json"] = &fstest.MapFile{Data: []byte("{}")}
		files["eu-west-1/get-function."+name+".json"] = &fstest.MapFile{
			Data: []byte(`{"Configuration": {"FunctionName": "` + name + `", "State": "Active"}}`)}
	}
	read := func(server *awsreplay.Server, resume *awsdata.Snapshot) (got *awsdata.Snapshot, err error) {
		synctest.Test(t, func(t *testing.T) {
			o := quick(server)
			o.Regions, o.EndpointURL, o.Resume = []string{"eu-west-1"}, server.URL, resume
			o.Transport = server.Transport(func(awsreplay.Request) time.Duration { return 80 * time.Millisecond })
			got, err = Collect(t.Context(), o)
		})
		return got, err
	}
	clean := awsreplay.New(t, files, 0)
	whole, err := read(clean, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := len(clean.Requests())
	for _, at := range []int{1, 20, all / 2, all * 9 / 10, all * 98 / 100} {
		t.Run(fmt.Sprintf("at request %d of %d", at, all), func(t *testing.T) {
			first := awsreplay.New(t, files, 0)
			expireAfter(first, at)
			part, err := read(first, nil)
			var problem *CredentialsError
			if !errors.As(err, &problem) {
				t.Fatalf("the error is %v", err)
			}
			second := awsreplay.New(t, files, 0)
			got, err := read(second, part)
			if err != nil {
				t.Fatal(err)
			}
			same(t, "what is read in two parts", got, whole)
			asked := at + len(second.Requests())
			t.Logf("%d requests were answered, and %d are made for the rest: %d of %d", at, len(second.Requests()),
				asked, all)
			if asked > all+10 {
				t.Errorf("%d requests for what takes %d", asked, all)
			}
		})
	}
	t.Run("by somebody else", func(t *testing.T) {
		other := accountFiles(t)
		other["global/get-caller-identity.json"] = &fstest.MapFile{
			Data: []byte(`{"UserId": "U", "Account": "999999999999", "Arn": "arn:aws:iam::999999999999:user/u"}`)}
		server, alone := awsreplay.New(t, other, 0), awsreplay.New(t, other, 0)
		got, err := read(server, whole)
		want, e := read(alone, nil)
		if err != nil || e != nil {
			t.Fatal(err, e)
		}
		same(t, "another account", got, want)
	})
}

// expireAfter has AWS refuse all requests but the first n.
func expireAfter(server *awsreplay.Server, n int) {
	var mu sync.Mutex
	left, expired := n, awsreplay.Expired()
	for _, row := range table() {
		server.Fault(row.operation, func(e *awsreplay.Exchange) {
			mu.Lock()
			left--
			late := left < 0
			mu.Unlock()
			if late {
				expired(e)
			} else {
				e.Answer()
			}
		})
	}
}
