package cli_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket/buckettest"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/ui/cli"
)

// marker is a secret that a test plants: no output may have it.
var marker = regexp.MustCompile(`(?i)m4rk[a-z0-9]*|A[KS]IAM4RKER[A-Z0-9]+`)

// signed is an error text of AWS that names everything of a signed request.
const signed = "The request signature we calculated does not match. Authorization: AWS4-HMAC-SHA256 Credential=AKIAM4RKER0123456789/20261101/us-east-1/ec2/aws4_request, " +
	"SignedHeaders=host, Signature=m4rksignature; X-Amz-Security-Token: m4rktoken; X-Amz-Credential=m4rkcredential, key ASIAM4RKER0123456789"

// secretAccount is the account of collect's tests with a secret in every member where AWS can return one.
func secretAccount(t *testing.T) fs.FS {
	t.Helper()
	archive, err := txtar.ParseFile("../../awsdata/collect/testdata/account.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		var document any
		if err := json.Unmarshal(f.Data, &document); err != nil {
			files[f.Name] = &fstest.MapFile{Data: f.Data}
			continue
		}
		plant(document)
		data, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = &fstest.MapFile{Data: data}
	}
	return files
}

// plant puts secrets where AWS has them: in the environment of functions, in presigned addresses of their code and
// layers, in user data, in sentences, and in tags that are called passwords.
func plant(value any) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			plant(e)
		}
	case map[string]any:
		for _, e := range v {
			plant(e)
		}
		for _, sentence := range []string{"StateReason", "LastUpdateStatusReason", "FailureMessage",
			"DeliverLogsErrorMessage", "LastProcessingResult", "StateTransitionReason"} {
			if _, there := v[sentence]; there {
				v[sentence] = signed
			}
		}
		if v["UUID"] != nil && v["FunctionArn"] != nil {
			v["LastProcessingResult"], v["StateTransitionReason"] = signed, signed
		}
		if list, ok := v["Tags"].([]any); ok {
			v["Tags"] = append(list, map[string]any{"Key": "password", "Value": "m4rktagvalue"},
				map[string]any{"Key": "ApiKey", "Value": "m4rktagkey"})
		}
		if tags, ok := v["Tags"].(map[string]any); ok {
			tags["db-password"] = "m4rktagmap"
		}
		if _, function := v["FunctionName"]; function && v["FunctionArn"] != nil && v["Role"] != nil {
			v["Environment"] = map[string]any{"Variables": besideTargets,
				"Error": map[string]any{"ErrorCode": "AccessDeniedException", "Message": "m4rkenverror"}}
			v["StateReason"], v["LastUpdateStatusReason"] = signed, signed
			v["KMSKeyArn"] = "arn:aws:kms:us-east-1:123456789012:key/m4rkkms"
			if layers, ok := v["Layers"].([]any); ok {
				for _, l := range layers {
					l.(map[string]any)["Content"] = map[string]any{
						"Location": "https://bucket.s3.amazonaws.com/layer?X-Amz-Signature=m4rklayer"}
				}
			}
		}
		if code, ok := v["Code"].(map[string]any); ok {
			code["Location"] = "https://awslambda.s3.amazonaws.com/code?X-Amz-Security-Token=m4rkcodetoken&X-Amz-Signature=m4rkcode"
		}
		if v["InstanceId"] != nil && v["State"] != nil {
			v["UserData"] = map[string]any{"Value": "m4rkuserdata"}
		}
	}
}

// dumped is the same account as files that somebody has: a folder of what the AWS CLI printed, and one file. There
// nobody has taken anything out: what the collector drops comes in with them.
func dumped(t *testing.T, account fs.FS) (folder, file string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "dumped")
	gaps := []map[string]string{{"region": "eu-west-1", "call": "describe-addresses", "cause": "denied",
		"message": signed}}
	regions, global := map[string]map[string]json.RawMessage{}, map[string]json.RawMessage{}
	put := func(path string, value any) {
		data, err := json.Marshal(value)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(path), 0o700)
		}
		if err == nil {
			err = os.WriteFile(path, data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	err := fs.WalkDir(account, ".", func(path string, d fs.DirEntry, err error) error {
		region, name, _ := strings.Cut(path, "/")
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".json") {
			return err
		}
		data, err := fs.ReadFile(account, path)
		if err != nil || !json.Valid(data) {
			return err
		}
		put(filepath.Join(folder, filepath.FromSlash(path)), json.RawMessage(data))
		documents := global
		if region != "global" {
			if regions[region] == nil {
				regions[region] = map[string]json.RawMessage{}
			}
			documents = regions[region]
		}
		documents[strings.TrimSuffix(name, ".json")] = data
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	put(filepath.Join(folder, "snapshot.json"), map[string]any{"schema": awsdata.Schema, "gaps": gaps})
	file = filepath.Join(t.TempDir(), "packed.json")
	put(file, map[string]any{"schema": awsdata.Schema, "regions": regions, "global": global, "gaps": gaps})
	return folder, file
}

// secretRun is a place where output is kept, to be searched.
type secretRun struct {
	t    *testing.T
	seen map[string]string // what was written, by what wrote it
	env  []string
}

func (r *secretRun) run(stdin string, args ...string) string {
	var stdout, stderr bytes.Buffer
	code := cli.Main(context.Background(), args, append(os.Environ(), r.env...), strings.NewReader(stdin),
		&stdout, &stderr)
	name := strings.Join(args, " ")
	r.seen[fmt.Sprintf("%s (exit code %d)", name, code)] = stdout.String() + stderr.String()
	return stdout.String() + stderr.String()
}

// capture sends what is written to the terminal past the program's own outputs to a file.
func (r *secretRun) capture(file string) {
	f, err := os.Create(file)
	if err != nil {
		r.t.Fatal(err)
	}
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = f, f
	r.t.Cleanup(func() {
		os.Stdout, os.Stderr = stdout, stderr
		_ = f.Close()
	})
}

// files keeps what is in all files below a folder.
func (r *secretRun) files(folder string) {
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		r.seen["file "+filepath.Base(path)] = string(data)
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// unpacked is what is in a file of gzip, and what is no such file as it is.
func unpacked(t *testing.T, data []byte) []byte {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return data
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestNoSecretIsShown plants secrets in everything that AWS, a proxy, a credential process and the environment can
// give, and searches for them in everything that is written: by every command in every form, in plain mode, in logs, in
// saved snapshots and anonymized ones. The explorer's screens and clipboard are searched in package ui.
func TestNoSecretIsShown(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAM4RKER9999999999", "AWS_SECRET_ACCESS_KEY": "m4rksecretkey",
		"AWS_SESSION_TOKEN": "m4rksessiontoken", "AWS_CONFIG_FILE": os.DevNull,
		"AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1",
		"HOME": t.TempDir(), "XDG_STATE_HOME": t.TempDir(), "XDG_CACHE_HOME": t.TempDir(),
		"XDG_CONFIG_HOME": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	server := awsreplay.New(t, secretAccount(t), 0)
	server.Fault("DescribeFlowLogs", awsreplay.Error(403, "SignatureDoesNotMatch", signed))
	server.Fault("GetServiceQuota", awsreplay.Error(400, "InvalidSignatureException", signed))
	server.Fault("DescribeManagedPrefixLists",
		awsreplay.Page(502, "<html>proxy http://user:m4rkproxypage@proxy.example:3128 "+signed+"</html>"))
	r := &secretRun{t: t, seen: map[string]string{}}
	dir := t.TempDir()
	r.capture(filepath.Join(dir, "terminal"))
	at := func(name string) string { return filepath.Join(dir, name) }
	live := []string{"--endpoint-url", server.URL, "--region", "eu-west-1"}
	with := func(args ...string) []string { return append(args, live...) }
	out := r.run("", with("snapshot", at("one.json"), "--log", at("snapshot.log"))...)
	if !strings.Contains(out, "one.json") {
		t.Fatal(out)
	}
	r.run("", with("snapshot", at("folder"), "--log", at("folder.log"))...)
	r.run("", with("snapshot", at("anonymous.json"), "--anonymize", "--log", at("anonymous.log"))...)
	r.run("", with("scan", "--log", at("scan.log"))...)
	dump, pack := dumped(t, secretAccount(t))
	for i, from := range []string{dump, pack} {
		for _, args := range [][]string{{fmt.Sprintf("copy%d.json", i)}, {fmt.Sprintf("copy%d", i)},
			{fmt.Sprintf("anonymous%d.json", i), "--anonymize"}} {
			args[0] = at(args[0])
			out := r.run("", append([]string{"snapshot", "--from", from}, args...)...)
			if !strings.Contains(out, args[0]) {
				t.Fatal(out)
			}
		}
	}
	function := "checkout"
	for _, from := range [][]string{{"--from", at("one.json")}, {"--from", at("folder")}, {"--from", dump},
		{"--from", pack}} {
		for _, format := range []string{"text", "json", "markdown"} {
			for _, args := range [][]string{
				{"scan", "--verbose"}, {"scan"}, {"trace", function, "--to", "s3"}, {"reach", function},
				{"find", "password"}, {"find", function}, {"find", "m4rk"}, {"owner", "subnet-a"},
				{"usedby", "subnet-a"}, {"usedby", "vpc-1"}, {"compare", function, "report"}, {"role", function},
				{"policy"}, {"checks"}, {"diff", at("folder"), at("one.json")},
				{"whatif", "action: remove, kind: nat, id: nat-1"}, {"verify", at("assertions.yaml")}, {"waive"},
				{"version"},
			} {
				r.run("", append(append(args, "--format", format), from...)...)
			}
		}
	}
	for _, form := range []string{"sarif", "csv", "html", "junit"} {
		r.run("", "scan", "--from", at("one.json"), "--format", form)
	}
	r.run("", "scan", "--from", at("one.json"), "--format", "ocsf")
	s3 := buckettest.Start(t, "snapshots")
	r.run("", with("snapshot", "--to", "s3://snapshots/m")...) // the replay server is no S3, and says so
	t.Setenv("AWS_ENDPOINT_URL_S3", s3.URL)
	r.run("", "snapshot", "--from", at("one.json"), "--to", "s3://snapshots/org")
	r.run("", "scan", "--from", "s3://snapshots/org", "--format", "ocsf", "--output", "s3://snapshots/lake")
	if len(s3.Keys("snapshots")) < 5 {
		t.Errorf("in the bucket are %q", s3.Keys("snapshots"))
	}
	for _, key := range s3.Keys("snapshots") {
		r.seen[key] = string(unpacked(t, s3.Get("snapshots", key)))
	}
	words := "functions\n1\nraw\nback\nfindings\n1\nback\nledger\nback\n"
	for _, kind := range []string{"vpc", "subnet", "rtb", "sg", "acl", "nat", "eni", "igw", "vpce", "instance", "fl",
		"fn", "role", "esm", "lb", "db", "cache"} {
		words += kind + "\n1\nraw\ncopy\nback\nback\n"
	}
	for _, from := range []string{at("one.json"), dump} {
		plain := r.run(words+"!\ngaps\nback\nq\n",
			append([]string{"--plain", "--from", from}, "--log", at("plain.log"))...)
		if !strings.Contains(plain, function) {
			t.Errorf("plain mode shows no function:\n%s", plain)
		}
	}

	// What does not work tells of it in an error.
	refusing := awsreplay.New(t, secretAccount(t), 0)
	for _, operation := range []string{"ListFunctions", "DescribeVpcs", "DescribeSubnets"} {
		refusing.Fault(operation, awsreplay.Error(403, "SignatureDoesNotMatch", signed))
	}
	for _, args := range [][]string{{"scan"}, {"snapshot", at("refused.json")}} {
		r.run("", append(args, "--endpoint-url", refusing.URL, "--region", "eu-west-1", "--log", at("refused.log"))...)
	}
	r.run("", "scan", "--region", "us-east-1", "--endpoint-url", "http://user:m4rkendpoint@127.0.0.1:1")
	r.run("", "scan", "--region", "us-east-1", "--endpoint-url", "ftp://user:m4rkendpoint@127.0.0.1:1")
	r.run("", "scan", "--region", "us-east-1", "--endpoint-url", "user:m4rkendpoint@127.0.0.1")
	r.run("", "scan", "--region", "us-east-1", "--endpoint-url", "http://user:m4rk%zz@127.0.0.1:1")
	t.Setenv("AWS_ENDPOINT_URL", "http://user:m4rkendpoint@127.0.0.1:1")
	r.run("", "scan", "--region", "us-east-1")
	t.Setenv("AWS_ENDPOINT_URL", "")
	t.Setenv("HTTPS_PROXY", "http://user:m4rkproxy@127.0.0.1:1")
	r.run("", "scan", "--region", "us-east-1", "--log", at("proxy.log"))
	t.Setenv("HTTPS_PROXY", "http://user:m4rk%zz@127.0.0.1:1")
	r.run("", "scan", "--region", "us-east-1")
	t.Setenv("HTTPS_PROXY", "")
	config := at("config")
	process := at("process")
	err := os.WriteFile(process, []byte("#!/bin/sh\necho 'aws_secret_access_key=m4rkprocess Authorization: Bearer m4rkbearer AKIAM4RKER1111111111' >&2\nexit 1\n"), 0o700)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(config, []byte("[profile p]\nregion = us-east-1\ncredential_process = "+process+"\n"),
		0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", config)
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} {
		t.Setenv(name, "")
	}
	said := r.run("", "scan", "--profile", "p", "--log", at("process.log"), "--endpoint-url", server.URL)
	if !strings.Contains(said, "it says: ") || !strings.Contains(said, "[hidden]") {
		t.Errorf("of a credential process that fails it is said: %s", said)
	}
	for _, name := range []string{process, config} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	r.files(dir)
	for _, home := range []string{"HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"} {
		r.files(os.Getenv(home))
	}
	bytesSeen, hidden := 0, 0
	for _, name := range slices.Sorted(maps.Keys(r.seen)) {
		text := r.seen[name]
		bytesSeen += len(text)
		hidden += strings.Count(text, "[hidden]")
		if found := marker.FindAllString(strings.ReplaceAll(text, "find m4rk", ""), -1); len(found) > 0 &&
			!strings.HasPrefix(name, "find m4rk") {
			i := strings.Index(text, found[0])
			t.Errorf("%s: %v is shown: %q", name, slices.Compact(slices.Sorted(slices.Values(found))),
				text[max(0, i-120):min(len(text), i+60)])
		}
	}
	t.Logf("%d outputs and files, %d bytes searched, %d secrets hidden", len(r.seen), bytesSeen, hidden)
	if len(r.seen) < 100 || hidden < 20 {
		t.Error("hardly anything was written, or nothing hidden")
	}
}
