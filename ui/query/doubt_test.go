package query_test

import (
	"testing"

	"github.com/vpclens/vpclens/ui/query"
)

// taggedRow is a row with tags, as the field "tag" has them.
type taggedRow []string

func (r taggedRow) Text() string { return "" }

func (r taggedRow) Names() []string { return nil }

func (r taggedRow) Field(key string) ([]string, bool) { return r, key == "tag" }

// matched are the rows that a query shows, and those that it cannot tell of, by their digits.
func matched[T query.Subject](q query.Query, rows []T) (shown, undecided string) {
	for i, r := range rows {
		digit := string(rune('0' + i))
		if q.Match(r) {
			shown += digit
		}
		if q.Undecided(r) {
			undecided += digit
		}
	}
	return shown, undecided
}

// Of a row of unknown tags nobody can say whether it is meant: neither that it is, nor that it is not.
func TestTags(t *testing.T) {
	t.Parallel()
	rows := []taggedRow{{"team=payments", "owner=li"}, {"team=shop", "note=what?"}, {"none"}, {query.Unknown},
		{"team=payments", query.Unknown}}
	const pay, shop, untagged, unread, half = "0", "1", "2", "3", "4"
	for _, tt := range []struct{ query, shown, undecided string }{
		{"tag:team=payments", pay + half, unread},
		{"tag:payments", pay + half, unread},
		{"tag:team", pay + shop + half, unread},
		{"tag:TEAM=Shop", shop, unread + half},
		{"tag:team=shop|team=payments", pay + shop + half, unread},
		{"tag:=team=pay", "", unread + half},
		{"tag:~^team=.a", pay + half, unread},
		{"!tag:team=payments", shop + untagged, unread},
		{"!tag:team=shop", pay + untagged, unread + half},
		{"tag:none", untagged, unread + half},
		{"tag:?", unread + half, ""},
		{"!tag:?", pay + shop + untagged, ""},
		{"tag:team=shop|?", shop + unread + half, ""},
		{"!tag:team=shop|?", pay + untagged, ""},
		{"tag:team=payments nothing-has-it", "", ""},
		{"tag:team=payments tag:owner", pay, unread + half},
		{"tag:", pay + shop + untagged + unread + half, ""},
		{"tag:~", pay + shop + untagged + unread + half, ""},
		{"", pay + shop + untagged + unread + half, ""},
	} {
		q := query.ParseQuery(tt.query, []string{"tag"})
		shown, undecided := matched(q, rows)
		if shown != tt.shown || undecided != tt.undecided {
			t.Errorf("%q shows %q and cannot tell of %q, want %q and %q", tt.query, shown, undecided, tt.shown,
				tt.undecided)
		}
		if undecided != "" && !q.AsksTags() {
			t.Errorf("%q does not ask for tags", tt.query)
		}
	}
}

// doubtfulRow is a row whose fields may have other values than those that are known.
type doubtfulRow struct{ known, doubts []string }

func (r doubtfulRow) Text() string { return "" }

func (r doubtfulRow) Names() []string { return nil }

func (r doubtfulRow) Field(key string) ([]string, bool) { return r.known, key == "out" }

func (r doubtfulRow) Doubts(key string) []string {
	if key != "out" {
		return nil
	}
	return r.doubts
}

// A row of which a field is unknown is not "no" to a filter that asks for it, and is left in by one that leaves others
// out.
func TestDoubts(t *testing.T) {
	t.Parallel()
	rows := []doubtfulRow{{known: []string{"open"}}, {[]string{"unknown"}, []string{query.Unknown}},
		{[]string{"soon"}, []string{"broken"}}}
	for _, tt := range []struct{ query, shown, undecided string }{
		{"out:open", "0", "1"},
		{"out:broken", "", "12"},
		{"out:~^br", "", "12"},
		{"out:unknown", "1", ""},
		{"out:unknown|open", "01", ""},
		{"!out:open", "12", ""},
		{"out:broken nothing-has-it", "", ""},
		{"out:", "012", ""},
		{"open", "", ""},
	} {
		q := query.ParseQuery(tt.query, []string{"out"})
		shown, undecided := matched(q, rows)
		if shown != tt.shown || undecided != tt.undecided {
			t.Errorf("%q shows %q and cannot tell of %q, want %q and %q", tt.query, shown, undecided, tt.shown,
				tt.undecided)
		}
		if undecided != "" && !q.AsksFields() {
			t.Errorf("%q does not ask for fields", tt.query)
		}
	}
}
