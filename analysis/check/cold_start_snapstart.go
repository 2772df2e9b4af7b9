package check

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
)

var coldStartSnapStart = &Check{
	ID:       "cold-start-snapstart",
	Title:    "functions could start from a snapshot",
	Severity: Info,
	Impact:   Tighter,
	Family:   Interface,
	Why: "With SnapStart Lambda initializes a published version once and starts environments from a snapshot of that, which shortens " +
		"the cold start of runtimes that initialize slowly. It works in a VPC.",
	When: "The runtime supports SnapStart (Java 11, Python 3.12, .NET 8 and later), it is off, and none of what excludes it is there: " +
		"container image, EFS, more than 512 MB of /tmp, managed instances. Provisioned concurrency excludes it, too, and is not collected.",
	Fix: "Turn SnapStart on for published versions, call the function by a version or alias, and open connections anew after a restore: " +
		"those from the initialization are stale. Nothing unique (random seeds, tokens) may stem from the initialization.",
	References: []string{"https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html"},
	Needs:      []string{"list-functions"},
	Run: func(p *Pass) {
		byRuntime := make(map[string][]string)
		var open unknowns
		for _, place := range p.Places {
			switch on, known := snapStarts(place.Function); {
			case on || !couldSnapStart(place.Function):
			case !known:
				word := awsdata.NewWord{Member: "SnapStart.ApplyOn", Word: place.SnapStart.ApplyOn}
				open.add(place.Runtime, []string{place.FunctionName}, []string{word.String()})
			default:
				byRuntime[place.Runtime] = append(byRuntime[place.Runtime], place.FunctionName)
			}
		}
		open.report(p, func(string) string { return "Whether SnapStart is on is unknown." })
		for _, runtime := range slices.Sorted(maps.Keys(byRuntime)) {
			functions := byRuntime[runtime]
			p.Report(Finding{
				Resource: runtime, Functions: functions,
				Title: fmt.Sprintf("SnapStart is off and could be on (%s): %s", runtime, join(functions)),
				Evidence: []Evidence{
					{Resource: runtime, Rule: "SnapStart.ApplyOn None",
						Says: "the runtime supports SnapStart; without it: " + join(functions)},
					{Resource: runtime, Rule: "exclusions",
						Says: "looked for and not there: image, EFS, /tmp above 512 MB, managed instances; not looked for: provisioned concurrency"},
				},
				Fix: p.snapStart(functions),
			})
		}
	},
}

// snapStarts reports whether SnapStart is on, as far as that is known.
// Source: AWS Lambda API reference, SnapStart, ApplyOn.
func snapStarts(f *awsdata.Function) (on, known bool) {
	if f.SnapStart == nil {
		return false, true
	}
	switch f.SnapStart.ApplyOn {
	case "", "None":
		return false, true
	case "PublishedVersions":
		return true, true
	}
	return false, false
}

// couldSnapStart reports whether SnapStart, as far as the configuration tells, could be on.
// Source: AWS Lambda developer guide, "Improving startup performance with Lambda SnapStart": supported features.
func couldSnapStart(f *awsdata.Function) bool {
	switch {
	case f.PackageType == "Image" || f.Managed() || f.MasterArn != "":
	case len(f.FileSystemConfigs) > 0 || f.EphemeralStorage != nil && f.EphemeralStorage.Size > 512:
	default:
		return supportsSnapStart(f.Runtime)
	}
	return false
}

// supportsSnapStart reports whether a managed runtime has SnapStart.
func supportsSnapStart(runtime string) bool {
	for _, family := range []struct {
		prefix string
		from   int
	}{{"java", 11}, {"python3.", 12}, {"dotnet", 8}} {
		if text, ok := strings.CutPrefix(runtime, family.prefix); ok {
			version, err := strconv.Atoi(text)
			return err == nil && version >= family.from
		}
	}
	return false
}

// snapStart is the fix that turns SnapStart on. It holds for versions published from then on, and for callers that name
// a version or an alias of it. [https://docs.aws.amazon.com/lambda/latest/dg/snapstart-activate.html]
func (p *Pass) snapStart(functions []string) Fix {
	fix := Fix{CLI: each(functions, func(name string) []paste.Command {
		return []paste.Command{
			p.aws("lambda update-function-configuration").Opt("function-name", name).
				Short("snap-start", paste.Struct("ApplyOn", "PublishedVersions")),
			p.aws("lambda wait function-updated-v2").Opt("function-name", name),
			p.aws("lambda publish-version").Opt("function-name", name),
		}
	})}
	fix.CLI = append(fix.CLI, paste.Comment(
		"SnapStart works for published versions only: let callers name the new version, or an alias that points to it"))
	declareEach(&fix, functions, func(name string) (terraform, cloudFormation paste.Declaration) {
		return paste.Part("aws_lambda_function", name, paste.F("publish", paste.Bool(true)),
				paste.Block("snap_start", paste.F("apply_on", paste.Str("PublishedVersions")))),
			paste.Part("AWS::Lambda::Function", name,
				paste.Block("SnapStart", paste.F("ApplyOn", paste.Str("PublishedVersions"))))
	})
	fix.CloudFormation = append(fix.CloudFormation, paste.Remark("and publish a version of each: AWS::Lambda::Version"))
	return fix
}
