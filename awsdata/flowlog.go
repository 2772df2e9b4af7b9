package awsdata

import "strings"

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

// FlowLogDestination is where a flow log's records can be read: a log group, or a bucket and a folder in it.
type FlowLogDestination struct {
	Group          string
	Bucket, Folder string
}

// String is the destination as people say it.
func (d FlowLogDestination) String() string {
	if d.Bucket != "" {
		return strings.TrimSuffix("s3://"+d.Bucket+"/"+d.Folder, "/")
	}
	return "log group " + d.Group
}

// Destination is where the records can be read; ok is false where they go to something that hands them on, and where
// nothing says where they go.
func (l *FlowLog) Destination() (to FlowLogDestination, ok bool) {
	switch l.LogDestinationType {
	case "s3":
		_, place, _ := strings.Cut(l.LogDestination, ":s3:::")
		to.Bucket, to.Folder, _ = strings.Cut(strings.TrimRight(place, "/"), "/")
		return to, to.Bucket != ""
	case "cloud-watch-logs", "":
		if to.Group = l.LogGroupName; to.Group == "" {
			_, name, _ := strings.Cut(l.LogDestination, ":log-group:")
			to.Group = strings.TrimSuffix(name, ":*")
		}
		return to, to.Group != ""
	}
	return to, false
}
