package awsdata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestOrderOfLists reads every document of the tables with its lists in another order: it is the same document, unless
// AWS gives the order a meaning.
func TestOrderOfLists(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 0))
	orderOfLists(t, random, regionTable)
	orderOfLists(t, random, accountTable)
}

// orderedLists are the members whose order means something.
var orderedLists = []string{"Layers", "Values"}

func orderOfLists[T any](t *testing.T, random *rand.Rand, table []document[T]) {
	t.Helper()
	var full T
	fillLists(random, reflect.ValueOf(&full).Elem())
	for _, d := range table {
		for id, value := range d.encode(&full) {
			text, err := marshal(value, "")
			if err != nil {
				t.Fatal(err)
			}
			again := func(text []byte) string {
				set, _, err := d.decode(id, text)
				if err != nil {
					t.Fatalf("%s: %v\n%s", d.call, err, text)
				}
				var read T
				set(&read)
				text, err = marshal(d.encode(&read)[id], "")
				if err != nil {
					t.Fatal(err)
				}
				return string(text)
			}
			want := again(text)
			for _, ordered := range []bool{false, true} {
				shuffled, moved := shuffle(t, random, text, ordered)
				switch got := again(shuffled); {
				case !moved: // it has no such list
				case !ordered && got != want:
					t.Errorf("%s shows the order of a list:\n%s\n%s", d.call, want, got)
				case ordered && got == want:
					t.Errorf("%s forgets the order of %v", d.call, orderedLists)
				}
			}
		}
	}
}

// fillLists gives v and all that is in it values, and every list some elements.
func fillLists(random *rand.Rand, v reflect.Value) {
	switch v.Interface().(type) {
	case PolicyDocument, PolicyText:
		v.SetString(`{"Statement":[{"Condition":{"StringEquals":{"k":["2","1"]}},"Sid":"b"},{"Action":["s3:Get*","ec2:*"],"Sid":"a"}]}`)
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(fmt.Sprintf("x-%03d", random.IntN(1000)))
	case reflect.Bool:
		v.SetBool(random.IntN(2) == 0)
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(random.Int64N(1000))
	case reflect.Float64:
		v.SetFloat(float64(random.IntN(1000)))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillLists(random, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 3, 3))
		for i := range v.Len() {
			fillLists(random, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		value := reflect.New(v.Type().Elem()).Elem()
		fillLists(random, value)
		v.SetMapIndex(reflect.ValueOf("key"), value)
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Type().Field(i)
			if field.IsExported() && !strings.HasPrefix(field.Tag.Get("json"), "-") {
				fillLists(random, v.Field(i))
			}
		}
	}
	// What is read by halves otherwise.
	if set, ok := v.Addr().Interface().(*ResourceRecordSet); ok {
		set.Type = "A"
	}
}

// shuffle turns the lists of a document round: those with an order that means something, or all others.
func shuffle(t *testing.T, random *rand.Rand, text []byte, ordered bool) (shuffled []byte, moved bool) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var document any
	if err := decoder.Decode(&document); err != nil {
		t.Fatal(err)
	}
	var walk func(name string, value any)
	walk = func(name string, value any) {
		switch v := value.(type) {
		case []any:
			for _, e := range v {
				walk("", e)
			}
			if slices.Contains(orderedLists, name) == ordered {
				slices.Reverse(v)
				random.Shuffle(len(v)-1, func(i, j int) { v[i], v[j] = v[j], v[i] }) // the last one was the first
				moved = true
			}
		case map[string]any:
			for k, e := range v {
				walk(k, e)
			}
		}
	}
	walk("", document)
	shuffled, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return shuffled, moved
}

func TestSortJSON(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{`"s3:*"`, `"s3:*"`},
		{`[]`, `[]`},
		{`["b","a"]`, `["a","b"]`},
		{`["b]","a\",["]`, `["a\",[","b]"]`},
		{`{"b":["y","x"],"a":{}}`, `{"b":["x","y"],"a":{}}`},
		{`[{"b":["y","x"]},{"a":[true,null,12,3]}]`, `[{"a":[12,3,null,true]},{"b":["x","y"]}]`},
		{`[[2,1],[1,3,2],[]]`, `[[1,2,3],[1,2],[]]`},
	} {
		text := []byte(tt.text)
		if end := sortJSON(text, 0); end != len(text) || string(text) != tt.want {
			t.Errorf("%s became %s, read to %d of %d", tt.text, text, end, len(text))
		}
	}
}

// A saved snapshot is in order, and has up to a hundred thousand elements: looking at one costs no memory.
func TestSortedListsCostNothing(t *testing.T) {
	n := NetworkInterface{NetworkInterfaceId: "eni-1", Groups: []GroupRef{{GroupId: "sg-1"}, {GroupId: "sg-2"}},
		PrivateIpAddresses: []PrivateIPAddress{{PrivateIpAddress: "10.0.0.4"}, {PrivateIpAddress: "10.0.0.5"}},
		TagSet:             Tags{{Key: "a"}, {Key: "b"}}}
	policy := []byte(`{"Statement":[{"Action":["ec2:*","s3:*"]},{"Sid":"b"}]}`)
	if allocations := testing.AllocsPerRun(100, func() {
		sortLists(reflect.ValueOf(&n))
		sortJSON(policy, 0)
	}); allocations > 0 {
		t.Errorf("%v allocations", allocations)
	}
}
