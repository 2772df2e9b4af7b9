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
	// So many are asked at once. Of one such round any may be answered first: until it is over, who asks may not be
	// known, and a part that is nobody's is read again. Later it is known.
	const round = 48
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
			switch {
			case at <= round && part.AccountID == "":
				if len(second.Requests()) != all {
					t.Errorf("%d requests, want %d: whose the part is was not known", len(second.Requests()), all)
				}
			case asked > all+10:
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

// What a person looks at is read again, and nothing else: the region with all its lists, what is account-wide, and the
// one function. The answer is that of reading everything.
func TestOnlyWhatIsLookedAtIsReadAgain(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	files["eu-west-1/list-functions.json"] = &fstest.MapFile{Data: manyFunctions(20, 0)}
	for i := range 20 {
		name := fmt.Sprint("f", i)
		files["eu-west-1/get-policy."+name+".json"] = &fstest.MapFile{Data: []byte("{}")}
		files["eu-west-1/get-function."+name+".json"] = &fstest.MapFile{
			Data: []byte(`{"Configuration": {"FunctionName": "` + name + `", "State": "Active"}}`)}
	}
	read := func(files fstest.MapFS, o Options) (*awsdata.Snapshot, []awsreplay.Request) {
		server := awsreplay.New(t, files, 0)
		base := quick(server)
		base.Regions, base.EndpointURL, base.Resume, base.Again = []string{"eu-west-1",
			"us-east-1"}, server.URL, o.Resume, o.Again
		s, err := Collect(t.Context(), base)
		if err != nil {
			t.Fatal(err)
		}
		return s, server.Requests()
	}
	was, all := read(files, Options{})
	files["eu-west-1/get-function.f7.json"] = &fstest.MapFile{
		Data: []byte(`{"Configuration": {"FunctionName": "f7", "State": "Inactive"}}`)}
	files["eu-west-1/describe-vpcs.json"] = &fstest.MapFile{Data: []byte(`{"Vpcs": []}`)}
	got, asked := read(files, Options{Resume: was, Again: AgainIn("eu-west-1", "f7")})
	want, _ := read(files, Options{})
	same(t, "what is read again in part", got, want)
	regions, functions := 0, 0
	for _, r := range asked {
		if r.Region == "us-east-1" && r.Operation == "DescribeSubnets" {
			regions++
		}
		if r.Operation == "GetFunction" {
			functions++
		}
	}
	if regions > 0 || functions != 1 || len(asked) >= len(all)-40 {
		t.Errorf("%d requests, %d at first: %d about another region, %d about functions", len(asked), len(all), regions,
			functions)
	}
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
