package awsdata_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/netip"
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/vpclens/vpclens/awsdata"
)

// payloads are texts that someone who may name a resource could write to harm whoever looks at it.
func payloads() map[string]string {
	return map[string]string{
		"colour":           "\x1b[31;5m",
		"clear screen":     "\x1b[2J\x1b[H",
		"clipboard OSC 52": "\x1b]52;c;cm0gLXJmIC8K\x07",
		"title":            "\x1b]0;owned\x1b\\",
		"hyperlink":        "\x1b]8;;https://evil.example\x1b\\pay\x1b]8;;\x1b\\",
		"DCS":              "\x1bP+q544e\x1b\\",
		"APC":              "\x1b_Gf=100;AAAA\x1b\\",
		"PM":               "\x1b^x\x1b\\",
		"SOS":              "\x1bXx\x1b\\",
		"C1":               "\u009b2J\u009d52;c;x\u009c\u0090q\u009f\u009e\u0098\u0085",
		"bidi":             "\u202egpj.exe\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
		"zero width":       "\u200b\u200c\u200d\u2060\ufeff",
		"lines":            "\r\n\t\v\f\u2028\u2029",
		"null and delete":  "\x00\x7f",
		"marks":            strings.Repeat("\u0301", 40),
		"invalid UTF-8":    "\xff\xc3\x28\xed\xa0\x80",
		"long":             strings.Repeat("long ", 400),
		"CJK":              "東京リージョン",
		"emoji":            "👩\u200d👩\u200d👧\u200d👦 🏳️\u200d🌈",
		"tags":             "\U000e0041\U000e0042\U000e007f",
		"inkless":          "\u3164\uffa0\u2800",
	}
}

const marker = "PLANTED"

// plant puts the marker at the end of every text in a JSON document, and of every key that is a map's rather than a
// member's name; texts that hold JSON themselves get it inside.
func plant(value any, keys bool) any {
	switch v := value.(type) {
	case string:
		var inner map[string]any
		if json.Unmarshal([]byte(v), &inner) == nil {
			text, err := json.Marshal(plant(inner, false))
			if err != nil {
				panic(err)
			}
			return string(text)
		}
		return v + marker
	case []any:
		for i := range v {
			v[i] = plant(v[i], false)
		}
	case map[string]any:
		for k, e := range v {
			if text, ok := e.(string); ok && (enumerations[k] || isAddress(text)) {
				continue // an element with anything else there is left out
			}
			delete(v, k)
			if keys {
				v[k+marker] = plant(e, false)
				continue
			}
			v[k] = plant(e, k == "Tags")
		}
	}
	return value
}

// enumerations are the members that hold one of AWS's own words.
var enumerations = map[string]bool{"State": true, "Code": true, "RuleAction": true, "Protocol": true,
	"IpProtocol": true, "VpcEndpointType": true, "ConnectivityType": true, "InternetGatewayBlockMode": true,
	"AvailabilityMode": true, "Type": true, "Status": true, "region": true}

func isAddress(text string) bool {
	_, err := netip.ParsePrefix(text)
	_, errAddr := netip.ParseAddr(text)
	return err == nil || errAddr == nil
}

// hostileSnapshot is the rich account's file with the payload in every text, id and key, but for addresses and AWS's
// own words.
func hostileSnapshot(t *testing.T, payload string) []byte {
	t.Helper()
	var file map[string]any
	if err := json.Unmarshal(encode(t, rich(t)), &file); err != nil {
		t.Fatal(err)
	}
	regions := file["regions"].(map[string]any)
	for name, documents := range regions {
		planted := make(map[string]any)
		for call, document := range documents.(map[string]any) {
			if strings.Contains(call, ".") {
				call += marker // the id of what the document is about
			}
			planted[call] = plant(document, false)
		}
		delete(regions, name)
		regions[name] = planted
	}
	for call, document := range file["global"].(map[string]any) {
		file["global"].(map[string]any)[call] = plant(document, false)
	}
	for _, key := range []string{"accountId", "partition", "gaps"} {
		file[key] = plant(file[key], false)
	}
	text, err := json.Marshal(file)
	if err != nil {
		t.Fatal(err)
	}
	// Within a JSON string: controls must be escaped, everything else stays as raw bytes, broken UTF-8 included.
	var quoted strings.Builder
	for i := range len(payload) {
		if c := payload[i]; c < 0x20 || c == '"' || c == '\\' {
			fmt.Fprintf(&quoted, `\u%04x`, c)
		} else {
			quoted.WriteByte(c)
		}
	}
	// A text within a text is escaped twice. Its quotes are escaped in the outer text, so that tells the two apart.
	raw := bytes.ReplaceAll(text, []byte(marker+`\"`),
		[]byte(strings.ReplaceAll(quoted.String(), `\`, `\\`)+"mark"+`\"`))
	return bytes.ReplaceAll(raw, []byte(marker), []byte(quoted.String()+"mark"))
}

// harm says what in the text a terminal or a reader could mistake.
func harm(s string) string {
	if !utf8.ValidString(s) {
		return "invalid UTF-8"
	}
	marks := 0
	for _, r := range s {
		switch {
		case unicode.IsControl(r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
			return fmt.Sprintf("the control %U", r)
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r&0xfffe == 0xfffe, r >= 0xe0000 && r <= 0xe007f:
			return fmt.Sprintf("the hidden character %U", r)
		case r == 0x3164, r == 0xffa0, r == 0x2800:
			return fmt.Sprintf("the letter without ink %U", r)
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

// visit calls see for every string that can be reached from v, in exported and other fields alike, and in map keys.
func visit(v reflect.Value, path string, seen map[uintptr]bool, see func(path, text string)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		visit(v.Elem(), path, seen, see)
	case reflect.Interface:
		visit(v.Elem(), path, seen, see)
	case reflect.Struct:
		for i := range v.NumField() {
			visit(v.Field(i), path+"."+v.Type().Field(i).Name, seen, see)
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			visit(v.Index(i), path+"[]", seen, see)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			visit(k, path+" key", seen, see)
			visit(v.MapIndex(k), path+"{}", seen, see)
		}
	case reflect.String:
		see(path, v.String())
	}
}

// No text of a hostile account keeps its power, wherever it stands.
func TestHostileTextIsHarmless(t *testing.T) {
	t.Parallel()
	reached := make(map[string]bool)
	visit(reflect.ValueOf(rich(t)), "snapshot", map[uintptr]bool{}, func(path, text string) {
		if text != "" {
			reached[path] = true
		}
	})
	for name, payload := range payloads() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := awsdata.Decode(t.Context(), hostileSnapshot(t, payload), "hostile")
			if err != nil {
				t.Fatal(err)
			}
			planted := make(map[string]bool)
			check := func(path, text string) {
				if strings.Contains(text, "mark") {
					planted[path] = true
				}
				if why := harm(text); why != "" {
					t.Errorf("%s holds %s: %.120q", path, why, text)
				}
			}
			visit(reflect.ValueOf(s), "snapshot", map[uintptr]bool{}, check)
			for _, kind := range awsdata.Kinds() {
				for _, r := range s.Regions {
					for _, resource := range kind.List(r) {
						visit(reflect.ValueOf(resource.Facts()), kind.Code+" facts", map[uintptr]bool{}, check)
					}
				}
			}
			// The payload did reach nearly every place that has text at all, so the test looked at something.
			if len(planted) < len(reached)*7/10 {
				t.Errorf("the payload reached %d places of %d", len(planted), len(reached))
			}
			// What is saved is as harmless as what is shown, and loads as the same.
			saved := encode(t, s)
			again, err := awsdata.Decode(t.Context(), saved, "again")
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(saved, encode(t, again)) {
				t.Error("cleaning changes the snapshot a second time")
			}
		})
	}
}

// A gap's message comes from AWS or whoever answers in its place.
func TestGapMessagesAreHarmless(t *testing.T) {
	t.Parallel()
	for name, payload := range payloads() {
		b := awsdata.NewBuilder()
		b.Gap(awsdata.Gap{Region: "us-east-1" + payload, Call: "describe-vpcs" + payload,
			Cause: awsdata.Cause("denied" + payload), Message: "denied " + payload + " for you"})
		for _, g := range b.Snapshot().Gaps() {
			visit(reflect.ValueOf(g), "gap", nil, func(path, text string) {
				if why := harm(text); why != "" {
					t.Errorf("%s: %s holds %s", name, path, why)
				}
			})
			if n := utf8.RuneCountInString(g.Message); n > 300 {
				t.Errorf("%s: a message of %d characters", name, n)
			}
		}
	}
}

// Errors about files name what the file is called, and its name is hostile too.
func TestErrorsAreHarmless(t *testing.T) {
	t.Parallel()
	for name, payload := range payloads() {
		_, err := awsdata.Decode(t.Context(), []byte(`{"schema": "`+marker+`", "regions": 7}`), "file"+payload)
		_, err2 := awsdata.Decode(t.Context(), []byte("{\"schema\": \"x\u202e\u009b\"}"), "file"+payload)
		_, err3 := awsdata.Load(t.Context(), "/nonexistent/"+payload)
		for _, err := range []error{err, err2, err3} {
			if err == nil {
				t.Fatal("no error")
			}
			if why := harm(err.Error()); why != "" {
				t.Errorf("%s: %q holds %s", name, err, why)
			}
		}
	}
}
