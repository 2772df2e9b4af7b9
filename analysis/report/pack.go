package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// Pack is everything that a reviewer needs, in one file.
type Pack struct {
	Scan       *Scan
	Anonymized bool
}

// packed are the forms of a scan in a pack, by the names of their files.
var packed = []struct{ format, file, about string }{
	{"html", "report.html", "the report: open it in a browser, search it, print it, sign it"},
	{"csv", "findings.csv", "the findings as a table, for a spreadsheet"},
	{"json", "findings.json", "everything that the report says, for programs"},
}

// The names of the other files of a pack.
const (
	packedSnapshot = "snapshot.json.gz"
	packedReadme   = "README.txt"
)

// WritePack writes the pack as a zip file. The same snapshot gives the same bytes: files stand in one order and carry
// the time at which the account was read. Only their owner can read them where they are unpacked.
func WritePack(w io.Writer, p *Pack) error {
	files, err := p.files()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, f := range files {
		head := &zip.FileHeader{Name: f.Path, Method: zip.Deflate, Modified: p.at()}
		head.SetMode(0o600)
		into, err := z.CreateHeader(head)
		if err != nil {
			return fmt.Errorf("pack %s: %w", f.Path, err)
		}
		if _, err := into.Write(f.Data); err != nil {
			return fmt.Errorf("pack %s: %w", f.Path, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("pack: %w", err)
	}
	return nil
}

// at is when the account was read; where nothing tells it, the first day that a zip file knows.
func (p *Pack) at() time.Time {
	if at := p.snapshot().CapturedAt; !at.IsZero() {
		return at.UTC().Truncate(time.Second)
	}
	return time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
}

func (p *Pack) snapshot() *awsdata.Snapshot { return p.Scan.Result.Snapshot }

// files are those of the pack, what is read first at the top.
func (p *Pack) files() ([]File, error) {
	readme := &text{}
	out := []File{{Path: packedReadme}}
	about := [][2]string{}
	add := func(name, words string, data []byte) {
		out = append(out, File{Path: name, Data: data})
		about = append(about, [2]string{name, words})
	}
	formats := Formats()
	for _, one := range packed {
		i := slices.IndexFunc(formats, func(f Format) bool { return f.Name == one.format })
		if i < 0 {
			continue
		}
		var b bytes.Buffer
		if err := formats[i].Write(&b, p.Scan); err != nil {
			return nil, fmt.Errorf("pack %s: %w", one.file, err)
		}
		add(one.file, one.about, b.Bytes())
	}
	data, err := p.snapshot().Packed()
	if err != nil {
		return nil, err
	}
	add(packedSnapshot, "what the AWS APIs described, as the AWS CLI prints it", data)
	add("CATALOGUE.md", "every check: what it finds, why it matters, how to fix it", []byte(check.Document()))
	var checks bytes.Buffer
	if err := WriteChecksJSON(&checks, &Checks{Checks: check.Catalogue()}); err != nil {
		return nil, err
	}
	add("checks.json", "the same for programs", checks.Bytes())

	p.readme(readme, about)
	var b bytes.Buffer
	if err := readme.writeTo(&b); err != nil {
		return nil, err
	}
	out[0].Data = b.Bytes()
	return out, nil
}

// readme says what is in the pack and how to open it.
func (p *Pack) readme(t *text, files [][2]string) {
	all, s := p.Scan.scanned(), p.snapshot()
	t.look.Width = 78
	what := "Account " + s.AccountID
	if all.several() {
		what = english.Count(len(all.results), "account")
	}
	t.line(0, piece{Plain, what})
	t.line(0, piece{Plain, strings.Repeat("=", len(what))})
	t.blank()
	read := "Nothing tells when it was read."
	if !s.CapturedAt.IsZero() {
		read = "Read " + s.CapturedAt.UTC().Format("2 January 2006, 15:04 UTC") + "."
	}
	t.paragraph(0, nil, Plain, fmt.Sprintf("%s %s in %s, %s. Written by vpclens %s.", read,
		english.Count(len(all.functions), "function"), strings.Join(all.regions(), ", "),
		english.Count(len(all.findings), "finding"), p.Scan.Version))
	if n := len(s.Gaps()); n > 0 {
		t.paragraph(0, nil, Plain, countWere(n, "API call")+" not read. What depends on them is unknown, which is "+
			"not safe: the report lists them.")
	}
	if p.Anonymized {
		t.paragraph(0, nil, Plain, "Account ids, names and public addresses are replaced in every file. Who reaches "+
			"what is as it was. What the team has accepted is not in it: its waivers name what is replaced.")
	}
	t.blank()
	t.line(0, piece{Plain, "What is in it"})
	t.blank()
	width := 0
	for _, f := range files {
		width = max(width, len(f[0]))
	}
	for _, f := range files {
		t.paragraph(2, []piece{{Plain, pad(f[0], width) + "  "}}, Plain, f[1])
	}
	t.blank()
	t.line(0, piece{Plain, "How to look closer"})
	t.blank()
	t.paragraph(0, nil, Plain, "report.html needs nothing but a browser and asks for nothing on the network. With "+
		"vpclens, which needs no AWS account for this, every path can be asked and every answer made again:")
	t.blank()
	for _, words := range [][]string{{}, {"scan"}, {"trace", "FUNCTION", "--to", "internet"}} {
		words = append(append([]string{"vpclens"}, words...), "--from", packedSnapshot)
		t.line(2, piece{Plain, paste.Line(words...)})
	}
}
