package report

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

// The tables in docs/fleet.md are those that are written. `make docs` writes them.
func TestDocumentHasTheTables(t *testing.T) {
	t.Parallel()
	file := filepath.Join("..", "..", "docs", "fleet.md")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- tables: written by `make docs`; do not edit -->\n", "<!-- end of tables -->"
	before, rest, found := strings.Cut(string(data), begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("docs/fleet.md has no place for the tables between %q and %q", begin, end)
	}
	var tables strings.Builder
	for _, table := range []struct {
		name string
		row  reflect.Type
	}{{findingsTable, reflect.TypeFor[ocsfFinding]()}, {functionsTable, reflect.TypeFor[lakeFunction]()},
		{regionsTable, reflect.TypeFor[lakeRegion]()}} {
		tables.WriteString("\n```\n" + ddl(t, table.name, table.row) + "\n```\n")
	}
	want := before + begin + tables.String() + "\n" + end + after
	if want == string(data) {
		return
	}
	if os.Getenv("VPCLENS_UPDATE") != "1" {
		t.Fatal("the tables in docs/fleet.md are not those that are written: run make docs")
	}
	if err := os.WriteFile(file, []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// ddl makes a table of Athena.
func ddl(t *testing.T, name string, row reflect.Type) string {
	t.Helper()
	var b strings.Builder
	fmt.Fprintf(&b, "CREATE EXTERNAL TABLE %s (\n", name)
	for i := range row.NumField() {
		field := row.Field(i)
		column, _, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		comma := ","
		if i == row.NumField()-1 {
			comma = ""
		}
		fmt.Fprintf(&b, "  `%s` %s%s\n", column, hive(t, field.Type), comma)
	}
	fmt.Fprintf(&b, `)
PARTITIONED BY (region string, accountid string, eventday string)
STORED AS PARQUET
LOCATION 's3://example-lake/vpclens/%[1]s/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.region.type' = 'enum', 'projection.region.values' = 'us-east-1,eu-west-1',
  'projection.accountid.type' = 'enum', 'projection.accountid.values' = '111122223333,444455556666',
  'projection.eventday.type' = 'date', 'projection.eventday.format' = 'yyyyMMdd', 'projection.eventday.range' = '20260101,NOW',
  'storage.location.template' = 's3://example-lake/vpclens/%[1]s/region=${region}/accountId=${accountid}/eventDay=${eventday}/'
)`, name)
	return b.String()
}

// hive is a type as Athena's tables have it. Names within a struct may be words of its language.
func hive(t *testing.T, of reflect.Type) string {
	t.Helper()
	switch {
	case of == reflect.TypeFor[time.Time]():
		return "timestamp"
	case of.Kind() == reflect.Pointer:
		return hive(t, of.Elem())
	case of.Kind() == reflect.Slice:
		return "array<" + hive(t, of.Elem()) + ">"
	case of.Kind() == reflect.Struct:
		var fields []string
		for i := range of.NumField() {
			name, _, _ := strings.Cut(of.Field(i).Tag.Get("parquet"), ",")
			fields = append(fields, "`"+name+"`:"+hive(t, of.Field(i).Type))
		}
		return "struct<" + strings.Join(fields, ",") + ">"
	}
	name, ok := map[reflect.Kind]string{reflect.String: "string", reflect.Bool: "boolean", reflect.Int32: "int",
		reflect.Int64: "bigint"}[of.Kind()]
	if !ok {
		t.Fatalf("no type of Athena for %s", of)
	}
	return name
}
