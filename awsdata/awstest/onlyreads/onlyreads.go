// Package onlyreads finds calls to AWS that are not known to change nothing. It is for tests only.
package onlyreads

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The program can only read. This looks at every name that a package's source uses, with the compiler's own knowledge
// of what it means, and finds each way to an operation of AWS: the method of a client or interface, the input that it
// takes, a paginator, a waiter, a presigner, a request of one's own.

// Reads reports whether an operation of AWS, by its name, changes nothing.
func Reads(operation string) bool {
	for _, prefix := range []string{"Get", "List", "Describe", "Lookup", "Search"} {
		if strings.HasPrefix(operation, prefix) {
			return true
		}
	}
	return false
}

// Violation is a use of something that could change an account.
type Violation struct {
	File string
	Line int
	What string
}

// String is the violation with its place.
func (v Violation) String() string { return fmt.Sprintf("%s:%d: %s", v.File, v.Line, v.What) }

// Package is [Violations] of the package in a folder, "." for that of the test which asks.
func Package(t testing.TB, folder string, allowed ...string) (found []Violation, names map[string]bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	if len(files) == 0 {
		t.Fatalf("no source in %s", folder)
	}
	return Violations(t, files, allowed...)
}

// Violations checks source files of one package, which may use the named operations besides those that read. names are
// the names that the files use from the AWS services.
func Violations(t testing.TB, files []string, allowed ...string) (found []Violation, names map[string]bool) {
	t.Helper()
	reads := func(operation string) bool { return Reads(operation) || slices.Contains(allowed, operation) }
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, f := range files {
		file, err := parser.ParseFile(fset, f, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	info := &types.Info{Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", exportData(t, parsed))}
	if _, err := config.Check("checked", fset, parsed, info); err != nil {
		t.Fatal(err)
	}
	names = map[string]bool{}
	report := func(at token.Pos, format string, args ...any) {
		p := fset.Position(at)
		found = append(found, Violation{p.Filename, p.Line, fmt.Sprintf(format, args...)})
	}
	for _, file := range parsed {
		for _, spec := range file.Imports {
			if path := strings.Trim(spec.Path.Value, `"`); forbiddenImports[path] {
				report(spec.Pos(), "imports %s: requests of one's own cannot be checked", path)
			}
		}
		// Interfaces of the package itself are narrow only if their methods are.
		ast.Inspect(file, func(n ast.Node) bool {
			if i, ok := n.(*ast.InterfaceType); ok {
				for _, m := range i.Methods.List {
					for _, name := range m.Names {
						if takesInput(m.Type) && !reads(name.Name) {
							report(name.Pos(), "interface with the method %s", name.Name)
						}
					}
				}
			}
			return true
		})
	}
	for use, object := range info.Uses {
		if why := judgeUse(object, reads); why != "" {
			report(use.Pos(), "%s", why)
		}
		if ofService(object) {
			names[object.Name()] = true
		}
	}
	return found, names
}

// forbiddenImports lead to AWS past the clients.
var forbiddenImports = map[string]bool{
	"os/exec": true, "net/http/httptest": true, "github.com/aws/aws-sdk-go-v2/aws/signer/v4": true,
}

// judgeUse tells what is wrong with the use of an object, "" if nothing is.
func judgeUse(object types.Object, reads func(string) bool) string {
	name := object.Name()
	if f, ok := object.(*types.Func); ok {
		signature := f.Type().(*types.Signature)
		if signature.Recv() != nil && inputOf(signature) != "" && !reads(name) {
			return "calls " + name
		}
		if f.Pkg() != nil && f.Pkg().Path() == "net/http" && !ofHeader(signature) &&
			slices.Contains([]string{"Get", "Post", "PostForm", "NewRequest",
				"NewRequestWithContext", "Do", "RoundTrip"}, name) {
			return "makes a request of its own with " + name
		}
	}
	if !ofService(object) {
		return ""
	}
	operation := strings.TrimPrefix(name, "New")
	for _, suffix := range []string{"Input", "Paginator", "APIClient", "PaginatorOptions"} {
		if o, ok := strings.CutSuffix(operation, suffix); ok && !reads(o) {
			return "uses " + name
		}
	}
	if strings.HasSuffix(name, "Waiter") || strings.Contains(name, "Presign") || name == "Client" || name == "New" {
		return "uses " + name
	}
	return ""
}

// ofHeader reports whether a function is a method of [net/http.Header].
func ofHeader(signature *types.Signature) bool {
	if signature.Recv() == nil {
		return false
	}
	named, ok := signature.Recv().Type().(*types.Named)
	return ok && named.Obj().Name() == "Header"
}

// ofService reports whether an object is declared in the package of an AWS service.
func ofService(object types.Object) bool {
	if object.Pkg() == nil {
		return false
	}
	_, rest, ok := strings.Cut(object.Pkg().Path(), "github.com/aws/aws-sdk-go-v2/service/")
	return ok && !strings.Contains(rest, "/")
}

// inputOf is the name of the input struct of a service that a function takes, "" if it takes none.
func inputOf(signature *types.Signature) string {
	for i := range signature.Params().Len() {
		pointer, ok := signature.Params().At(i).Type().(*types.Pointer)
		if !ok {
			continue
		}
		if named, ok := pointer.Elem().(*types.Named); ok && ofService(named.Obj()) &&
			strings.HasSuffix(named.Obj().Name(), "Input") {
			return named.Obj().Name()
		}
	}
	return ""
}

// takesInput reports whether a method of an interface, as written, takes an input struct.
func takesInput(e ast.Expr) bool {
	f, ok := e.(*ast.FuncType)
	if !ok {
		return false
	}
	for _, p := range f.Params.List {
		if star, ok := p.Type.(*ast.StarExpr); ok {
			if s, ok := star.X.(*ast.SelectorExpr); ok && strings.HasSuffix(s.Sel.Name, "Input") {
				return true
			}
		}
	}
	return false
}

// exportData finds what the compiler knows about the packages that the files import, by way of the go command.
func exportData(t testing.TB, files []*ast.File) importer.Lookup {
	t.Helper()
	var imports []string
	for _, f := range files {
		for _, spec := range f.Imports {
			imports = append(imports, strings.Trim(spec.Path.Value, `"`))
		}
	}
	slices.Sort(imports)
	arguments := append([]string{"list", "-export", "-deps", "-json=ImportPath,Export"}, slices.Compact(imports)...)
	out, err := exec.Command("go", arguments...).Output()
	if err != nil {
		t.Fatalf("the go command is needed to read the compiler's export data: %v", err)
	}
	exports := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ ImportPath, Export string }
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[p.ImportPath] = p.Export
	}
	return func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(exports[path])
	}
}
