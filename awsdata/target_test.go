package awsdata_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata"
)

// TestTargetsOf: what is kept of a value. Each secret has m4rk in it, and none of that may be kept.
func TestTargetsOf(t *testing.T) {
	for _, tt := range []struct {
		variable, value, want string
	}{
		{"DB_HOST", "orders.c1a2b3c4d5e6.us-east-1.rds.amazonaws.com", "orders.c1a2b3c4d5e6.us-east-1.rds.amazonaws.com"},
		{"ANYTHING", "orders.c1a2b3.us-east-1.rds.amazonaws.com:5432", "orders.c1a2b3.us-east-1.rds.amazonaws.com:5432"},
		{"REDIS", "cache.corp.internal:6379", "cache.corp.internal:6379"},
		{"UPSTREAM", "cache.corp.internal", "cache.corp.internal"},
		{"API_HOST", "api.example.com", "api.example.com"},
		{"DB_HOST", "10.0.3.4", "10.0.3.4"},
		{"PEER", "10.0.3.4:5432", "10.0.3.4:5432"},
		{"PEER", "[2001:db8::1]:443", "[2001:db8::1]:443"},
		{"KAFKA", "b-1.k.x1.c2.kafka.us-east-1.amazonaws.com:9092,b-2.k.x1.c2.kafka.us-east-1.amazonaws.com:9092",
			"b-1.k.x1.c2.kafka.us-east-1.amazonaws.com:9092 b-2.k.x1.c2.kafka.us-east-1.amazonaws.com:9092"},
		{"API", "https://API.example.com/v1/m4rkpath?key=m4rkquery#m4rkfragment", "api.example.com:443"},
		{"DATABASE_URL", "postgres://m4rkuser:m4rkpass@db.corp.internal/m4rkdb?sslmode=m4rk", "db.corp.internal:5432"},
		{"DATABASE_URL", "postgresql+psycopg2://m4rk:m4@rk@db.example.com:6432/x", "db.example.com:6432"},
		{"MONGO", "mongodb://m4rk:m4rk@a.example.com:27017,b.example.com:27018/db?authSource=m4rk",
			"a.example.com:27017 b.example.com:27018"},
		{"JDBC", "jdbc:mysql://db.example.com:3306/m4rk?user=m4rk&password=m4rk", "db.example.com:3306"},
		{"JDBC", "jdbc:sqlserver://db.example.com;databaseName=m4rk;password=m4rk", "db.example.com:1433"},
		{"DSN", "m4rk:m4rk@tcp(db.example.com:3306)/m4rk?parseTime=true", "db.example.com:3306"},
		{"DSN", "host=db.example.com port=5433 user=m4rk password=m4rk dbname=m4rk", "db.example.com:5433"},
		{"DSN", "Server=tcp:db.example.com,1433;User Id=m4rk;Password=m4rk;Encrypt=true", "db.example.com:1433"},
		{"QUEUE_URL", "https://sqs.eu-west-1.amazonaws.com/123456789012/orders.fifo", "sqs.eu-west-1.amazonaws.com:443"},
		{"BUCKET_NAME", "shop-uploads", "s3://shop-uploads"},
		{"INPUT", "s3://shop-uploads/m4rk/key", "s3://shop-uploads"},
		{"QUEUE_NAME", "orders", "queue orders"},
		{"SECRET_ARN", "arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf",
			"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbCdEf"},
		{"TABLE", "arn:aws:dynamodb:us-east-1:123456789012:table/orders", "arn:aws:dynamodb:us-east-1:123456789012:table/orders"},

		{"USER_SERVICE_HOST", "users.corp.internal", "users.corp.internal"},
		{"KEY_SERVER", "keys.corp.internal", "keys.corp.internal"},

		// nothing of these
		{"TABLE", "arn:aws:s3:::shop-uploads/m4rk/key", ""},
		{"TABLE", "arn:aws:sqs:us-east-1:123456789012:orders?token=m4rk", ""},
		{"TOKEN", "https://m4rk.example.com/", ""},
		{"DB_PASSWORD", "m4rk.example.com:22", ""},
		{"DB_PASS", "m4rk.example.com:22", ""},
		{"SIGNING_KEY", "m4rk.corp.internal", ""},
		{"DBPASS", "m4rk.internal", ""},
		{"adminPwd", "m4rk.internal:5432", ""},
		{"DB_PASSPHRASE", "m4rk.internal", ""},
		{"DB_PASS_V2", "m4rk.internal", ""},
		{"ENCRYPTION_KEY_1", "m4rk.internal", ""},
		{"DB_CREDS_OLD", "m4rk.internal", ""},
		{"PIN_CODE", "m4rk.internal", ""},
		{"DB_USER_NAME", "m4rk.corp", ""},
		{"USER_ID", "m4rk.corp", ""},
		{"DB_PRINCIPAL", "m4rk.corp", ""},
		{"DB_HOST", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJtNHJrIn0.m4rkSflKxwRJSMeKKF2QT4fwpM", ""},
		{"VALUE", "eyJhbGciOi.eyJzdWIiOi.m4rksignature", ""},
		{"VALUE", "m4rka1b2c3d4e5f6.a1b2c3.com:443", ""},
		{"DB_HOST", "m4rk0123456789abcdef01234.example.com", ""},
		{"DB_URL", "https://m4rk0123456789abcdef01234.example.com/", ""},
		{"DB_URL", "https://m4rkToKenOf.example.com/", ""},
		{"VALUE", "m4rk.example.com", ""}, // nothing says that it is a host
		{"VALUE", "m4rk:5432", ""},        // a user and a PIN
		{"DB_HOST", "m4rk", ""},
		{"REDIS_URL", "redis://m4rkpassword", ""},
		{"REDIS_URL", "redis://m4rk:1234", ""},
		{"DATABASE_URL", "postgres://m4rk:12/34@db.example.com/x", ""},
		{"DATABASE_URL", "postgres://m4rk.example.com:12?34@db.example.com/x", ""},
		{"DATABASE_URL", "postgres://m4rk:m4rk,https://m4rk.example.com:1@db.example.com/x", ""},
		{"DATABASE_URL", "vault://m4rk.example.com/x", ""},
		{"DATABASE", "m4rk:m4rk@db.example.com:5432/x", ""},
		{"DSN", "host=db.example.com password='m4rk host=x'", ""},
		{"DSN", "host=db.example.com m4rk", ""},
		{"DSN", "host=db.example.com m4rk=db.example.com", ""},
		{"BASE64", "cG9zdGdyZXM6Ly9tNHJrOm00cmtAZGIuZXhhbXBsZS5jb20vbTRyaw==", ""},
		{"CONFIG", `{"host": "db.example.com", "password": "m4rk"}`, ""},
		{"HOSTS", "db.example.com\nm4rk.example.com", ""},
		{"HOSTS", "db.example.com,m4rk", ""},
		{"PEM", "-----BEGIN PRIVATE KEY-----\nm4rk\n-----END PRIVATE KEY-----", ""},
		{"API_URL", "https://${M4RK}.example.com", ""},
		{"BUCKET", "m4rk0123456789abcdef0123456789", ""},
		{"API_URL", "http://localhost:3000", ""},
		{"API_URL", "http://127.0.0.1:3000", ""},
		{"API_URL", "http://169.254.169.254/latest", ""},
		{"VERSION", "1.2.3.4", ""},
		{"M4RK NAME", "https://api.example.com", ""},
	} {
		targets := awsdata.TargetsOf(map[string]string{tt.variable: tt.value})
		var got []string
		for i := range targets {
			got = append(got, targets[i].Text())
			if targets[i].Variable != tt.variable {
				t.Errorf("%s: named by %s", tt.variable, targets[i].Variable)
			}
		}
		if text := strings.Join(got, " "); text != tt.want {
			t.Errorf("%s=%s: %q, want %q", tt.variable, tt.value, text, tt.want)
		}
		data, err := json.Marshal(targets)
		if err != nil || strings.Contains(strings.ToLower(string(data)), "m4rk") {
			t.Errorf("%s=%s: kept %s, %v", tt.variable, tt.value, data, err)
		}
		var back awsdata.Targets
		if err := json.Unmarshal(data, &back); err != nil || cmp.Diff(targets, back) != "" {
			t.Errorf("%s=%s: read back as %v, %v", tt.variable, tt.value, back, err)
		}
	}
}

// TestTargetPort: a port stands beside a host in a variable of its own.
func TestTargetPort(t *testing.T) {
	got := awsdata.TargetsOf(map[string]string{"DB_HOST": "db.corp.internal", "DB_PORT": "6432", "OTHER_PORT": "1"})
	want := awsdata.Targets{{Variable: "DB_HOST", Host: "db.corp.internal", Port: 6432}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestTargetsAreNoSentences: a document that somebody wrote brings nothing under our own name but targets.
func TestTargetsAreNoSentences(t *testing.T) {
	var got awsdata.Targets
	err := json.Unmarshal([]byte(`[{"Variable": "A", "Host": "user:m4rk@db.example.com"},
		{"Variable": "B", "Arn": "m4rk"}, {"Variable": "m4rk C", "Host": "db.example.com"},
		{"Variable": "D", "Host": "db.example.com", "Port": 70000}, {"Variable": "E", "Bucket": "m4rk m4rk"},
		{"Variable": "F", "Queue": "m4rk/m4rk"}, {"Variable": "G", "Host": "db.example.com"}]`), &got)
	if err != nil || len(got) != 1 || got[0].Variable != "G" {
		t.Errorf("read %v, %v", got, err)
	}
}

// TestTargetsOfFiles: a list that the AWS CLI printed has environments. Without the option nothing of them is read,
// with it targets are, which a saved and an anonymized snapshot have as well.
func TestTargetsOfFiles(t *testing.T) {
	const document = `{"Functions": [{"FunctionName": "worker", "FunctionArn": "arn:aws:lambda:us-east-1:123456789012:function:worker",
		"Environment": {"Variables": {"DATABASE_URL": "postgres://m4rkuser:m4rkpass@orders.corp.internal/m4rkdb", "KEY": "m4rk"}}}]}`
	read := func(options ...awsdata.Option) *awsdata.Snapshot {
		b := awsdata.NewBuilder(options...)
		if err := b.Put("us-east-1", "list-functions", []byte(document)); err != nil {
			t.Fatal(err)
		}
		return b.Snapshot()
	}
	if got := read().Regions[0].Functions[0].VpclensTargets; got != nil {
		t.Errorf("without the option %v is kept", got)
	}
	s := read(awsdata.KeepTargets())
	want := awsdata.Targets{{Variable: "DATABASE_URL", Host: "orders.corp.internal", Port: 5432}}
	if diff := cmp.Diff(want, s.Regions[0].Functions[0].VpclensTargets); diff != "" {
		t.Error(diff)
	}
	var text strings.Builder
	if err := s.Encode(&text); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String(), "m4rk") {
		t.Errorf("saved: %s", text.String())
	}
	again, err := awsdata.Decode(t.Context(), []byte(text.String()), "saved")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, again.Regions[0].Functions[0].VpclensTargets); diff != "" {
		t.Error(diff)
	}
	hidden, err := s.Anonymize()
	if err != nil {
		t.Fatal(err)
	}
	got := hidden.Regions[0].Functions[0].VpclensTargets
	if len(got) != 1 || got[0].Port != 5432 || !strings.HasSuffix(got[0].Host, ".internal") ||
		strings.Contains(got[0].Host, "orders") || got[0].Variable == "DATABASE_URL" {
		t.Errorf("anonymized: %v", got)
	}
}

// FuzzTargetsOf: whatever the value, what is kept are targets that read back as they are, and whose hosts stand in it.
func FuzzTargetsOf(f *testing.F) {
	f.Add("DB_URL", "postgres://u:p@db.example.com:5432/x")
	f.Add("DB_HOST", "a.example.com,b.example.com")
	f.Add("DSN", "host=db.example.com port=1 password=x")
	f.Fuzz(func(t *testing.T, variable, value string) {
		variables := map[string]string{variable: value}
		targets := awsdata.TargetsOf(variables)
		data, err := json.Marshal(targets)
		var back awsdata.Targets
		if err != nil || json.Unmarshal(data, &back) != nil || !slices.Equal(targets, back) {
			t.Errorf("%v reads back as %v", targets, back)
		}
		for i := range targets {
			if host := targets[i].Host; !strings.Contains(strings.ToLower(value), host) {
				t.Errorf("%q: %q does not stand there", value, host)
			}
		}
		if !maps.Equal(variables, map[string]string{variable: value}) {
			t.Error("the environment was changed")
		}
	})
}
