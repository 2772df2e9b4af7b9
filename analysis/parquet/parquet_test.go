package parquet_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	library "github.com/parquet-go/parquet-go"

	"github.com/vpclens/vpclens/analysis/parquet"
	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

type part struct {
	ID    string `parquet:"id"`
	Name  string `parquet:"name,optional"`
	Ports []part2
	Tags  []string `parquet:"tags,list"`
}

type part2 struct{}

type inner struct {
	ID    string   `parquet:"id"`
	Name  string   `parquet:"name,optional"`
	Tags  []string `parquet:"tags,list"`
	Fine  bool     `parquet:"fine"`
	Count *int64   `parquet:"count,optional"`
}

type row struct {
	Text  string    `parquet:"text"`
	Maybe string    `parquet:"maybe,optional"`
	Flag  bool      `parquet:"flag"`
	Yes   *bool     `parquet:"yes,optional"`
	Small int32     `parquet:"small"`
	Big   int64     `parquet:"big"`
	Free  *int64    `parquet:"free,optional"`
	At    time.Time `parquet:"moment,timestamp(millisecond)"`
	Names []string  `parquet:"names,list"`
	One   inner     `parquet:"one"`
	Many  []inner   `parquet:"many,list"`
}

func to[T any](v T) *T { return &v }

// rows are rows of every shape: empty lists beside full ones, nulls beside values, lists in lists.
func rows(n int) []row {
	out := make([]row, n)
	for i := range out {
		r := &out[i]
		*r = row{Text: fmt.Sprintf("row %d, ünïcode", i), Flag: i%3 == 0, Small: int32(-i), Big: int64(i) << 33,
			At: time.UnixMilli(1_791_186_120_000 + int64(i)).UTC(), Names: []string{},
			One: inner{ID: "one", Tags: []string{}}, Many: []inner{}}
		if i%2 == 0 {
			r.Maybe, r.Yes, r.Free = fmt.Sprint("maybe ", i), to(i%4 == 0), to(int64(i))
		}
		for j := range i % 4 {
			r.Names = append(r.Names, fmt.Sprint("name ", j))
			many := inner{ID: fmt.Sprint("id ", j), Tags: []string{}, Fine: j%2 == 0}
			if j%2 == 1 {
				many.Name, many.Count = "named", to(int64(j))
			}
			for k := range j {
				many.Tags = append(many.Tags, fmt.Sprint("tag ", k))
			}
			r.Many = append(r.Many, many)
		}
	}
	return out
}

func marshal(t *testing.T, rows []row) []byte {
	t.Helper()
	data, err := parquet.Marshal(rows)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// A library of others reads the same rows.
func TestALibraryReadsTheSame(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 7, 100, 45_000} {
		want := rows(n)
		data := marshal(t, want)
		got, err := library.Read[row](bytes.NewReader(data), int64(len(data)))
		if err != nil {
			t.Fatalf("%d rows: %v", n, err)
		}
		if len(got) == 0 && n == 0 {
			continue
		}
		for i := range got { // what the library has no other way to say
			got[i].At = got[i].At.UTC()
			got[i].Names, got[i].One.Tags = append([]string{}, got[i].Names...), append([]string{}, got[i].One.Tags...)
			got[i].Many = append([]inner{}, got[i].Many...)
			for j := range got[i].Many {
				got[i].Many[j].Tags = append([]string{}, got[i].Many[j].Tags...)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%d rows (-written +read):\n%.2000s", n, diff)
		}
		if !bytes.Equal(data, marshal(t, want)) {
			t.Errorf("%d rows: the same rows give other bytes", n)
		}
	}
}

// The schema is the one that the library makes of the same type.
func TestTheSchemaIsTheLibrarys(t *testing.T) {
	t.Parallel()
	data := marshal(t, rows(1))
	f, err := library.OpenFile(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(library.SchemaOf(row{}).String(), "message row", "message root", 1)
	if diff := cmp.Diff(want, f.Schema().String()); diff != "" {
		t.Errorf("the schema (-library +ours):\n%s", diff)
	}
}

// DuckDB reads the same rows.
func TestDuckDBReadsTheSame(t *testing.T) {
	t.Parallel()
	python := filepath.Join(venv.Folder(t), "bin", "python")
	file := filepath.Join(t.TempDir(), "rows.parquet")
	write(t, file, marshal(t, rows(21_000))) // more than one row group
	const script = `
import duckdb, json, sys
r = duckdb.sql("""select count(*), count(maybe), count(yes), sum(cast(yes as int)), sum(small), sum(big), sum(free), max(moment)::varchar, sum(len(names)),
  sum(len(many)), sum(len(list_filter(many, lambda m: m.name is null))), sum(list_sum(list_transform(many, lambda m: len(m.tags)))), sum(list_sum(list_transform(many, lambda m: m.count)))
  from read_parquet('%s')""" % sys.argv[1]).fetchall()[0]
print(json.dumps([str(v) for v in r]))
`
	out, err := exec.Command(python, "-c", script, file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var got []string
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	var n, maybe, yes, isYes, small, big, free, names, many, unnamed, tags, count int64
	var last time.Time
	for _, r := range rows(21_000) {
		n, small, big, last = n+1, small+int64(r.Small), big+r.Big, r.At
		if r.Maybe != "" {
			maybe++
		}
		if r.Yes != nil {
			yes++
			if *r.Yes {
				isYes++
			}
		}
		if r.Free != nil {
			free += *r.Free
		}
		names, many = names+int64(len(r.Names)), many+int64(len(r.Many))
		for _, m := range r.Many {
			tags += int64(len(m.Tags))
			if m.Name == "" {
				unnamed++
			}
			if m.Count != nil {
				count += *m.Count
			}
		}
	}
	want := []string{fmt.Sprint(n), fmt.Sprint(maybe), fmt.Sprint(yes), fmt.Sprint(isYes), fmt.Sprint(small),
		fmt.Sprint(big), fmt.Sprint(free), last.Format("2006-01-02 15:04:05.000") + "+00", fmt.Sprint(names),
		fmt.Sprint(many), fmt.Sprint(unnamed), fmt.Sprint(tags), fmt.Sprint(count)}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("DuckDB (-want +got):\n%s", diff)
	}
}

func TestTypesThatAreNoRows(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"no name":   second(parquet.Marshal([]part{})),
		"no struct": second(parquet.Marshal([]int64{})),
		"no fields": second(parquet.Marshal([]part2{})),
		"a kind": second(parquet.Marshal([]struct {
			A float64 `parquet:"a"`
		}{})),
		"an option": second(parquet.Marshal([]struct {
			A string `parquet:"a,zstd"`
		}{})),
		"a list of nothing": second(parquet.Marshal([]struct {
			A string `parquet:"a,list"`
		}{})),
		"an optional int": second(parquet.Marshal([]struct {
			A int64 `parquet:"a,optional"`
		}{})),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
