package names

import "testing"

// wide is an account with a data store of every kind that has host names of its own.
const wide = `
	vpc app 10.0.0.0/16
	subnet a cidr=10.0.1.0/24
	group shared name=shared
	put describe-db-instances {"DBInstances":[
	    {"DBInstanceIdentifier":"orders","DBInstanceArn":"arn:aws:rds:us-east-1:123456789012:db:orders","Engine":"postgres","Endpoint":{"Address":"orders.c1.us-east-1.rds.amazonaws.com","Port":5433}},
	    {"DBInstanceIdentifier":"shared","DBInstanceArn":"arn:aws:rds:us-east-1:123456789012:db:shared","Engine":"mysql","Endpoint":{"Address":"shared.c1.us-east-1.rds.amazonaws.com","Port":3306}}]}
	put describe-db-clusters {"DBClusters":[{"DBClusterIdentifier":"aurora-1","DBClusterArn":"arn:aws:rds:us-east-1:123456789012:cluster:aurora-1","Engine":"aurora-mysql","Endpoint":"aurora-1.cluster-c1.us-east-1.rds.amazonaws.com","ReaderEndpoint":"aurora-1.cluster-ro-c1.us-east-1.rds.amazonaws.com","Port":3306}]}
	put describe-load-balancers {"LoadBalancers":[{"LoadBalancerName":"inner","LoadBalancerArn":"arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/inner/50dc6c495c0c9188","DNSName":"internal-inner-1.us-east-1.elb.amazonaws.com","Scheme":"internal","VpcId":"vpc-app","Type":"application","State":{"Code":"active"}}]}
	put list-clusters-v2 {"ClusterInfoList":[{"ClusterName":"events-bus","ClusterArn":"arn:aws:kafka:us-east-1:123456789012:cluster/events-bus/1","ClusterType":"PROVISIONED","State":"ACTIVE","Provisioned":{"BrokerNodeGroupInfo":{"ClientSubnets":["subnet-a"]}}}]}
	put get-bootstrap-brokers.events-bus {"BootstrapBrokerStringTls":"b-1.events.k1.c2.kafka.us-east-1.amazonaws.com:9094,b-2.events.k1.c2.kafka.us-east-1.amazonaws.com:9094"}
	put list-brokers {"BrokerSummaries":[{"BrokerId":"b-9","BrokerName":"jobs","BrokerArn":"arn:aws:mq:us-east-1:123456789012:broker:jobs:b-9","EngineType":"ACTIVEMQ"}]}
	put describe-broker.b-9 {"BrokerId":"b-9","BrokerName":"jobs","BrokerArn":"arn:aws:mq:us-east-1:123456789012:broker:jobs:b-9","EngineType":"ACTIVEMQ",
	    "BrokerInstances":[{"Endpoints":["amqp+ssl://b-9-1.mq.us-east-1.amazonaws.com:5671","mqtt+ssl://b-9-1.mq.us-east-1.amazonaws.com:8883","ssl://b-9-1.mq.us-east-1.amazonaws.com:61617"]}]}
`

func TestParseStores(t *testing.T) {
	_, r := account(t, wide)
	const (
		orders = "arn:aws:rds:us-east-1:123456789012:db:orders"
		aurora = "arn:aws:rds:us-east-1:123456789012:cluster:aurora-1"
		inner  = "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/inner/50dc6c495c0c9188"
		bus    = "arn:aws:kafka:us-east-1:123456789012:cluster/events-bus/1"
	)
	for _, c := range []struct {
		text string
		want want
	}{
		{"orders", want{kind: KindStore, id: orders, port: 5433}},
		{"ORDERS", want{kind: KindStore, id: orders, port: 5433}},
		{"orders:6432", want{kind: KindStore, id: orders, port: 6432}},
		{orders, want{kind: KindStore, id: orders, port: 5433}},
		{"orders.c1.us-east-1.rds.amazonaws.com", want{kind: KindStore, id: orders, host: "orders.c1.us-east-1.rds.amazonaws.com", port: 5433}},
		{"Orders.C1.us-east-1.rds.amazonaws.com.:5432", want{kind: KindStore, id: orders, host: "orders.c1.us-east-1.rds.amazonaws.com", port: 5432}},
		{"postgres://app:secret@orders.c1.us-east-1.rds.amazonaws.com/shop", want{kind: KindStore, id: orders, host: "orders.c1.us-east-1.rds.amazonaws.com", port: 5432}},
		{"aurora-1", want{kind: KindStore, id: aurora, port: 3306}},
		{"aurora-1.cluster-ro-c1.us-east-1.rds.amazonaws.com", want{kind: KindStore, id: aurora, host: "aurora-1.cluster-ro-c1.us-east-1.rds.amazonaws.com", port: 3306}},
		{"jdbc:mysql:aws://aurora-1.cluster-c1.us-east-1.rds.amazonaws.com", want{kind: KindStore, id: aurora, host: "aurora-1.cluster-c1.us-east-1.rds.amazonaws.com", port: 3306}},
		{"inner", want{kind: KindStore, id: inner}},
		{inner, want{kind: KindStore, id: inner}},
		{"internal-inner-1.us-east-1.elb.amazonaws.com", want{kind: KindStore, id: inner, host: "internal-inner-1.us-east-1.elb.amazonaws.com"}},
		{"dualstack.internal-inner-1.us-east-1.elb.amazonaws.com", want{kind: KindStore, id: inner, host: "dualstack.internal-inner-1.us-east-1.elb.amazonaws.com"}},
		{"https://internal-inner-1.us-east-1.elb.amazonaws.com/health", want{kind: KindStore, id: inner, host: "internal-inner-1.us-east-1.elb.amazonaws.com", port: 443}},
		{"events-bus", want{kind: KindStore, id: bus, port: 9094}},
		{"b-2.events.k1.c2.kafka.us-east-1.amazonaws.com:9094", want{kind: KindStore, id: bus, host: "b-2.events.k1.c2.kafka.us-east-1.amazonaws.com", port: 9094}},
		{"b-1.events.k1.c2.kafka.us-east-1.amazonaws.com:9094,b-2.events.k1.c2.kafka.us-east-1.amazonaws.com:9094", want{kind: KindStore, id: bus, port: 9094}},
		{"b-9-1.mq.us-east-1.amazonaws.com", want{kind: KindStore, id: "arn:aws:mq:us-east-1:123456789012:broker:jobs:b-9", host: "b-9-1.mq.us-east-1.amazonaws.com", port: 61617}},
		{"b-1.events.k1.c2.kafka.us-east-1.amazonaws.com:9094,other.example.org:9094", want{err: "give one of them"}},
		{"b-1.events.k1.c2.kafka.us-east-1.amazonaws.com:9094,b-2.events.k1.c2.kafka.us-east-1.amazonaws.com:9096", want{err: "give one of them"}},
		{"shared", want{err: "names 2 resources"}},
		{"order", want{near: "orders"}},
		{"arn:aws:rds:us-east-1:123456789012:db:nosuch", want{err: "has no such resource"}},
		// its call was not made
		{"arn:aws:es:us-east-1:123456789012:domain/logs", want{kind: KindStore, id: "arn:aws:es:us-east-1:123456789012:domain/logs"}},
		{"mysql", want{err: "orders"}},
	} {
		t.Run(c.text, func(t *testing.T) { check(t, r, c.text, c.want) })
	}
}

// TestParseInstanceByName: an instance and its interface have one name in many accounts, and are one destination.
func TestParseInstanceByName(t *testing.T) {
	_, r := account(t, `
	vpc app 10.0.0.0/16
	subnet a cidr=10.0.1.0/24
	group g
	eni 0aaaaaaaaaaaaaaa0 subnet=a ip=10.0.1.20 groups=g instance=i-0bbbbbbbbbbbbbbb0 tag:Name=worker
	eni 0aaaaaaaaaaaaaaa1 subnet=a ip=10.0.1.21 groups=g instance=i-0bbbbbbbbbbbbbbb1 tag:Name=stray
	eni 0aaaaaaaaaaaaaaa2 subnet=a ip=10.0.1.22 groups=g instance=i-0bbbbbbbbbbbbbbb2 tag:Name=lonely
	put describe-instances {"Reservations":[{"Instances":[
	    {"InstanceId":"i-0bbbbbbbbbbbbbbb0","Tags":[{"Key":"Name","Value":"worker"}]},
	    {"InstanceId":"i-0bbbbbbbbbbbbbbb2","Tags":[{"Key":"Name","Value":"stray"}]}]}]}
`)
	for _, c := range []struct {
		text string
		want want
	}{
		{"worker", want{kind: KindInstance, id: "i-0bbbbbbbbbbbbbbb0"}},
		{"stray", want{err: "names 2 resources"}}, // the interface is another instance's
		{"lonely", want{kind: KindInterface, id: "eni-0aaaaaaaaaaaaaaa2"}},
	} {
		t.Run(c.text, func(t *testing.T) { check(t, r, c.text, c.want) })
	}
}

// The error about a load balancer that is not there names those that are, by their names.
func TestParseNamesLoadBalancers(t *testing.T) {
	_, r := account(t, `
	vpc app 10.0.0.0/16
	subnet a cidr=10.0.1.0/24
	group g
	eni 0aaaaaaaaaaaaaaa0 subnet=a ip=10.0.1.20 groups=g description="ELB app/front/50dc6c495c0c9188"
	eni 0aaaaaaaaaaaaaaa1 subnet=a ip=10.0.1.21 groups=g description="ELB old"
`)
	check(t, r, "elb:front", want{kind: KindLoadBalancer, id: "front"})
	check(t, r, "elb:50dc6c495c0c9188", want{kind: KindLoadBalancer, id: "50dc6c495c0c9188"})
	check(t, r, "elb:nobody", want{err: `no load balancer "nobody": name one of front or old`})
}
