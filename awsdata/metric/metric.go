// Package metric holds what CloudWatch measures of a function and of what its packets pass, as values: which metrics
// there are, and their points with times. A point that is missing is unknown: CloudWatch writes none where nothing
// happened, and none where nothing was measured.
package metric

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Metric is a metric of a thing, and the statistic that is asked for.
type Metric struct {
	Thing      string // id or name of what is measured
	Kind       string // what that is: "function", "NAT gateway"
	Namespace  string
	Name       string // of the metric: "ErrorPortAllocation"
	Stat       string // Sum, Maximum, Average
	Unit       Unit
	Trouble    string  // what a value above zero is a sign of, "" for a metric that counts no trouble
	Limit      float64 // a value below it is no trouble yet; 0 for none
	Dimensions []Dimension
}

// Dimension tells the metric of a thing from that of others.
type Dimension struct{ Name, Value string }

// Unit is what the values of a metric are.
type Unit string

// The units.
const (
	Number       Unit = "count"
	Bytes        Unit = "bytes"
	Milliseconds Unit = "ms"
)

// Key names a metric and its statistic in an answer. It is the label that is asked for.
func (m *Metric) Key() string { return m.Thing + " " + m.Name + " " + m.Stat }

// Series are the values of a metric in time.
type Series struct {
	Metric
	From   time.Time // begin of the first point
	Period time.Duration
	Values []float64    // one for each period; NaN where there is none
	Gap    *awsdata.Gap // why the series is not whole, nil where it is
}

// At is the begin of a point.
func (s *Series) At(i int) time.Time { return s.From.Add(time.Duration(i) * s.Period) }

// Known is how many points there are.
func (s *Series) Known() int {
	n := 0
	for _, v := range s.Values {
		if !math.IsNaN(v) {
			n++
		}
	}
	return n
}

// Sum is the sum of the points that there are.
func (s *Series) Sum() float64 {
	sum := 0.0
	for _, v := range s.Values {
		if !math.IsNaN(v) {
			sum += v
		}
	}
	return sum
}

// Peak is the place of the greatest point, the last of several; -1 where there is none.
func (s *Series) Peak() int {
	at := -1
	for i, v := range s.Values {
		if !math.IsNaN(v) && (at < 0 || v >= s.Values[at]) {
			at = i
		}
	}
	return at
}

// Last is the place of the last point, -1 where there is none.
func (s *Series) Last() int {
	for i := len(s.Values) - 1; i >= 0; i-- {
		if !math.IsNaN(s.Values[i]) {
			return i
		}
	}
	return -1
}

// Troubled reports whether the metric is one of trouble, and there was some.
func (s *Series) Troubled() bool {
	first, _ := s.TroubledIn()
	return first >= 0
}

// TroubledIn are the first and the last point with trouble, -1 where there was none.
func (s *Series) TroubledIn() (first, last int) {
	first, last = -1, -1
	if s.Trouble == "" {
		return first, last
	}
	for i, v := range s.Values {
		if v > 0 && v >= s.Limit { // which NaN is not
			if last = i; first < 0 {
				first = i
			}
		}
	}
	return first, last
}

// Window is a span of time in periods.
type Window struct {
	From   time.Time
	To     time.Time // exclusive
	Period time.Duration
}

// points is how many points a window has, about.
const points = 60

// NewWindow is the window of a span that ends at a time, in whole periods of a minute or more. Points of a minute are
// kept for 15 days.
// Source: CloudWatch API reference, GetMetricData.
func NewWindow(to time.Time, span time.Duration) Window {
	period := max(time.Minute, (span / points).Round(time.Minute))
	end := to.Truncate(period).Add(period)
	return Window{From: to.Add(-span).Truncate(period), To: end, Period: period}
}

// Series is the empty series of a metric in the window.
func (w Window) Series(m Metric) *Series {
	s := &Series{Metric: m, From: w.From, Period: w.Period, Values: make([]float64, w.To.Sub(w.From)/w.Period)}
	for i := range s.Values {
		s.Values[i] = math.NaN()
	}
	return s
}

// Put enters a point. One outside of the window, or that is no number, is passed over.
func (s *Series) Put(at time.Time, value float64) {
	if at.Before(s.From) || math.IsNaN(value) || math.IsInf(value, 0) {
		return
	}
	if i := int(at.Sub(s.From) / s.Period); i < len(s.Values) {
		s.Values[i] = value
	}
}

// function are the metrics of a function.
// Source: Lambda developer guide, "Types of metrics for Lambda functions".
func function(f *awsdata.Function) []Metric {
	base := Metric{Thing: f.FunctionName, Kind: "function", Namespace: "AWS/Lambda", Unit: Number,
		Dimensions: []Dimension{{"FunctionName", f.FunctionName}}}
	longest := row{"Duration", "Maximum", Milliseconds, "", 0}
	if f.Timeout > 0 { // AWS tells of every function how long its runs may last
		longest.trouble = fmt.Sprintf("runs ended at the function's timeout of %d s", f.Timeout)
		longest.limit = 1000 * float64(f.Timeout)
	}
	return list(base, row{"Invocations", "Sum", Number, "", 0},
		row{"Errors", "Sum", Number, "runs of the function failed", 0},
		row{"Throttles", "Sum", Number, "calls were turned away: no concurrency was left", 0},
		row{"Duration", "Average", Milliseconds, "", 0}, longest,
		row{"ConcurrentExecutions", "Maximum", Number, "", 0})
}

type row struct {
	name, stat string
	unit       Unit
	trouble    string
	limit      float64
}

func list(base Metric, rows ...row) []Metric {
	var out []Metric
	for _, r := range rows {
		m := base
		m.Name, m.Stat, m.Unit, m.Trouble, m.Limit = r.name, r.stat, r.unit, r.trouble, r.limit
		out = append(out, m)
	}
	return out
}

// Source: VPC user guide, "Monitor NAT gateways with Amazon CloudWatch".
func natGateway(id string) []Metric {
	base := Metric{Thing: id, Kind: "NAT gateway", Namespace: "AWS/NATGateway",
		Dimensions: []Dimension{{"NatGatewayId", id}}}
	return list(base,
		row{"ErrorPortAllocation", "Sum", Number, "the NAT gateway had no port left for a connection", 0},
		row{"PacketsDropCount", "Sum", Number, "the NAT gateway dropped packets", 0},
		row{"IdleTimeoutCount", "Sum", Number, "", 0}, row{"ActiveConnectionCount", "Maximum", Number, "", 0},
		row{"BytesOutToDestination", "Sum", Bytes, "", 0})
}

// endpoint: all four dimensions name the whole endpoint.
// Source: AWS PrivateLink guide, "CloudWatch metrics for AWS PrivateLink".
func endpoint(x *awsdata.VPCEndpoint) []Metric {
	base := Metric{Thing: x.VpcEndpointId, Kind: "endpoint", Namespace: "AWS/PrivateLinkEndpoints",
		Dimensions: []Dimension{{"VPC Id", x.VpcId}, {"VPC Endpoint Id", x.VpcEndpointId},
			{"Endpoint Type", x.Type()}, {"Service Name", x.ServiceName}}}
	return list(base, row{"PacketsDropped", "Sum", Number, "the endpoint dropped packets", 0},
		row{"RstPacketsReceived", "Sum", Number, "", 0}, row{"BytesProcessed", "Sum", Bytes, "", 0})
}

// Source: AWS Transit Gateway guide, "CloudWatch metrics in Transit Gateway".
func transitGateway(id string) []Metric {
	base := Metric{Thing: id, Kind: "transit gateway", Namespace: "AWS/TransitGateway",
		Dimensions: []Dimension{{"TransitGateway", id}}}
	return list(base,
		row{"PacketDropCountBlackhole", "Sum", Number, "packets were dropped by a blackhole route", 0},
		row{"PacketDropCountNoRoute", "Sum", Number, "packets were dropped: no route matched", 0},
		row{"BytesOut", "Sum", Bytes, "", 0})
}

// Of are the metrics of a function and of what its routes lead to: NAT gateways and transit gateways of its subnets'
// route tables, those that are gone too, and the interface endpoints of its VPC.
func Of(rx *awsdata.RegionIndex, f *awsdata.Function) []Metric {
	out := function(f)
	subnets, _ := rx.Placement(f)
	var ids []string
	for _, subnet := range subnets {
		table, _ := rx.SubnetRouteTable(subnet)
		if table == nil {
			continue
		}
		for i := range table.Routes {
			if id := table.Routes[i].Target(); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		switch {
		case strings.HasPrefix(id, "nat-"):
			out = append(out, natGateway(id)...)
		case strings.HasPrefix(id, "tgw-"):
			out = append(out, transitGateway(id)...)
		}
	}
	if vpc := rx.FunctionVPC(f); vpc != "" {
		for _, x := range rx.VPCEndpoints(vpc) {
			if x.Type() == "Interface" {
				out = append(out, endpoint(x)...)
			}
		}
	}
	return out
}

// OfResource are the metrics of a part of the network, none of one that CloudWatch does not measure by itself.
func OfResource(r awsdata.Resource) []Metric {
	switch x := r.(type) {
	case *awsdata.NatGateway:
		return natGateway(x.NatGatewayId)
	case *awsdata.TransitGateway:
		return transitGateway(x.TransitGatewayId)
	case *awsdata.VPCEndpoint:
		if x.Type() == "Interface" {
			return endpoint(x)
		}
	}
	return nil
}

// Take enters the points of an answer of `aws cloudwatch get-metric-data`, whose series have the keys of metrics as
// their labels.
func Take(data []byte, into []*Series) error {
	var answer struct {
		MetricDataResults []struct {
			Label      string
			Timestamps []time.Time
			Values     []float64
		}
	}
	if err := json.Unmarshal(data, &answer); err != nil || answer.MetricDataResults == nil {
		return errors.New("it is no answer of `aws cloudwatch get-metric-data`")
	}
	for _, r := range answer.MetricDataResults {
		for _, s := range into {
			if s.Key() != r.Label {
				continue
			}
			for i := range min(len(r.Timestamps), len(r.Values)) {
				s.Put(r.Timestamps[i], r.Values[i])
			}
		}
	}
	return nil
}
