package awsdata

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Clean makes text from AWS harmless to show. Names, tags, descriptions and error messages are written by whoever may
// write to the account, so they can carry escape sequences, bidirectional overrides or line breaks. Clean keeps such
// characters visible instead of dropping them (a reviewer wants to see that they are there) but takes their power away:
// C0 controls become Unicode control pictures (ESC is shown as ␛), everything else that a terminal or a reader could
// mistake becomes U+FFFD. The result has no line breaks, is valid UTF-8, and Clean(Clean(s)) == Clean(s).
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	marks := 0
	for i, r := range strings.ToValidUTF8(s, "\uFFFD") {
		if unicode.Is(unicode.M, r) && !isHostile(r) {
			// A pile of combining marks grows out of its line; four are enough for every living script. A mark in the
			// first place would change the character before the text, which is not the text's own.
			if i == 0 {
				b.WriteRune('◌')
			}
			if marks++; marks > 4 {
				continue
			}
		} else {
			marks = 0
		}
		switch {
		case r < 0x20:
			b.WriteRune('\u2400' + r)
		case r == 0x7f:
			b.WriteRune('\u2421')
		case isHostile(r):
			b.WriteRune('\uFFFD')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// isHostile reports whether a rune that is no C0 control can still break a line, reorder it, or hide in it.
func isHostile(r rune) bool {
	return (r >= 0x80 && r < 0xa0) || // C1 controls, some terminals obey them as UTF-8 too
		r == '\u2800' || // the empty braille pattern, which fakes an empty name
		// Format controls (bidirectional overrides, joiners, tags), private use, halves of surrogates, line and
		// paragraph separators; letters without ink; and code points that are no characters and never will be.
		unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp,
			unicode.Other_Default_Ignorable_Code_Point, unicode.Noncharacter_Code_Point)
}

// isPlain reports whether s is printable ASCII: the common case, answered without allocating.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7e {
			return false
		}
	}
	return true
}

// cleanAll cleans every string reachable from v, which must be a pointer. Map keys are cleaned as well.
func cleanAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			cleanAll(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				cleanAll(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			cleanAll(v.Index(i))
		}
	case reflect.Map:
		cleaned := reflect.MakeMapWithSize(v.Type(), v.Len())
		for it := v.MapRange(); it.Next(); {
			key, val := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
			key.Set(it.Key())
			val.Set(it.Value())
			cleanAll(key)
			cleanAll(val)
			cleaned.SetMapIndex(key, val)
		}
		if v.CanSet() && !v.IsNil() {
			v.Set(cleaned)
		}
	case reflect.String:
		if s := v.String(); !isPlain(s) && v.CanSet() {
			v.SetString(Clean(s))
		}
	}
}

// mayNeedCleaning reports whether a JSON document can hold a string that [Clean] would change. Nearly all documents are
// plain ASCII without escapes, and the walk over a document of 30,000 interfaces is then saved.
func mayNeedCleaning(document []byte) bool {
	for i := 0; i < len(document); i++ {
		switch c := document[i]; {
		case c >= utf8.RuneSelf || c == 0x7f:
			return true
		case c == '\\':
			i++
			if i < len(document) && document[i] != '"' && document[i] != '\\' && document[i] != '/' {
				return true
			}
		}
	}
	return false
}
