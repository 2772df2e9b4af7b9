package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

// A package is large from 100 MB zipped, code and layers together: AWS's limit is 250 MB unzipped. Five layers are the
// most that a function can have. CPU follows memory, and 1,769 MB are one vCPU: less than half of that is low.
// Source: AWS Lambda developer guide, "Lambda quotas"; "Configure Lambda function memory".
const (
	largePackage = 100_000_000
	manyLayers   = 5
	lowMemory    = 1769 / 2
)

var coldStartPackage = &Check{
	ID:       "cold-start-package",
	Title:    "a large package is loaded with little CPU",
	Severity: Info,
	Impact:   Tighter,
	Family:   Interface,
	Why: "Before its first call an environment loads and initializes the code, with the share of a CPU that the memory setting gives. A " +
		"large package with little memory makes cold starts slow.",
	When: "Code and layers are 100 MB or more (zipped), or there are five layers, and the function has less than half a vCPU (884 MB). " +
		"Lambda does not tell the size of container images, so they are not looked at.",
	Fix: "Give the function more memory and measure: a call often gets faster by more than it costs. Leave out what the code does not " +
		"load, and move large data out of the package.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
	},
	Needs: []string{"list-functions"},
	Run: func(p *Pass) {
		for _, place := range p.Places {
			size, layers := packageSize(place.Function), len(place.Layers)
			if place.PackageType == "Image" || place.MemorySize <= 0 || place.MemorySize > lowMemory ||
				size < largePackage && layers < manyLayers {
				continue
			}
			p.Report(Finding{
				Resource: place.FunctionName, Functions: []string{place.FunctionName},
				Title: fmt.Sprintf("%s loads %d MB in %s with %d MB of memory", place.FunctionName, size/1_000_000,
					english.Count(1+layers, "part"), place.MemorySize),
				Evidence: []Evidence{
					{Resource: place.FunctionName, Rule: "CodeSize",
						Says: fmt.Sprintf("%d MB of code, %d MB in %s, zipped", place.CodeSize/1_000_000,
							(size-place.CodeSize)/1_000_000, english.Count(layers, "layer"))},
					{Resource: place.FunctionName, Rule: fmt.Sprintf("MemorySize %d", place.MemorySize),
						Says: fmt.Sprintf("about %d %% of a vCPU", 100*place.MemorySize/1769)},
				},
				Fix: p.moreMemory(place.FunctionName),
			})
		}
	},
}

// packageSize is the size of code and layers as they are stored, in bytes.
func packageSize(f *awsdata.Function) int64 {
	size := f.CodeSize
	for _, l := range f.Layers {
		size += l.CodeSize
	}
	return size
}

// moreMemory is the fix that gives a function the memory of a whole vCPU.
func (p *Pass) moreMemory(name string) Fix {
	fix := Fix{CLI: paste.Script{p.aws("lambda update-function-configuration").Opt("function-name", name).
		Opt("memory-size", "1769")}}
	fix.declare(paste.Part("aws_lambda_function", name, paste.F("memory_size", paste.Int(1769))),
		paste.Part("AWS::Lambda::Function", name, paste.F("MemorySize", paste.Int(1769))))
	return fix
}
