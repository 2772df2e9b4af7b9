package awsdata

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"plain text", "checkout-prod (eu)", "checkout-prod (eu)"},
		{"empty", "", ""},
		{"letters of the world", "Zürich 東京 Ελλάδα שלום नमस्ते", "Zürich 東京 Ελλάδα שלום नमस्ते"},
		{"colour", "\x1b[31mred\x1b[0m", "␛[31mred␛[0m"},
		{"clipboard by OSC 52", "\x1b]52;c;cm0gLXJmIC8K\x07", "␛]52;c;cm0gLXJmIC8K␇"},
		{"device control string", "\x1bP$qm\x1b\\", "␛P$qm␛\\"},
		{"8-bit control as UTF-8", "\u009b31m\u0090q\u009c", "�31m�q�"},
		{"8-bit control as raw byte", "\x9b31m", "�31m"},
		{"line breaks and tabs", "one\r\ntwo\tthree\v\f", "one␍␊two␉three␋␌"},
		{"line and paragraph separator", "one\u2028two\u2029three\u0085four", "one�two�three�four"},
		{"delete and null", "a\x7fb\x00c", "a␡b␀c"},
		{"bidirectional override", "a\u202egnp.exe\u202c \u2066x\u2069", "a�gnp.exe� �x�"},
		{"zero width", "pay\u200bments\u200d\u2060\ufeff", "pay�ments���"},
		{"letters without ink", "\u3164\u2800\uffa0\u115f", "����"},
		{"tag characters", "a\U000e0041\U000e007f", "a��"},
		{"private use and noncharacters", "\ue000\ufffe\U0010fffe", "���"},
		{"a pile of marks", "Z" + strings.Repeat("\u0301", 40) + "algo", "Z" + strings.Repeat("\u0301", 4) + "algo"},
		{"a mark without a letter", "\u0301a", "◌\u0301a"},
		{"a mark after a control", "\x1b\u0301a", "␛\u0301a"},
		{"broken UTF-8", "a\xc3\x28\xff\xed\xa0\x80b", "a�(�b"},
		{"emoji joined into one", "👩\u200d💻!", "👩�💻!"},
		{"emoji", "🚀 ✔️", "🚀 ✔️"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := Clean(tt.in)
			if got != tt.want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if again := Clean(got); again != got {
				t.Errorf("Clean twice = %q, once = %q", again, got)
			}
		})
	}
}

func TestCleanAllocatesNothingForPlainText(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { Clean("subnet-0123456789abcdef0") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// harm says what in the text a terminal or a reader could mistake, "" if nothing. It is written from what the
// characters are, and shares nothing with Clean.
func harm(s string) string {
	if !utf8.ValidString(s) {
		return "invalid UTF-8"
	}
	marks := 0
	for _, r := range s {
		switch {
		case unicode.IsControl(r):
			return "a control character"
		case unicode.Is(unicode.Cf, r):
			return "a format character"
		case unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return "a line separator"
		case unicode.Is(unicode.Co, r), r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef:
			return "no character"
		case r >= 0xe0000 && r <= 0xe0fff && !unicode.Is(unicode.Mn, r):
			return "a tag character"
		}
		if unicode.Is(unicode.M, r) {
			if marks++; marks > 4 {
				return "a pile of marks"
			}
		} else {
			marks = 0
		}
	}
	return ""
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b]0;x\a", "\u0301", "a\u0301\u200b\u0301\u0301\u0301\u0301\u0301",
		"\xff\xfe", "\U000e0101", "\u034f\u180e\u3164"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := Clean(s)
		if why := harm(c); why != "" {
			t.Errorf("Clean(%q) = %q holds %s", s, c, why)
		}
		if again := Clean(c); again != c {
			t.Errorf("Clean(%q) is not done after one time: %q, then %q", s, c, again)
		}
	})
}

// FuzzFastPath holds that a document which the fast look lets pass holds no text that the walk would change.
func FuzzFastPath(f *testing.F) {
	for _, s := range []string{`{"a": "b"}`, `{"a": "\u001b"}`, `{"a": "\n"}`, `{"a": "\\n \" \/"}`,
		"{\"a\": \"\x7f\"}", `{"a\u202e": ["x", {"b": "é"}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		var value any
		if json.Unmarshal(document, &value) != nil || mayNeedCleaning(document) {
			return
		}
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(value); err != nil {
			t.Fatal(err)
		}
		for _, s := range texts(value) {
			if Clean(s) != s {
				t.Errorf("%s passes the fast look and holds %q", document, s)
			}
		}
	})
}

// texts are all strings and keys in a JSON value.
func texts(value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, texts(e)...)
		}
		return out
	case map[string]any:
		var out []string
		for k, e := range v {
			out = append(append(out, k), texts(e)...)
		}
		return out
	}
	return nil
}

// The fast look is not a way to say yes to everything: plain documents need no walk.
func TestFastPathLetsPlainDocumentsPass(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]bool{
		`{"Name": "a \"quoted\" C:\\path \/"}`: false,
		`{"Name": "a\ttab"}`:                   true,
		`{"Name": "\u0041"}`:                   true,
		`{"Name": "é"}`:                        true,
		"{\n\t\"Name\": \"x\"\r\n}":            false,
	} {
		if got := mayNeedCleaning([]byte(document)); got != want {
			t.Errorf("mayNeedCleaning(%s) = %v", document, got)
		}
	}
}

// The walk reaches every string of every shape that a document's type can have.
func TestCleanAllReachesEverything(t *testing.T) {
	t.Parallel()
	type inner struct{ Text string }
	type shape struct {
		Text    string
		List    []string
		Structs []inner
		Pointer *inner
		Map     map[string]string
		Deep    map[string][]inner
	}
	bad := "x\x1b"
	v := shape{bad, []string{bad}, []inner{{bad}}, &inner{bad}, map[string]string{bad: bad},
		map[string][]inner{bad: {{bad}}}}
	cleanAll(reflect.ValueOf(&v))
	good := "x␛"
	want := shape{good, []string{good}, []inner{{good}}, &inner{good}, map[string]string{good: good},
		map[string][]inner{good: {{good}}}}
	if !reflect.DeepEqual(v, want) {
		t.Errorf("got %+v, want %+v", v, want)
	}
}
