package collect

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Policy is the least IAM policy that a collection needs, as indented JSON that ends in a newline. It derives from the
// table of calls. The resource is "*" because the Describe calls of EC2 know no other.
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
	byService := map[string][]string{}
	var order []string
	for _, c := range table() {
		for _, action := range c.actions() {
			service, _, _ := strings.Cut(action, ":")
			if _, ok := byService[service]; !ok {
				order = append(order, service)
			}
			byService[service] = append(byService[service], action)
		}
	}
	for _, service := range order {
		actions := byService[service]
		slices.Sort(actions)
		policy.Statement = append(policy.Statement, statement{
			Sid:    "Vpclens" + strings.ToUpper(service[:1]) + service[1:],
			Effect: "Allow", Action: slices.Compact(actions), Resource: "*",
		})
	}
	out, err := json.MarshalIndent(policy, "", "    ")
	if err != nil {
		// The value is made of strings only; encoding it cannot fail.
		panic(fmt.Sprintf("encode policy: %v", err))
	}
	return append(out, '\n')
}
