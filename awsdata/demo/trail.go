package demo

import (
	_ "embed"
	"time"
)

// metrics are what CloudWatch has of the three hours before the demo account was read, as the AWS CLI prints it.
//
//go:embed trail/get-metric-data.json
var metrics []byte

// Metrics is the answer of `aws cloudwatch get-metric-data` for checkout-api and the NAT gateways of its subnets.
func Metrics() []byte { return metrics }

// trail is what CloudTrail has of the week before the demo account was read, as the AWS CLI prints it.
//
//go:embed trail/lookup-events.json
var trail []byte

// Trail is the answer of `aws cloudtrail lookup-events` for the demo account: who did what README.md tells.
func Trail() []byte { return trail }

// TrailOn is [Trail] as it is to somebody who opens the account of [On] now.
func TrailOn(now time.Time) []byte { return moveTimes(trail, since(now)) }
