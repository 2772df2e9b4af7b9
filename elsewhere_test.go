package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var elsewhere = flag.Bool("elsewhere", false, "see that everything compiles for systems that tests do not run on")

// Everything compiles on Windows and macOS, tests included. The compiler would take many minutes for what is below us,
// of which this reads what it declares and no function.
func TestItCompilesElsewhere(t *testing.T) {
	if !*elsewhere {
		t.Skip("make cross does")
	}
	for _, on := range []struct{ system, processor string }{{"windows", "amd64"}, {"darwin", "arm64"}} {
		t.Run(on.system, func(t *testing.T) {
			t.Parallel()
			c := checker{packages: map[string]*types.Package{"unsafe": types.Unsafe},
				sizes: types.SizesFor("gc", on.processor)}
			list := exec.CommandContext(t.Context(), "go", "list", "-deps", "-test",
				"-json=ImportPath,Dir,GoFiles,ImportMap,Module", "./...")
			list.Env = append(os.Environ(), "GOOS="+on.system, "GOARCH="+on.processor, "CGO_ENABLED=0")
			out, err := list.Output()
			if err != nil {
				t.Fatal(err, string(errorOutput(err)))
			}
			ours := 0
			for d := json.NewDecoder(strings.NewReader(string(out))); ; {
				var p listed
				if err := d.Decode(&p); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatal(err)
				}
				if strings.HasSuffix(p.ImportPath, ".test") || p.ImportPath == "unsafe" { // what go test writes
					continue
				}
				if p.ours() {
					ours++
				}
				for _, problem := range c.check(&p) {
					t.Errorf("%s: %v", p.ImportPath, problem)
				}
			}
			if ours < 150 {
				t.Errorf("only %d packages of ours were seen", ours)
			}
		})
	}
}

func errorOutput(err error) []byte {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return exit.Stderr
	}
	return nil
}

// listed is a package as go list tells of it.
type listed struct {
	ImportPath, Dir string
	GoFiles         []string
	ImportMap       map[string]string
	Module          *struct {
		Main      bool
		GoVersion string
	}
}

func (p *listed) ours() bool { return p.Module != nil && p.Module.Main }

// checker checks packages one after the other, each after those that it imports.
type checker struct {
	packages map[string]*types.Package
	sizes    types.Sizes
}

// check says what is wrong with a package of ours. What is below us compiles.
func (c *checker) check(p *listed) []error {
	var problems []error
	files := token.NewFileSet()
	var parsed []*ast.File
	for _, name := range p.GoFiles {
		file, err := parser.ParseFile(files, filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		parsed = append(parsed, file)
	}
	config := types.Config{Importer: importer(func(path string) (*types.Package, error) {
		if variant := p.ImportMap[path]; variant != "" {
			path = variant
		}
		if found := c.packages[path]; found != nil {
			return found, nil
		}
		return nil, fmt.Errorf("%s was not listed before it", path)
	}), IgnoreFuncBodies: !p.ours(), Sizes: c.sizes, Error: func(err error) { problems = append(problems, err) }}
	if p.Module != nil && p.Module.GoVersion != "" {
		config.GoVersion = "go" + p.Module.GoVersion
	}
	path, _, _ := strings.Cut(p.ImportPath, " ")
	c.packages[p.ImportPath], _ = config.Check(path, files, parsed, nil)
	return problems
}

type importer func(path string) (*types.Package, error)

// Import implements [types.Importer].
func (i importer) Import(path string) (*types.Package, error) { return i(path) }
