package whatif_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/whatif"
)

// filled is an edit with something hostile in each of its members.
func filled(t *testing.T, e whatif.Edit) whatif.Edit {
	t.Helper()
	v := reflect.New(reflect.TypeOf(e)).Elem()
	v.Set(reflect.ValueOf(e))
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("json") == "-" {
			continue
		}
		text := "no: [\"{'" + v.Type().Field(i).Name + "\n- # &*!|>%@`"
		switch f := v.Field(i); f.Interface().(type) {
		case []string:
			f.Set(reflect.ValueOf([]string{text, "yes", "0x1f", ""}))
		case bool:
			f.SetBool(true)
		case int:
			f.SetInt(int64(i + 1))
		default:
			f.SetString(text)
		}
	}
	return v.Interface().(whatif.Edit)
}

// TestFile writes every kind of edit to a file, and reads it again.
func TestFile(t *testing.T) {
	var edits []whatif.Edit
	for _, e := range whatif.Forms() {
		edits = append(edits, filled(t, e), e)
	}
	edits = append(edits, whatif.AddRule{Group: "sg-1", Direction: "out", Protocol: "-1", Ports: "443", Peer: "::/0"})
	text, err := whatif.WriteFile(edits)
	if err != nil {
		t.Fatal(err)
	}
	got, err := whatif.ReadFile(text)
	if err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	if !reflect.DeepEqual(got, edits) {
		t.Errorf("written and read again, the edits are others:\n%v\n%v", got, edits)
	}
	again, err := whatif.WriteFile(got)
	if err != nil || !bytes.Equal(again, text) {
		t.Errorf("written again, the file is another one: %v", err)
	}
}

func TestFileIsReadable(t *testing.T) {
	text, err := whatif.WriteFile([]whatif.Edit{
		whatif.AddRule{Region: "us-east-1", Group: "sg-1", Direction: "out", Protocol: "tcp", Ports: "443", Peer: "0.0.0.0/0"},
		whatif.AddEndpoint{Region: "us-east-1", VPC: "vpc-1", Service: "s3", Tables: []string{"rtb-1", "rtb-2"}}})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.TrimPrefix(`
edits:
  - action: add
    kind: rule
    region: us-east-1
    group: sg-1
    direction: out
    protocol: tcp
    ports: "443"
    peer: 0.0.0.0/0
  - action: add
    kind: endpoint
    region: us-east-1
    vpc: vpc-1
    service: s3
    tables:
      - rtb-1
      - rtb-2
`, "\n")
	if string(text) != want {
		t.Errorf("the file is\n%s\nwant\n%s", text, want)
	}
}
