package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"testing"
)

// floor is a row of the table of floors: files of a package that may use each other and those of the floors before
// them. The packages themselves are floors too, which the compiler holds: ui/screen (the contract) below ui/say and
// ui/query, below ui/screens, below ui/plain and ui.
type floor struct {
	folder string
	files  []string // nil for all the others of the folder
	why    string
}

// floors are, folder by folder, the lowest first.
var floors = []floor{
	{"ui/screens",
		[]string{"detail.go", "listing.go", "listingfilter.go", "listingnamed.go", "listingsort.go", "listingtags.go",
			"listingtyped.go", "listingview.go", "marks.go", "mouse.go", "pending.go", "recall.go", "sheet.go"},
		"what screens are made of: lists and sheets know no screen"},
	{"ui/screens", []string{"about.go", "subject.go", "console.go", "copymenu.go", "document.go", "markdown.go",
		"owner.go", "askdestination.go",
		"formask.go"}, "what can be asked of whatever the person stands on, on any screen"},
	{"ui/screens", nil, "the screens"},
	{"ui/screens", []string{"prompt.go", "promptfind.go", "whyasked.go", "places.go", "verbargs.go", "verbedits.go",
		"verbs.go", "verbsdemand.go",
		"views.go"}, "the tables of screens and of words, which know them all"},

	{"ui", []string{"job.go", "rest.go"}, "work beside the one that draws knows nothing of the explorer"},
	{"ui", nil, "the explorer: one model, its messages, boxes and keys"},
}

// upward is how many names of a higher floor are used by files of a lower one. It only shrinks.
const upward = 0

// TestFloors counts the names of a higher floor that files of a lower one use, methods of its types included.
func TestFloors(t *testing.T) {
	all := goFiles(t)
	count := 0
	for _, folder := range []string{"ui/screens", "ui"} {
		level := map[string]int{}
		rest := -1
		for i, f := range floors {
			if f.folder != folder {
				continue
			}
			if f.files == nil {
				rest = i
			}
			for _, name := range f.files {
				level[name] = i
			}
		}
		declared, parsed := map[string]string{}, map[string]*ast.File{}
		for _, file := range all[folder] {
			name := path.Base(file)
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			parsed[name] = f
			if _, ok := level[name]; !ok {
				level[name] = rest
			}
			for _, object := range f.Scope.Objects {
				declared[object.Name] = name
			}
		}
		for _, f := range floors {
			for _, name := range f.files {
				if f.folder == folder && parsed[name] == nil {
					t.Errorf("%s/%s stands in the table of floors and is not there", folder, name)
				}
			}
		}
		for _, name := range slices.Sorted(maps.Keys(parsed)) {
			used := map[string]bool{}
			for _, id := range parsed[name].Unresolved {
				used[id.Name] = true
			}
			for _, d := range parsed[name].Decls {
				if method, ok := d.(*ast.FuncDecl); ok && method.Recv != nil {
					used[receiver(method)] = true
				}
			}
			for _, use := range slices.Sorted(maps.Keys(used)) {
				if home, ok := declared[use]; ok && level[home] > level[name] {
					t.Logf("%s/%s uses %s of %s, which is above it", folder, name, use, home)
					count++
				}
			}
		}
	}
	switch {
	case count > upward:
		t.Errorf("%d names are used from below, %d are allowed: move what both need down, or the file up",
			count, upward)
	case count < upward:
		t.Errorf("%d names are used from below by now: write that in the place of %d", count, upward)
	}
}

// receiver is the type that a method is of.
func receiver(method *ast.FuncDecl) string {
	t := method.Recv.List[0].Type
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	if x, ok := t.(*ast.IndexExpr); ok {
		t = x.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}
