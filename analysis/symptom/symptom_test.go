package symptom_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/vpclens/vpclens/analysis/symptom"
)

func TestSymptoms(t *testing.T) {
	data, err := os.ReadFile("testdata/symptoms.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := txtar.Parse(data).Files
	if len(files) < 60 {
		t.Fatalf("only %d texts", len(files))
	}
	kinds := map[symptom.Kind]bool{}
	for _, file := range files {
		t.Run(file.Name, func(t *testing.T) {
			head, text, _ := strings.Cut(string(file.Data), "\n")
			want, _, _ := strings.Cut(head, "|")
			got := symptom.Read(text)
			if strings.TrimSpace(want) == "nothing" {
				if len(got) > 0 {
					t.Errorf("read %+v of what tells nothing", got)
				}
				return
			}
			if len(got) == 0 {
				t.Fatalf("read nothing, want %s", want)
			}
			kinds[got[0].Kind] = true
			has := membersOf(&got[0])
			for field := range strings.FieldsSeq(want) {
				key, value, _ := strings.Cut(field, "=")
				if has[key] != value {
					t.Errorf("%s is %q, want %q: %+v", key, has[key], value, got)
				}
			}
			for _, s := range got {
				for key, value := range membersOf(&s) {
					if strings.Contains(value, "MARK") || strings.ContainsAny(value, "@?&= \n") {
						t.Errorf("%s is %q", key, value)
					}
				}
			}
			if n := len(got); n > 1 {
				t.Errorf("read %d symptoms of one: %+v", n, got)
			}
		})
	}
	for _, k := range symptom.Kinds() {
		if !kinds[k] {
			t.Errorf("no text is of the kind %s", k)
		}
	}
}

// membersOf are what a symptom keeps, as the texts name it.
func membersOf(s *symptom.Symptom) map[string]string {
	number := func(n int) string {
		if n == 0 {
			return ""
		}
		return strconv.Itoa(n)
	}
	return map[string]string{"kind": string(s.Kind), "function": s.Function[strings.LastIndex(s.Function, ":")+1:],
		"to": s.Destination, "address": s.Address, "port": number(int(s.Port)), "code": s.Code, "resource": s.Resource,
		"action": s.Action, "phase": string(s.Phase), "count": number(s.Count), "protocol": s.Protocol,
		"shape": s.Shape}
}

// TestSeveral holds that of a log with several symptoms the commonest comes first, what says less behind it, and that
// each is told of its own function.
func TestSeveral(t *testing.T) {
	var log strings.Builder
	for range 3 {
		log.WriteString("2026-10-05T07:41:02.100Z INFO all is well\n" +
			"2026-10-05T07:41:02.200Z ERROR Error: connect ETIMEDOUT 10.0.3.4:5432\n    at TCPConnectWrap\n" +
			"2026-10-05T07:41:08.200Z Task timed out after 6.00 seconds\n" +
			"2026-10-05T07:41:08.300Z Task timed out after 6.00 seconds\n")
	}
	log.WriteString("2026-10-05T07:42:00.000Z Error: connect ECONNREFUSED 10.0.3.5:6379\n")
	text := "logs of /aws/lambda/orders\n" + log.String()
	var got []string
	for _, s := range symptom.Read(text) {
		got = append(got, strings.Join([]string{string(s.Kind), s.Function, s.Destination, strconv.Itoa(s.Count),
			strconv.Itoa(s.Line)}, " "))
	}
	want := []string{"no-answer orders 10.0.3.4 3 3", "refused orders 10.0.3.5 1 17", "timeout orders  6 5"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("read %q, want %q", got, want)
	}
	two := symptom.Read("/aws/lambda/a Task timed out after 6.00 seconds\n\n" +
		"2026-10-05T07:41:02.200Z /aws/lambda/b Task timed out after 6.00 seconds\n")
	if len(two) != 2 || two[0].Function != "a" || two[1].Function != "b" {
		t.Errorf("of two functions: %+v", two)
	}
}

func TestMentioned(t *testing.T) {
	got := symptom.Mentioned("checkout-api-v2 fails, (checkout-api): Task timed out", []string{"api", "checkout-api"})
	if len(got) != 1 || got[0] != "checkout-api" {
		t.Errorf("mentioned are %q", got)
	}
}

// FuzzRead holds that no text breaks the reader, and that of what stands in a URL before the host and behind it
// nothing is kept, whatever is around it.
func FuzzRead(f *testing.F) {
	data, err := os.ReadFile("testdata/symptoms.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range txtar.Parse(data).Files {
		_, text, _ := strings.Cut(string(file.Data), "\n")
		f.Add(text, "timed out")
		f.Add("connect to ", text)
	}
	f.Add("{\"message\": \"", "\"}")
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "s3cr3tmark"
		if strings.Contains(before+after, secret) {
			t.Skip()
		}
		for _, text := range []string{before + after,
			before + " postgres://orders:" + secret + "@db.internal:5432/x?sslpassword=" + secret + " " + after,
			before + " https://" + secret + ":" + secret + "@api.internal/" + secret + "?t=" + secret + " " + after} {
			for _, s := range symptom.Read(text) {
				for key, value := range membersOf(&s) {
					if strings.Contains(strings.ToLower(value), secret) {
						t.Errorf("%s is %q, of %q", key, value, text)
					}
					if len(value) > 300 || strings.ContainsAny(value, "@?&=\n\x1b\"'<>") {
						t.Errorf("%s is no name: %q", key, value)
					}
				}
			}
		}
	})
}
