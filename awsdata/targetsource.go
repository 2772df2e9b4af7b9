package awsdata

import "encoding/json"

// Option changes how documents are read.
type Option func(*Builder)

// KeepTargets has documents looked through for what functions name in their environment: of what `aws lambda
// list-functions` printed, the [NamedTarget]s are kept and the rest is dropped, as all of it is without.
func KeepTargets() Option { return func(b *Builder) { b.targets = true } }

// withTargets puts targets in the place of the environments in a list of functions. What is damaged stays as it is: who
// reads it says so.
func withTargets(data []byte) []byte {
	var document map[string]json.RawMessage
	var functions []map[string]json.RawMessage
	if json.Unmarshal(data, &document) != nil || json.Unmarshal(document["Functions"], &functions) != nil {
		return data
	}
	for _, f := range functions {
		var environment struct{ Variables map[string]string }
		if json.Unmarshal(f["Environment"], &environment) != nil {
			continue
		}
		delete(f, "Environment")
		if targets := TargetsOf(environment.Variables); targets != nil {
			f["VpclensTargets"], _ = json.Marshal(targets) // plain texts
		}
	}
	out, err := json.Marshal(functions)
	if err != nil {
		return data
	}
	document["Functions"] = out
	if out, err = json.Marshal(document); err != nil {
		return data
	}
	return out
}
