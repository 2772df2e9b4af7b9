package collect

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Policy is the least IAM policy that a collection needs, as indented JSON that ends in a newline. It derives from the
// table of calls: a statement for the calls of each service that every answer rests on, and one for each tier, which
// can be left out as a whole. The resource is "*" because the Describe calls of EC2 know no other.
func Policy() []byte {
	type statement struct {
		Sid      string
		Effect   string
		Action   []string
		Resource string
	}
	policy := struct {
		Version   string
		Statement []statement
	}{Version: "2012-10-17"}
	actions := map[string][]string{}
	var order []string
	add := func(sid string, action ...string) {
		if actions[sid] == nil {
			order = append(order, sid)
		}
		actions[sid] = append(actions[sid], action...)
	}
	for _, c := range Calls() {
		if c.Tier == "" {
			add(sid(c.Service), c.Actions...)
		}
	}
	for _, c := range Calls() {
		if c.Tier != "" {
			add(sid(c.Tier), c.Actions...)
		}
	}
	for _, sid := range order {
		slices.Sort(actions[sid])
		policy.Statement = append(policy.Statement, statement{
			Sid: sid, Effect: "Allow", Action: slices.Compact(actions[sid]), Resource: "*",
		})
	}
	out, err := json.MarshalIndent(policy, "", "    ")
	if err != nil {
		// The value is made of strings only; encoding it cannot fail.
		panic(fmt.Sprintf("encode policy: %v", err))
	}
	return append(out, '\n')
}

// sid is the name of a statement, which takes letters and digits only.
func sid(words string) string {
	out := "Vpclens"
	for _, word := range strings.Fields(words) {
		out += strings.ToUpper(word[:1]) + word[1:]
	}
	return out
}
