package mcp

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// What is written of a document that fits is the document.
func TestWhole(t *testing.T) {
	for _, document := range []string{`{"b":1,"a":[true,null,1e300,-0.5,"x"],"c":{"é\u2028":"\u003c"},"d":[[],{}]}`,
		`[]`, `"x"`, `12345678901234567890`} {
		v, err := parse([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		out, err := fit([]byte(`{}`), []value{v}, 1000)
		if err != nil {
			t.Fatal(err)
		}
		var got struct {
			Answers   []any
			Truncated []left
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%s: %v", out, err)
		}
		var want any
		if err := json.Unmarshal([]byte(document), &want); err != nil {
			t.Fatal(err)
		}
		if a, b := fmt.Sprint(got.Answers[0]), fmt.Sprint(want); a != b || len(got.Truncated) > 0 {
			t.Errorf("%s became %s", document, out)
		}
	}
}

// What is too much is left out from the outermost lists, and counted.
func TestFit(t *testing.T) {
	for _, test := range []struct {
		name  string
		of    string
		limit int
		want  string // what was left out
	}{
		{"a list", `{"list":[` + strings.Repeat(`"0123456789",`, 99) + `"0123456789"]}`, 500, `[{answers[].list 69 0}]`},
		{"lists in a list", `{"list":[` + strings.Repeat(`{"in":[1,2,3]},`, 99) + `{"in":[1,2,3]}]}`, 500, `[{answers[].list 73 0}]`},
		{"a list in each of a few",
			`{"list":[` + strings.Repeat(`{"in":[`+strings.Repeat("1,", 200)+`1]},`, 2) + `{"in":[]}]}`, 500,
			`[{answers[].list[].in 212 0}]`},
		{"a long text beside a short list", `{"name":"` + strings.Repeat("a", 100_000) + `","list":[1,2,3]}`, 9_000, `[{answers[].name 0 1}]`},
		{"a long text of characters with many bytes", `{"name":"` + strings.Repeat("語", 10_000) + `"}`, 3_000, `[{answers[].name 0 1}]`},
		{"a member with a long name", `{"` + strings.Repeat("n", 10_000) + `":1}`, 3_000, `[{answers[] 0 1}]`},
	} {
		v, err := parse([]byte(test.of))
		if err != nil {
			t.Fatal(err)
		}
		out, err := fit([]byte(`{}`), []value{v}, test.limit)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got struct{ Truncated []left }
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%s: %v in %s", test.name, err, out)
		}
		if len(out) > test.limit || fmt.Sprint(got.Truncated) != test.want {
			t.Errorf("%s: %d bytes, left out %v, want %s", test.name, len(out), got.Truncated, test.want)
		}
	}
	v := value{kind: '{'}
	for i := range 1000 {
		v.names, v.of = append(v.names, fmt.Sprint(i)), append(v.of, value{text: "1"})
	}
	if out, err := fit([]byte(`{}`), []value{v}, 500); err == nil {
		t.Errorf("what cannot be cut became %s", out)
	}
}
