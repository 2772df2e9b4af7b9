package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/bucket/buckettest"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/mototest"
	"github.com/vpclens/vpclens/ui/cli"
)

// recorded are records of checkout-api: its request to the database rejected in one subnet and answered in another,
// those of somebody else, and those of yesterday.
func recorded(now time.Time) []string {
	at := func(text string, t time.Time) string {
		return fmt.Sprintf(text, t.Unix()-60, t.Unix())
	}
	return []string{
		at("2 123456789012 eni-056eba08b5ab7231f 10.0.1.212 10.0.20.237 40001 5432 6 12 720 %d %d REJECT OK", now),
		at("2 123456789012 eni-03363e4c2adc6e3fa 10.0.2.73 10.0.20.237 40002 5432 6 9 720 %d %d ACCEPT OK", now),
		at("2 123456789012 eni-03363e4c2adc6e3fa 10.0.20.237 10.0.2.73 5432 40002 6 7 720 %d %d ACCEPT OK", now),
		at("2 123456789012 eni-0aaaaaaaaaaaaaaaa 10.9.9.9 10.0.20.237 40002 5432 6 9 720 %d %d REJECT OK", now),
		at("2 123456789012 eni-03363e4c2adc6e3fa 10.0.2.73 10.0.21.29 40003 5432 6 3 180 %d %d REJECT OK",
			now.Add(-30*time.Hour)),
	}
}

// flowAWS is an AWS that has the account of the demo, in which a flow log records the VPC of checkout-api, and what it
// recorded. An operation that is denied is refused; asked counts the others. The objects are in
// moto's S3, or in one of our own where that is nil.
func flowAWS(t *testing.T, destination string, moto *mototest.Server, denied bool, asked *[]string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../awsdata/demo/account")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "us-east-1", "describe-flow-logs.json")
	logs := fmt.Sprintf(`{"FlowLogs": [{"FlowLogId": "fl-1", "ResourceId": "vpc-076b47f4286d4585f",
		"TrafficType": "ALL", "FlowLogStatus": "ACTIVE", "DeliverLogsStatus": "SUCCESS", %s}]}`, destination)
	if err := os.WriteFile(file, []byte(logs), 0o600); err != nil {
		t.Fatal(err)
	}
	account, err := url.Parse(awsreplay.New(t, os.DirFS(dir), 0).URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(account)
	s3 := buckettest.Start(t, "flow-bucket")
	home, put := s3.URL, s3.Put
	if moto != nil {
		home = moto.URL
		put = func(bucket, key string, data []byte) { moto.Put(t, bucket+"/"+key, data) }
		moto.Put(t, "flow-bucket", nil)
	}
	now := time.Now().UTC().Add(-10 * time.Minute)
	lines := recorded(now)
	head := "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action " +
		"log-status\n"
	for name, text := range map[string]string{
		now.Format("20060102T1504Z"):                      strings.Join(lines[:4], "\n"),
		now.Add(-30 * time.Hour).Format("20060102T1504Z"): lines[4],
	} {
		day := now
		if !strings.HasPrefix(name, now.Format("20060102T1504")) {
			day = now.Add(-30 * time.Hour)
		}
		put("flow-bucket", "net/AWSLogs/123456789012/vpcflowlogs/us-east-1/"+day.Format("2006/01/02")+
			"/123456789012_vpcflowlogs_us-east-1_fl-1_"+name+"_0a1b.log", []byte(head+text+"\n"))
	}
	put("flow-bucket", "net/AWSLogs/123456789012/vpcflowlogs/us-east-1/"+now.Format("2006/01/02")+
		"/123456789012_vpcflowlogs_us-east-1_fl-2_"+now.Format("20060102T1504Z")+"_0a1b.log", []byte("not ours"))
	if denied {
		s3.SetFault(func(w http.ResponseWriter, _ *http.Request) bool {
			buckettest.Refuse(w, http.StatusForbidden, "AccessDenied", "no")
			return true
		})
	}
	bucket, err := url.Parse(home)
	if err != nil {
		t.Fatal(err)
	}
	objects := httputil.NewSingleHostReverseProxy(bucket)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.HasPrefix(r.URL.Path, "/flow-bucket"):
			*asked = append(*asked, r.Method)
			objects.ServeHTTP(w, r)
			return
		case !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".FilterLogEvents"):
			proxy.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if denied {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"__type":"AccessDeniedException","message":"no"}`)
			return
		}
		var in struct {
			LogGroupName, LogStreamNamePrefix, FilterPattern string
			StartTime, EndTime                               int64
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil || in.LogGroupName != "/vpc/prod" ||
			in.EndTime <= in.StartTime {
			t.Errorf("asked for %+v: %v", in, err)
		}
		*asked = append(*asked, in.FilterPattern)
		events := []any{}
		for _, line := range lines[:4] { // the last is of before the time asked
			words := strings.Fields(line)
			if strings.HasPrefix(words[2], in.LogStreamNamePrefix) && strings.Contains(in.FilterPattern, words[12]) {
				events = append(events, map[string]any{"message": line})
			}
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"events": events})
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// What S3 does is not ours to say: the flow logs that an emulator of others holds say the same as those of our own.
func TestFlowsOfMoto(t *testing.T) {
	bucketKeys(t)
	moto := mototest.Start(t)
	said, times := map[string]string{}, regexp.MustCompile(`T[0-9:]{8}Z`)
	for name, elsewhere := range map[string]*mototest.Server{"ours": nil, "moto": moto} {
		var asked []string
		server := flowAWS(t, `"LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::flow-bucket/net/"`, elsewhere,
			false, &asked)
		var stdout, stderr bytes.Buffer
		args := []string{"flows", "checkout-api", "--region", "us-east-1", "--endpoint-url", server, "--yes",
			"--format", "json"}
		if code := cli.Main(t.Context(), args, nil, nil, &stdout, &stderr); code != 0 {
			t.Fatalf("%s: exit code %d: %s", name, code, &stderr)
		}
		said[name] = times.ReplaceAllString(stdout.String(), "T") // each has records of a moment ago
		if len(asked) < 2 || !strings.Contains(said[name], `"records": 4`) {
			t.Errorf("%s, asked %q: %.300s", name, asked, said[name])
		}
	}
	if said["ours"] != said["moto"] {
		t.Error(differenceOf(said["ours"], said["moto"]))
	}
}

// The flow logs of a function are read from where AWS delivers them, and say what the same records say in a file.
func TestFlowsOfAWS(t *testing.T) {
	bucketKeys(t)
	const logs, s3 = `"LogDestinationType": "cloud-watch-logs", "LogGroupName": "/vpc/prod"`,
		`"LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::flow-bucket/net/"`
	for _, tt := range []struct {
		name, destination, args string
		denied                  bool
		code                    int
		want                    []string
		asked                   string // of S3 by method, of CloudWatch Logs by pattern; "" is not looked at
	}{
		{"CloudWatch Logs", logs, "", false, 0, []string{"fl-1 (log group /vpc/prod)", ": 3 records",
			"computed reachable, but 12 packets rejected", "7 packets came back"},
			"?REJECT ?SKIPDATA,?REJECT ?SKIPDATA,?REJECT ?SKIPDATA,?ACCEPT ?NODATA,?ACCEPT ?NODATA,?ACCEPT ?NODATA"},
		{"denied", logs, "", true, 0, []string{"? fl-1", "filter-log-events: no permission",
			"it needs what vpclens policy --with flows adds", "what it does is unknown"}, ""},
		{"as JSON", logs, "--format json", false, 0, []string{`"flowLog": "fl-1"`, `"records": 3`}, ""},
		{"S3 without agreement", s3, "", false, 2, []string{"it reads 1 object of S3", "AWS bills about $0.0000",
			"say --yes"}, ""},
		{"S3", s3, "--yes", false, 0, []string{"it reads 1 object of S3", "fl-1 (s3://flow-bucket/net)", ": 4 records",
			"computed reachable, but 12 packets rejected", "7 packets came back"}, ""},
		{"S3 of two days", s3, "--yes --since 2d", false, 0, []string{"it reads 2 objects of S3", ": 5 records"}, ""},
		{"S3 denied", s3, "--yes", true, 0, []string{"? fl-1", "no permission", "s3:ListBucket"}, ""},
		{"a destination that hands on", `"LogDestinationType": "kinesis-data-firehose"`, "", false, 1,
			[]string{"no flow log to CloudWatch Logs or S3 records the interfaces of checkout-api"}, ""},
		{"too long ago", logs, "--since 8d", false, 2, []string{"up to 7d"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var asked []string
			aws := flowAWS(t, tt.destination, nil, tt.denied, &asked)
			out, talk, code := command(t, aws, "", append([]string{"flows", "checkout-api", "--region", "us-east-1"},
				strings.Fields(tt.args)...)...)
			for _, want := range tt.want {
				if code != tt.code || !strings.Contains(strings.ReplaceAll(out+talk, "\n  ", " "), want) {
					t.Errorf("exit %d: %s\n%s\nwant %q", code, talk, out, want)
				}
			}
			if got := strings.Join(asked, ","); tt.asked != "" && got != tt.asked {
				t.Errorf("asked %s", got)
			}
		})
	}
}
