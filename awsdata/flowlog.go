package awsdata

// FlowLog is one entry of ec2 describe-flow-logs. It covers a VPC, a subnet, an interface, a transit gateway or a
// regional NAT gateway, whichever ResourceId names.
type FlowLog struct {
	FlowLogId               string
	ResourceId              string `json:",omitempty"`
	TrafficType             string `json:",omitempty" must:"? ACCEPT REJECT ALL"`
	FlowLogStatus           string `json:",omitempty" must:"? ACTIVE"`
	DeliverLogsStatus       string `json:",omitempty" must:"? SUCCESS FAILED"`
	DeliverLogsErrorMessage string `json:",omitempty" mask:"credentials"`
	LogDestinationType      string `json:",omitempty"`
	LogDestination          string `json:",omitempty"`
	LogGroupName            string `json:",omitempty"`
	LogFormat               string `json:",omitempty"` // its columns: "${version} ${account-id} …"
	MaxAggregationInterval  int    `json:",omitempty"` // seconds
	Tags                    Tags   `json:",omitempty"`
}

// ResourceTags implements [Tagged].
func (l *FlowLog) ResourceTags() Tags { return l.Tags }

// ID implements [Resource].
func (l *FlowLog) ID() string { return l.FlowLogId }

// Name implements [Resource].
func (l *FlowLog) Name() string { return l.Tags.Get("Name") }

// Facts implements [Resource].
func (l *FlowLog) Facts() []Fact {
	return compact([]Fact{
		{Label: "Watches", Value: l.ResourceId, Ref: l.ResourceId},
		{Label: "Traffic", Value: l.TrafficType},
		{Label: "Status", Value: l.FlowLogStatus},
		{Label: "Delivery", Value: l.DeliverLogsStatus},
		{Label: "Delivery error", Value: l.DeliverLogsErrorMessage},
		{Label: "Destination", Value: l.LogDestination + l.LogGroupName},
	})
}

// DeliveryFails reports whether the log's records do not arrive.
func (l *FlowLog) DeliveryFails() bool { return l.DeliverLogsStatus == "FAILED" }
