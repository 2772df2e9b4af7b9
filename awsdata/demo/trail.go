package demo

import _ "embed"

// trail is what CloudTrail has of the week before the demo account was read, as the AWS CLI prints it.
//
//go:embed trail/lookup-events.json
var trail []byte

// Trail is the answer of `aws cloudtrail lookup-events` for the demo account: who did what README.md tells.
func Trail() []byte { return trail }
