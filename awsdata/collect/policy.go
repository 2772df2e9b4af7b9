package collect

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// statement is one of a policy.
type statement struct {
	Sid      string   `yaml:"Sid"`
	Effect   string   `yaml:"Effect"`
	Action   []string `yaml:"Action"`
	Resource string   `yaml:"Resource"`
}

// statements are what a collection needs: one for the calls of each service that every answer rests on, and one for
// each tier.
func statements() (always, tiers []statement) {
	actions := map[string][]string{}
	add := func(list *[]statement, sid string, action []string) {
		if actions[sid] == nil {
			*list = append(*list, statement{Sid: sid, Effect: "Allow", Resource: "*"})
		}
		actions[sid] = append(actions[sid], action...)
	}
	for _, c := range Calls() {
		if c.Tier == "" {
			add(&always, sid(c.Service), c.Actions)
		} else {
			add(&tiers, sid(c.Tier), c.Actions)
		}
	}
	for _, list := range [][]statement{always, tiers} {
		for i := range list {
			list[i].Action = slices.Compact(slices.Sorted(slices.Values(actions[list[i].Sid])))
		}
	}
	return always, tiers
}

// Policy is the least IAM policy that a collection needs, as indented JSON that ends in a newline. It derives from the
// table of calls: a statement for the calls of each service that every answer rests on, and one for each tier, which
// can be left out as a whole. The resource is "*" because the Describe calls of EC2 know no other.
// What is asked on demand is no part of it, see [PolicyWith].
func Policy() []byte {
	always, tiers := statements()
	return policyText(slices.Concat(always, tiers))
}

// policyText is a policy of statements as indented JSON.
func policyText(statements []statement) []byte {
	policy := struct {
		Version   string
		Statement []statement
	}{"2012-10-17", statements}
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
