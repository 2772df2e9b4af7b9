package symptom_test

import (
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/vpclens/vpclens/analysis/symptom"
)

// TestSecretsShapedLikeHosts holds that nothing is kept of what is called a secret, even if it could be a host name and
// stands where hosts do.
func TestSecretsShapedLikeHosts(t *testing.T) {
	for _, text := range []string{
		"password=hunter2,MARK.example.com timed out",
		"password=a;MARK.example.com timed out",
		"Password: two MARK.example.com timed out",
		"password is MARK.example.com timed out",
		"password='a MARK.example.com timed out'",
		`DB_PASS="x MARK.example.com timed out"`,
		"DB_PASSPHRASE=a MARK.example.com timed out",
		"password:\nMARK.example.com timed out",
		"--password MARK.example.com timed out",
		"mysql -u app -p MARK.example.com timed out",
		"mysql -u app -pMARK.example.com timed out",
		"Bearer MARK.example.com timed out",
		"AccountKey=MARK.example.com timed out",
		"Cookie: session=a; id=MARK.example.com timed out",
		"set-cookie: a=b; Domain=MARK.example.com timed out",
		"user=MARK.example.com timed out",
		"username: MARK.example.com times out",
		"connect ETIMEDOUT MARK.example.com:pw@10.0.20.237:5432",
		"connect ETIMEDOUT app:MARK.example.com@10.0.20.237:5432",
		"getaddrinfo ENOTFOUND MARK.example.com@10.0.20.237",
		"postgres://MARK.example.com:two words@10.0.20.237 timed out",
		`{"db":{"pass":"a MARK.example.com timed out"}}`,
		`{"db":{"auth":"MARK.example.com timed out"}}`,
		`{"idToken":"a MARK.example.com timed out"}`,
		`{"name":"DB_PASSWORD","value":"a MARK.example.com timed out"}`,
		`{"headers":{"x-api-key":"a MARK.example.com timed out"}}`,
		`{"message":"password: \"a MARK.example.com timed out\""}`,
	} {
		for _, s := range symptom.Read(text) {
			if strings.Contains(strings.ToLower(s.Destination+s.Function+s.Resource+s.Action), "mark") {
				t.Errorf("%q: %+v", text, s)
			}
		}
	}
}

// TestBesideSecrets holds that what stands beside a secret is read.
func TestBesideSecrets(t *testing.T) {
	for text, want := range map[string]string{
		"password=x connect ETIMEDOUT 10.0.3.4:5432":                                      "10.0.3.4",
		"password=x orders-db.c9akciq32rls.us-east-1.rds.amazonaws.com timed out":         "orders-db.c9akciq32rls.us-east-1.rds.amazonaws.com",
		"Server=db.example.com;User Id=app;Password=x; timed out, host=db.example.com":    "db.example.com",
		`{"user":"app","password":"x","host":"db.example.com","error":"connect timeout"}`: "db.example.com",
		"app:x@tcp(10.0.3.4:3306)/db: dial tcp 10.0.3.4:3306: i/o timeout":                "10.0.3.4",
	} {
		if read := symptom.Read(text); len(read) == 0 || read[0].Destination != want {
			t.Errorf("%q: %+v, want %s", text, read, want)
		}
	}
}

// TestEncodings holds that a text is read as the shells of Windows write it.
func TestEncodings(t *testing.T) {
	const text = "Error: connect ETIMEDOUT 10.0.3.4:5432\r\n"
	for name, order := range map[string]binary.AppendByteOrder{"\xff\xfe": binary.LittleEndian,
		"\xfe\xff": binary.BigEndian} {
		data := []byte(name)
		for _, unit := range utf16.Encode([]rune(text)) {
			data = order.AppendUint16(data, unit)
		}
		if read := symptom.Read(string(data)); len(read) != 1 || read[0].Destination != "10.0.3.4" {
			t.Errorf("UTF-16 %x: %+v", name, read)
		}
	}
	if read := symptom.Read("\ufeff{\"message\": \"connect ETIMEDOUT 10.0.3.4:5432\"}"); len(read) != 1 {
		t.Errorf("with a byte order mark: %+v", read)
	}
}

// TestLongLines holds that the end of a long line is read: what failed stands behind what was sent.
func TestLongLines(t *testing.T) {
	read := symptom.Read(strings.Repeat("x", 1<<20) + " connect ETIMEDOUT 10.0.3.4:5432")
	if len(read) != 1 || read[0].Destination != "10.0.3.4" {
		t.Errorf("of a long line: %+v", read)
	}
}

// TestLinesOfJSON holds that each value of a log in JSON is told with its line.
func TestLinesOfJSON(t *testing.T) {
	text := strings.Repeat("{\"message\": \"well\"}\n\n", 3) + "{\"message\": \"connect ETIMEDOUT 10.0.3.4:5432\"}\n"
	if read := symptom.Read(text); len(read) != 1 || read[0].Line != 7 {
		t.Errorf("%+v", read)
	}
}
