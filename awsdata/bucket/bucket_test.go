package bucket_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/bucket/buckettest"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

func open(t *testing.T, endpoint, url string) *bucket.Bucket {
	t.Helper()
	at, err := bucket.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	b, err := bucket.Open(t.Context(), at,
		collect.Options{EndpointURL: endpoint, Attempts: 2, MaxBackoff: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// accounts are snapshots of accounts that each collect themselves.
func accounts(t *testing.T) []*awsdata.Snapshot {
	t.Helper()
	var out []*awsdata.Snapshot
	for i := range 3 {
		out = append(out,
			awstest.Parse(t, fmt.Sprintf("account %s\ncaptured 2026-11-0%dT03:00:00Z\nvpc prod 10.%d.0.0/16\n"+
				"subnet a cidr=10.%d.1.0/24\ngroup app\nfunction f%d subnets=a groups=app",
				strings.Repeat(fmt.Sprint(i+1), 12), i+1, i, i, i)))
	}
	return out
}

func encoded(t *testing.T, s *awsdata.Snapshot) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// fill writes the accounts' snapshots below a prefix, each by itself.
func fill(t *testing.T, endpoint, url string) []*awsdata.Snapshot {
	t.Helper()
	all := accounts(t)
	for _, s := range all {
		if _, err := open(t, endpoint, url).Save(t.Context(), s, bucket.Watcher{}); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// holdAccounts wants what is below a prefix to be the accounts, each as it was written.
func holdAccounts(t *testing.T, endpoint, url string, want []*awsdata.Snapshot) {
	t.Helper()
	got, err := open(t, endpoint, url).
		Load(t.Context(), bucket.Watcher{Note: func(text string) { t.Errorf("a note: %s", text) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Accounts) != len(want) {
		t.Fatalf("%d accounts, want %d", len(got.Accounts), len(want))
	}
	for _, one := range want {
		alone, err := open(t, endpoint, url+"/accounts/"+one.AccountID).Load(t.Context(), bucket.Watcher{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(encoded(t, one), encoded(t, alone)); diff != "" {
			t.Errorf("%s (-written +read):\n%s", one.AccountID, diff)
		}
		for _, r := range one.Regions {
			of := got.RegionOf(one.AccountID, r.RegionName)
			if of == nil || len(of.Functions) != len(r.Functions) || !got.CapturedAtOf(of).Equal(one.CapturedAt) {
				t.Errorf("%s %s is not in the whole as it was written", one.AccountID, r.RegionName)
			}
		}
	}
	if !got.CapturedAt.Equal(want[0].CapturedAt) {
		t.Errorf("the whole is of %s, want %s", got.CapturedAt, want[0].CapturedAt)
	}
}

func TestSnapshotsOutAndIn(t *testing.T) {
	awsreplay.WithKeys(t)
	for _, prefix := range []string{"", "/org", "/a b/c+d"} {
		s3 := buckettest.Start(t, "snapshots")
		s3.SetPage(2) // pages are followed
		all := fill(t, s3.URL, "s3://snapshots"+prefix)
		holdAccounts(t, s3.URL, "s3://snapshots"+prefix, all)
		want := strings.TrimPrefix(prefix+"/accounts/111111111111/us-east-1.json.gz", "/")
		if keys := s3.Keys("snapshots"); len(keys) != 6 || keys[1] != want {
			t.Errorf("the keys are %q", keys)
		}
		for _, call := range s3.Calls() {
			if method, _, _ := strings.Cut(call, " "); method != "GET" && method != "PUT" {
				t.Errorf("a call that neither reads nor writes an object: %s", call)
			}
		}
	}
}

func TestOneObject(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	all := fill(t, s3.URL, "s3://snapshots/org")
	got, err := open(t, s3.URL, "s3://snapshots/org/accounts/222222222222/us-east-1.json.gz").
		Load(t.Context(), bucket.Watcher{})
	if err != nil || got.AccountID != "222222222222" || len(got.Region("us-east-1").Functions) != 1 {
		t.Errorf("one object: %v", err)
	}
	s3.Put("snapshots", "whole.json", []byte(encoded(t, all[2]))) // whatever it is called
	if got, err = open(t, s3.URL, "s3://snapshots/whole.json").Load(t.Context(), bucket.Watcher{}); err != nil ||
		encoded(t, got) != encoded(t, all[2]) {
		t.Errorf("a snapshot file: %v", err)
	}
}

func TestOtherThingsAreLeftAlone(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	fill(t, s3.URL, "s3://snapshots/org")
	for _, key := range []string{"org/readme.txt", "org/lake/x.parquet", "org/accounts/index.html",
		"org/accounts/333333333333/us-east-1.json.bak", "org/accounts/\u202e/x.json",
		"organization/accounts/444444444444/us-east-1.json"} {
		s3.Put("snapshots", key, []byte("anything"))
	}
	var notes []string
	got, err := open(t, s3.URL, "s3://snapshots/org").
		Load(t.Context(), bucket.Watcher{Note: func(text string) { notes = append(notes, text) }})
	if err != nil || len(got.Accounts) != 3 {
		t.Fatalf("%v", err)
	}
	want := []string{
		"s3://snapshots/org: left alone what is no snapshot: org/accounts/333333333333/us-east-1.json.bak, " +
			"org/accounts/index.html, org/accounts/\ufffd/x.json and 2 more"}
	if diff := cmp.Diff(want, notes); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

// Who may list the snapshots and nothing beside them reads them all the same.
func TestListingTheSnapshotsOnly(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	all := fill(t, s3.URL, "s3://snapshots/org")
	s3.SetFault(func(w http.ResponseWriter, r *http.Request) bool {
		if q := r.URL.Query(); q.Get("list-type") == "" || strings.HasPrefix(q.Get("prefix"), "org/accounts/") {
			return false
		}
		buckettest.Refuse(w, http.StatusForbidden, "AccessDenied", "Access Denied")
		return true
	})
	holdAccounts(t, s3.URL, "s3://snapshots/org", all)
}

// What one account damaged is a gap of that account's region, and the others are there.
func TestDamageIsAGap(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	fill(t, s3.URL, "s3://snapshots/org")
	whole := s3.Get("snapshots", "org/accounts/111111111111/us-east-1.json.gz")
	for name, data := range map[string][]byte{
		"cut off": whole[:len(whole)/2], "empty": {}, "no JSON": []byte("<html>sign in</html>"),
		"another account's": whole, "a bomb": bomb(t),
	} {
		t.Run(name, func(t *testing.T) {
			s3.Put("snapshots", "org/accounts/222222222222/us-east-1.json.gz", data)
			var notes []string
			got, err := open(t, s3.URL, "s3://snapshots/org").
				Load(t.Context(), bucket.Watcher{Note: func(text string) { notes = append(notes, text) }})
			if err != nil {
				t.Fatal(err)
			}
			gap, missing := got.RegionOf("222222222222", "us-east-1").Gap("list-functions")
			if !missing || gap.Cause != awsdata.CauseMalformed || len(notes) != 1 ||
				!strings.HasPrefix(notes[0], "s3://snapshots/org/accounts/222222222222/us-east-1.json.gz: ") {
				t.Errorf("the gap is %+v, the notes %q", gap, notes)
			}
			if r := got.RegionOf("333333333333", "us-east-1"); len(r.Functions) != 1 {
				t.Error("the other account is not there")
			}
		})
	}
}

// bomb is small and unpacks to hundreds of megabytes.
func bomb(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	for range 300 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFaults(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	fill(t, s3.URL, "s3://snapshots/org")
	s3.Put("snapshots", "other/readme.txt", []byte("hello"))
	refuse := func(status int, code string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, _ *http.Request) bool {
			buckettest.Refuse(w, status, code, "evil \u202e text")
			return true
		}
	}
	objects := func(fault func(http.ResponseWriter, *http.Request) bool) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			return strings.Contains(r.URL.Path, "accounts/") && fault(w, r)
		}
	}
	for _, tt := range []struct {
		name, url string
		fault     func(http.ResponseWriter, *http.Request) bool
		load      string // the error of reading
		save      string // the error of writing
	}{
		{"no bucket", "s3://nowhere/org", nil, "there is no bucket \"nowhere\": `aws s3 ls` lists those of the account",
			"there is no bucket \"nowhere\": `aws s3 ls` lists those of the account"},
		{"no object", "s3://snapshots/org/x.json", nil, "there is no object s3://snapshots/org/x.json: `aws s3 ls` shows what is there", ""},
		{"nothing there", "s3://snapshots/empty", nil,
			"there are no snapshots below s3://snapshots/empty (accounts/<account>/<region>.json.gz): `vpclens snapshot --to` writes them there", ""},
		{"other things there", "s3://snapshots/other", nil,
			"there are no snapshots below s3://snapshots/other (accounts/<account>/<region>.json.gz): there are other things, such as s3://snapshots/other/readme.txt", ""},
		{"no permission", "s3://snapshots/org", refuse(403, "AccessDenied"),
			"no permission to list s3://snapshots/org: allow s3:ListBucket on arn:aws:s3:::snapshots",
			"no permission to write s3://snapshots/org/accounts/999999999999/: allow s3:PutObject on arn:aws:s3:::snapshots/org/*, and the use of the KMS key if there is one"},
		{"no permission to read", "s3://snapshots/org", objects(refuse(403, "AccessDenied")),
			"no permission to read s3://snapshots/org/accounts/111111111111/global.json.gz: allow s3:GetObject on arn:aws:s3:::snapshots/org/*, and the use of the KMS key if there is one", ""},
		{"keys that S3 does not know", "s3://snapshots/org", refuse(403, "InvalidAccessKeyId"),
			"AWS does not accept the credentials (InvalidAccessKeyId): ",
			"AWS does not accept the credentials (InvalidAccessKeyId): "},
		{"expired", "s3://snapshots/org", refuse(400, "ExpiredToken"), "the AWS credentials have expired: ", "the AWS credentials have expired: "},
		{"a redirect to nowhere", "s3://snapshots/org", refuse(301, "PermanentRedirect"),
			"the bucket \"snapshots\" is in another region, and S3 does not say which: set AWS_REGION to it",
			"the bucket \"snapshots\" is in another region, and S3 does not say which: set AWS_REGION to it"},
		{"a proxy", "s3://snapshots/org", func(w http.ResponseWriter, _ *http.Request) bool {
			fmt.Fprint(w, "<html><body>sign in</body></html>")
			return true
		}, "cannot list s3://snapshots/org: the answer is none of S3: check the endpoint, and whether a proxy answers",
			""},
		{"a broken server", "s3://snapshots/org", refuse(500, "InternalError"),
			"cannot list s3://snapshots/org: InternalError: evil \ufffd text",
			"cannot write s3://snapshots/org/accounts/999999999999/"},
		{"slow down", "s3://snapshots/org", refuse(503, "SlowDown"), "cannot list s3://snapshots/org: SlowDown: evil \ufffd text", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s3.SetFault(tt.fault)
			_, err := open(t, s3.URL, tt.url).Load(t.Context(), bucket.Watcher{})
			if err == nil || !strings.HasPrefix(err.Error(), tt.load) || strings.Contains(err.Error(), "\n") {
				t.Errorf("reading says\n%v\nwant\n%s", err, tt.load)
			}
			if tt.save == "" {
				return
			}
			s := awstest.Parse(t, "account 999999999999\nvpc prod 10.0.0.0/16")
			_, err = open(t, s3.URL, tt.url).Save(t.Context(), s, bucket.Watcher{})
			if err == nil || !strings.HasPrefix(maskFile(err.Error()), maskFile(tt.save)) ||
				strings.Contains(err.Error(), "\n") {
				t.Errorf("writing says\n%v\nwant\n%s", err, tt.save)
			}
		})
	}
}

// maskFile takes the name of the object away, which is that of whichever failed first.
func maskFile(text string) string {
	for _, name := range []string{"global.json.gz", "us-east-1.json.gz"} {
		text = strings.ReplaceAll(text, name, "")
	}
	return text
}

// S3 tells where a bucket is, and is asked there, once it is known, at once.
func TestTheBucketsOwnRegion(t *testing.T) {
	awsreplay.WithKeys(t)
	t.Setenv("AWS_REGION", "us-west-2")
	s3 := buckettest.Start(t, "snapshots")
	elsewhere := func(home string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if strings.Contains(r.Header.Get("Authorization"), "/eu-west-1/s3/") {
				return false
			}
			w.Header().Set("X-Amz-Bucket-Region", home)
			buckettest.Refuse(w, http.StatusMovedPermanently, "PermanentRedirect", "elsewhere")
			return true
		}
	}
	s3.SetFault(elsewhere("eu-west-1"))
	all := fill(t, s3.URL, "s3://snapshots/org")
	holdAccounts(t, s3.URL, "s3://snapshots/org", all)

	before := len(s3.Calls())
	if _, err := open(t, s3.URL, "s3://snapshots/org").Load(t.Context(), bucket.Watcher{}); err != nil {
		t.Fatal(err)
	}
	if n := len(s3.Calls()) - before; n != 2+1+6 { // two listings, one of them twice, six objects
		t.Errorf("%d calls", n)
	}

	for _, home := range []string{"evil.example#", "us-west-2", ""} {
		s3.SetFault(elsewhere(home))
		_, err := open(t, s3.URL, "s3://snapshots/org").Load(t.Context(), bucket.Watcher{})
		if err == nil || !strings.Contains(err.Error(), "set AWS_REGION") {
			t.Errorf("a bucket in %q: %v", home, err)
		}
	}
}

// A connection that ends within an object is tried again.
func TestAnObjectThatIsCutOff(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	all := fill(t, s3.URL, "s3://snapshots/org")
	cut := make(chan struct{}, 2)
	cut <- struct{}{}
	cut <- struct{}{}
	s3.SetFault(func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.Contains(r.URL.Path, "accounts/") {
			return false
		}
		select {
		case <-cut:
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte{0x1f, 0x8b})
			return true
		default:
			return false
		}
	})
	holdAccounts(t, s3.URL, "s3://snapshots/org", all)
}

func TestReadingEnds(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	fill(t, s3.URL, "s3://snapshots/org")
	why := errors.New("somebody had enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	s3.SetFault(func(_ http.ResponseWriter, r *http.Request) bool {
		if strings.Contains(r.URL.Path, "222222222222") {
			cancel(why)
			<-r.Context().Done()
			return true
		}
		return false
	})
	_, err := open(t, s3.URL, "s3://snapshots/org").Load(ctx, bucket.Watcher{})
	if !errors.Is(err, why) {
		t.Errorf("the error is %v", err)
	}
	if _, err := open(t, s3.URL, "s3://snapshots/org").
		Save(ctx, accounts(t)[0], bucket.Watcher{}); !errors.Is(err, why) {
		t.Errorf("the error of writing is %v", err)
	}
}

// An endless listing ends.
func TestAnEndlessListing(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	page := 0
	s3.SetFault(func(w http.ResponseWriter, _ *http.Request) bool {
		page++
		fmt.Fprintf(w, "<ListBucketResult><Name>snapshots</Name><IsTruncated>true</IsTruncated><NextContinuationToken>%d</NextContinuationToken></ListBucketResult>", page)
		return true
	})
	_, err := open(t, s3.URL, "s3://snapshots/org").Load(t.Context(), bucket.Watcher{})
	if err == nil || !strings.Contains(err.Error(), "name a prefix that holds snapshots only") {
		t.Errorf("the error is %v", err)
	}
}

func TestAnAccountTwice(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	fill(t, s3.URL, "s3://snapshots/org")
	s3.Put("snapshots", "org/accounts/111111111111/us-east-1.json", nil)
	_, err := open(t, s3.URL, "s3://snapshots/org").Load(t.Context(), bucket.Watcher{})
	if err == nil || !strings.HasPrefix(err.Error(),
		"111111111111 us-east-1 is there twice: as s3://snapshots/org/accounts/111111111111/us-east-1.json and as ") {
		t.Errorf("the error is %v", err)
	}
}

func TestNoAccountNoPlace(t *testing.T) {
	awsreplay.WithKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	b := awsdata.NewBuilder()
	b.AddRegion("us-east-1")
	_, err := open(t, s3.URL, "s3://snapshots/org").Save(t.Context(), b.Snapshot(), bucket.Watcher{})
	if err == nil || !strings.Contains(err.Error(), "the id of the account is unknown") ||
		len(s3.Keys("snapshots")) > 0 {
		t.Errorf("the error is %v", err)
	}
}

func TestLocations(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"s3://bucket": "s3://bucket", "s3://bucket/": "s3://bucket", "s3://bucket/a/b/": "s3://bucket/a/b",
		"s3://my.bucket-1/a": "s3://my.bucket-1/a", "s3://": "names no bucket", "s3:///a": "names no bucket",
		"s3://Bucket/a": "no name of a bucket", "s3://arn:aws:s3:x/a": "no name of a bucket",
		"s3://bucket@evil/a": "no name of a bucket", "s3://bucket/\x1b[2J": "cannot be shown",
		"s3://bucket/" + strings.Repeat("a", 2000): "longer than",
	} {
		at, err := bucket.Parse(url)
		if got := at.String(); err == nil && got != want {
			t.Errorf("%q is %q, want %q", url, got, want)
		}
		if err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", url, err)
		}
	}
	if bucket.IsURL("s3.json") || !slices.ContainsFunc([]string{"s3://x"}, bucket.IsURL) {
		t.Error("what is a place in S3 is not told from a file")
	}
}
