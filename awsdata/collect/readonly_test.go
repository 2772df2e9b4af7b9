package collect

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
	"unicode"
)

// reads reports whether an operation of AWS, by its name, changes nothing.
func reads(operation string) bool {
	for _, prefix := range []string{"Get", "List", "Describe", "Lookup", "Search"} {
		if strings.HasPrefix(operation, prefix) {
			return true
		}
	}
	return false
}

// The program can only read. This looks at every name that the package's source uses, with the compiler's own knowledge
// of what it means, and finds each way to an operation of AWS: the method of a client or interface, the input that it
// takes, a paginator, a waiter, a presigner, a request of one's own.
func TestOnlyReads(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	found, names := violations(t, files)
	for _, v := range found {
		t.Error(v)
	}
	// The checker must have seen the calls that there are, else it has looked past them all.
	for _, c := range table() {
		if !names[c.operation+"Input"] {
			t.Errorf("%s is in the table, and the checker has not seen it", c.operation)
		}
	}
}

// The checker is worth something only if it finds what is wrong. The bad source says in comments which lines are.
func TestOnlyReadsCanFail(t *testing.T) {
	const bad = "testdata/writes/writes.go"
	source, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]bool{}
	for i, line := range strings.Split(string(source), "\n") {
		if strings.Contains(line, "// bad") {
			want[i+1] = true
		}
	}
	if len(want) < 8 {
		t.Fatalf("only %d bad lines", len(want))
	}
	found, _ := violations(t, []string{bad})
	got := map[int]bool{}
	for _, v := range found {
		got[v.line] = true
		if !want[v.line] {
			t.Errorf("the line is good: %s", v)
		}
	}
	for line := range want {
		if !got[line] {
			t.Errorf("line %d is bad, and the checker did not say so", line)
		}
	}
}

// signingIn are the operations besides reads that sign a person in: they change nothing in an account.
var signingIn = []string{"AssumeRole", "RegisterClient", "StartDeviceAuthorization", "CreateToken", "CreateOAuth2Token"}

// What signs in can call what signs in, and nothing else that does more than read.
func TestSignInOnlySignsIn(t *testing.T) {
	files, err := filepath.Glob("signin/*.go")
	if err != nil {
		t.Fatal(err)
	}
	files = slices.DeleteFunc(files, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
	found, _ := violations(t, files)
	seen := map[string]bool{}
	for _, v := range found {
		words := strings.Fields(v.what)
		operation := strings.TrimSuffix(words[len(words)-1], "Input")
		own := unicode.IsLower(rune(operation[0])) // a function of the package, which takes the input of an operation
		if seen[operation] = true; operation != "Client" && !own && !slices.Contains(signingIn, operation) {
			t.Error(v)
		}
	}
	for _, operation := range signingIn {
		if !seen[operation] {
			t.Errorf("%s may be called, and the checker has not seen that it is", operation)
		}
	}
}

// violation is a use of something that could change an account.
type violation struct {
	file string
	line int
	what string
}

func (v violation) String() string { return fmt.Sprintf("%s:%d: %s", v.file, v.line, v.what) }

// violations checks source files of one package. names are the names that they use from the AWS services.
func violations(t *testing.T, files []string) (found []violation, names map[string]bool) {
	t.Helper()
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
	if _, err := config.Check("collect", fset, parsed, info); err != nil {
		t.Fatal(err)
	}
	names = map[string]bool{}
	report := func(at token.Pos, format string, args ...any) {
		p := fset.Position(at)
		found = append(found, violation{p.Filename, p.Line, fmt.Sprintf(format, args...)})
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
		if why := judgeUse(object); why != "" {
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
func judgeUse(object types.Object) string {
	name := object.Name()
	if f, ok := object.(*types.Func); ok {
		signature := f.Type().(*types.Signature)
		if signature.Recv() != nil && inputOf(signature) != "" && !reads(name) {
			return "calls " + name
		}
		if f.Pkg() != nil && f.Pkg().Path() == "net/http" && slices.Contains([]string{"Get", "Post", "PostForm", "NewRequest",
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
		if named, ok := pointer.Elem().(*types.Named); ok && ofService(named.Obj()) && strings.HasSuffix(named.Obj().Name(), "Input") {
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
func exportData(t *testing.T, files []*ast.File) importer.Lookup {
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
