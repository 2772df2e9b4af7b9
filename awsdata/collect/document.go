package collect

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// document gathers the pages of one call into the JSON that the AWS CLI prints for it. The SDK's output structs carry
// the API's member names, so one small encoder serves all calls. encoding/json alone would print a null for every
// absent member.
type document struct {
	lists   map[string]*list
	scalars map[string][]byte
	pages   int
	small   bool   // see smallMembers
	must    string // the member that each page has to have, as the service spells it; "" for none
	size    int    // bytes of the lists so far
	budget  *budget
	onPage  func(items int)
	targets map[string]awsdata.Targets // of functions, by ARN: see takeEnvironment
	structs map[reflect.Type][]member  // those that were encoded so far: to look one up again for each element is slow
}

// member is what is written of a struct's field.
type member struct {
	index int
	name  string // quoted, and with a colon
}

type list struct {
	pages [][]byte // of elements, separated by commas; none longer than what is in it
	n     int
}

// pagingMembers tell about pages and requests, not about the account.
var pagingMembers = map[string]bool{
	"ResultMetadata": true, "NextToken": true, "NextMarker": true, "Marker": true, "IsTruncated": true,
	"MaxItems": true, "PaginationToken": true, "MaxResults": true,
	"NextRecordName": true, "NextRecordType": true, "NextRecordIdentifier": true,
}

// smallMembers are the SDK's packages of the services whose members begin with a small letter. The SDK makes it a
// capital, for Go; the AWS CLI prints it as it is. Others that have small letters in JSON have capitals in their
// models, and there the AWS CLI prints those.
var smallMembers = map[string]bool{"redshiftserverless": true, "s3files": true, "vpclattice": true}

// Bounds of what calls may bring: far beyond any account, and little enough for any machine. In brackets is what an
// account of 50,000 functions has.
const (
	mostPages    = 5_000     // of one call (1,000)
	mostBytes    = 64 << 20  // of one call (40 MB)
	mostAllBytes = 192 << 20 // of all calls (98 MB)
	mostAnswer   = 32 << 20  // of one answer, as it is sent
)

// endlessError says that a list had no end. What had come by then is nobody's list, and not kept.
type endlessError struct{ reason string }

// Error implements error.
func (e *endlessError) Error() string { return e.reason }

// budget is what all calls of a collection may still bring, in bytes.
type budget struct {
	all    int64
	left   atomic.Int64
	parent *budget // of all accounts together, nil for none
}

func newBudget(all int64) *budget {
	b := &budget{all: all}
	b.left.Store(all)
	return b
}

// take takes so many bytes off, and reports whether they were there. None have no end.
func (b *budget) take(n int) bool {
	return b == nil || b.left.Add(-int64(n)) >= 0 && b.parent.take(n)
}

// drop forgets what has come. What it took of the budget is not given back: three lists without an end are enough.
func (d *document) drop() { d.lists, d.scalars, d.pages, d.size = nil, nil, 0, 0 }

// add appends a page: a pointer to an output struct of the SDK. A page without the member that all pages have is an
// error: AWS sends an empty list where there is nothing, so what lacks it is somebody else's answer.
func (d *document) add(page any) error {
	v := reflect.ValueOf(page).Elem()
	d.small = smallMembers[path.Base(v.Type().PkgPath())]
	if d.must != "" {
		if f := v.FieldByName(strings.ToUpper(d.must[:1]) + d.must[1:]); f.IsValid() && absent(f) {
			return missingMember(d.must)
		}
	}
	if d.pages >= mostPages {
		return &endlessError{fmt.Sprintf("the answer has more than %d pages", mostPages)}
	}
	for i := range v.NumField() {
		field, f := v.Type().Field(i), v.Field(i)
		if !field.IsExported() || pagingMembers[field.Name] {
			continue
		}
		if f.Kind() == reflect.Slice {
			if err := d.extend(d.member(field.Name), f); err != nil {
				return err
			}
			continue
		}
		if absent(f) {
			continue
		}
		var b bytes.Buffer
		if err := d.encode(&b, f); err != nil {
			return fmt.Errorf("encode %s: %w", field.Name, err)
		}
		if d.scalars == nil {
			d.scalars = make(map[string][]byte)
		}
		d.scalars[d.member(field.Name)] = b.Bytes()
	}
	d.pages++
	if d.onPage != nil {
		d.onPage(d.items())
	}
	return nil
}

func (d *document) extend(name string, elements reflect.Value) error {
	l := d.lists[name]
	if l == nil {
		if d.lists == nil {
			d.lists = make(map[string]*list)
		}
		l = new(list)
		d.lists[name] = l
	}
	var page bytes.Buffer
	for i := range elements.Len() {
		if l.n > 0 {
			page.WriteByte(',')
		}
		before := page.Len()
		if err := d.encode(&page, elements.Index(i)); err != nil {
			return fmt.Errorf("encode %s: %w", name, err)
		}
		l.n++
		n := page.Len() - before
		d.size += n
		switch {
		case d.size > mostBytes:
			return &endlessError{fmt.Sprintf("the answer is longer than %d MB", mostBytes>>20)}
		case !d.budget.take(n):
			return &endlessError{fmt.Sprintf("all answers together are longer than %d MB", d.budget.all>>20)}
		}
	}
	l.pages = append(l.pages, bytes.Clone(page.Bytes()))
	return nil
}

// items counts what has arrived: the elements of the lists, or one for an answer without lists.
func (d *document) items() int {
	n := 0
	for _, l := range d.lists {
		n += l.n
	}
	if len(d.lists) == 0 && d.pages > 0 {
		n = 1
	}
	return n
}

// bytes is the document: one JSON object with its members in alphabetical order.
func (d *document) bytes() []byte {
	names := slices.Sorted(maps.Keys(d.lists))
	names = slices.AppendSeq(names, maps.Keys(d.scalars))
	slices.Sort(names)
	var b bytes.Buffer
	b.Grow(d.size + d.size/16 + bytes.MinRead) // an element more has its comma
	b.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:", name)
		if l := d.lists[name]; l != nil {
			b.WriteByte('[')
			for _, page := range l.pages {
				b.Write(page)
			}
			b.WriteByte(']')
		} else {
			b.Write(d.scalars[name])
		}
	}
	b.WriteByte('}')
	return b.Bytes()
}

// absent reports whether the answer did not have the member. Numbers and booleans that are no pointers always count as
// present: the SDK makes them so where the API always sends them.
func absent(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface:
		return v.IsNil()
	case reflect.String:
		return v.Len() == 0
	}
	return false
}

// member is the API's name for a member, which the AWS CLI prints.
func (d *document) member(field string) string {
	if !d.small {
		return field
	}
	return strings.ToLower(field[:1]) + field[1:]
}

// encode writes a value of the SDK as the AWS CLI prints it.
func (d *document) encode(b *bytes.Buffer, v reflect.Value) error {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("null")
			return nil
		}
		return d.encode(b, v.Elem())
	case reflect.Struct:
		if t, ok := v.Interface().(time.Time); ok {
			return encodeScalar(b, t.UTC().Format("2006-01-02T15:04:05.999999-07:00"))
		}
		return d.encodeStruct(b, v)
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			return encodeScalar(b, v.Interface())
		}
		b.WriteByte('[')
		for i := range v.Len() {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := d.encode(b, v.Index(i)); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	case reflect.Map:
		return d.encodeMap(b, v)
	case reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return errors.New("no JSON for " + v.Type().String())
	}
	return encodeValue(b, v)
}

// encodeValue writes a text, number or truth value.
func encodeValue(b *bytes.Buffer, v reflect.Value) error {
	switch v.Kind() {
	case reflect.String:
		if text := v.String(); isPlain(text) {
			b.WriteByte('"')
			b.WriteString(text)
			b.WriteByte('"')
			return nil
		}
	case reflect.Bool:
		b.Write(strconv.AppendBool(b.AvailableBuffer(), v.Bool()))
		return nil
	case reflect.Int, reflect.Int32, reflect.Int64:
		b.Write(strconv.AppendInt(b.AvailableBuffer(), v.Int(), 10))
		return nil
	}
	return encodeScalar(b, v.Interface())
}

// isPlain reports whether a text in JSON is the text in quotes, as ids and addresses are.
func isPlain(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || strings.IndexByte(`"\<>&`, c) >= 0 {
			return false
		}
	}
	return true
}

func (d *document) encodeStruct(b *bytes.Buffer, v reflect.Value) error {
	b.WriteByte('{')
	first := true
	for _, m := range d.members(v.Type()) {
		f := v.Field(m.index)
		if absent(f) {
			continue
		}
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString(m.name)
		if err := d.encode(b, f); err != nil {
			return err
		}
	}
	if targets := d.targetsOf(v); targets != nil {
		b.WriteString(`,"VpclensTargets":`)
		if err := encodeScalar(b, targets); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

// members are the exported fields of a struct.
func (d *document) members(of reflect.Type) []member {
	members, ok := d.structs[of]
	if ok {
		return members
	}
	for i := range of.NumField() {
		if field := of.Field(i); field.IsExported() {
			members = append(members, member{i, strconv.Quote(d.member(field.Name)) + ":"})
		}
	}
	if d.structs == nil {
		d.structs = make(map[reflect.Type][]member)
	}
	d.structs[of] = members
	return members
}

func (d *document) encodeMap(b *bytes.Buffer, v reflect.Value) error {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(x, y reflect.Value) int { return bytes.Compare([]byte(x.String()), []byte(y.String())) })
	b.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encodeScalar(b, key.String()); err != nil {
			return err
		}
		b.WriteByte(':')
		if err := d.encode(b, v.MapIndex(key)); err != nil {
			return err
		}
	}
	b.WriteByte('}')
	return nil
}

func encodeScalar(b *bytes.Buffer, value any) error {
	text, err := json.Marshal(value)
	b.Write(text)
	return err
}
