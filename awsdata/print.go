package awsdata

import (
	"bytes"
	"fmt"
)

// Print is a resource as the AWS CLI prints it when it is asked for that one: the list of the call with one element, or
// for a function the object itself. It holds what a snapshot holds: members that vpclens does not read are not there,
// and environment variables and the like never were.
func Print(r Resource) ([]byte, error) {
	k, ok := KindOf(r)
	if !ok || k.print == nil {
		return nil, fmt.Errorf("no AWS CLI command prints %s", r.ID())
	}
	text, err := marshal(k.print(r), "    ")
	if err != nil {
		return nil, fmt.Errorf("print %s: %w", r.ID(), err)
	}
	return bytes.TrimRight(text, "\n"), nil
}
