// Package awstest builds AWS accounts for tests. An account is written as a story, one line per resource, that a
// reviewer can read beside the test that uses it:
//
//	vpc prod 10.0.0.0/16
//	igw prod
//	subnet public-a zone=a cidr=10.0.0.0/24 table=public
//	subnet app-a    zone=a cidr=10.0.1.0/24 table=app
//	table public
//	route public 0.0.0.0/0 igw-prod
//	nat a subnet=public-a eip=203.0.113.10
//	table app
//	route app 0.0.0.0/0 nat-a
//	group app out tcp 443 0.0.0.0/0
//	function checkout subnets=app-a groups=app
//	gap describe-flow-logs denied
//
// [Parse] turns it into the documents that the AWS CLI would print, and those into a snapshot: a test's account takes
// the way that a real one takes. [Synthetic] makes the big account of the benchmarks.
//
// # Lines
//
// A line is a statement, positional words, key=value settings and flags (bare words). Values with blanks stand in
// double quotes, with the escapes of Go. A value that starts with { or [ is JSON and may hold blanks and quotes as it
// is. Text from a # at the start of a word to the line's end is a comment. A line that is indented deeper than the
// story's first line continues the one before.
//
// # Names and ids
//
// The id of a resource is its kind's prefix and its name: "subnet app-a" is subnet-app-a. A reference gives either, so
// table=app and table=rtb-app mean the same; the target of a route is always an id. Prefixes: vpc, subnet, rtb, sg,
// acl, nat, igw, eigw, vpce, pl, eni, pcx, tgw, tgw-attach, tgw-rtb, fl, dopt. The name becomes the Name tag (or the
// group's or list's name); tag:Name=other changes it, and tag:KEY=VALUE adds any tag. Functions, roles, policies and
// capacity providers go by their names.
//
// What a line refers to must be in the story, above or below. A reference to something that is deliberately not there
// starts with an exclamation mark: subnets=app-a,!gone. Where vpc= is left out, the VPC of the nearest vpc line above
// is meant.
//
// # Statements
//
//	account ID [partition=aws-cn]       default 123456789012
//	captured RFC3339-TIME               default 2026-01-02T03:04:05Z
//	region NAME                         what follows is there; default us-east-1
//
//	vpc NAME CIDR... [dhcp=] [owner=] [dns-support=off] [dns-hostnames=off] [bpa=MODE|none]
//	    [encryption=MODE] [excluded=KINDS|none] [tenancy=] [state=] [default] [bare]
//	                                    has a main table rtb-NAME, a default ACL acl-NAME that allows all and a
//	                                    default group sg-NAME-default, unless the story has its own, or the VPC is
//	                                    bare
//	dhcp NAME KEY=VALUE,...             dns=SERVERS and domain=NAME for short; default AmazonProvidedDNS
//	bpa MODE [state=] [exclusions=] [managed-by=]   the region's VPC Block Public Access options
//	subnet NAME cidr= [vpc=] [ipv6=] [zone=a] [zone-id=] [table=] [acl=] [free=N] [bpa=MODE|none] [owner=] [state=]
//	    [firewall=CONNECTIVITY] [public] [dns64] [ipv6-native] [default]
//	table NAME [vpc=] [gateway=ID] [vgw=IDS] [owner=] [main] [nolocal]   routes to "local" are added for each CIDR
//	route TABLE DESTINATION TARGET      TARGET: local, an id, or - for none; [state=] [origin=] [blackhole] [filtered]
//	                                    [propagated] [inspected] by a firewall at the internet gateway
//	acl NAME [vpc=] [owner=] [default]
//	acl NAME in|out NUMBER allow|deny PROTOCOL [PORTS] CIDR   [icmp=TYPE/CODE]; the last rule (*) is added
//	group NAME [vpc=] [name=] [description=] [owner=]
//	group NAME in|out PROTOCOL [PORTS] PEER...   PEER: CIDR, pl-..., sg-...; [description=] [owner=] [peering=]
//	    [status=]
//	group-association GROUP vpc= [state=]
//
//	nat NAME subnet= [ip=] [eip=] [zone=] [state=] [failure-code=] [failure=] [private]
//	nat NAME regional [vpc=] [table=] [eip=] [zone=] [state=]
//	igw NAME [vpc=] [state=] [owner=] [detached]     attached to vpc=, else to the VPC above
//	eigw NAME [vpc=] [state=] [detached]
//	endpoint NAME service= [vpc=] [tables=] [subnets=] [groups=] [ips=] [dns=NAMES] [ip-type=] [policy={}]
//	    [service-region=] [type=] [state=] [owner=] [private-dns]
//	                                    tables= makes a Gateway, subnets= an Interface; ips= makes the interfaces
//	prefixlist NAME [cidrs=] [name=] [owner=] [family=] [max=N] [version=N] [inline] [unknown]
//	eni NAME subnet= ip=IPS [ipv6=] [groups=] [type=] [description=] [public=IP] [instance=] [requester=] [status=]
//	    [owner=] [no-check]                          no-check turns the source/destination check off
//	peering NAME from= to= [state=] [message=] [to-owner=] [to-region=] [to-cidrs=] [from-owner=] [from-region=]
//	    [from-cidrs=] [dns]
//	tgw NAME [description=] [owner=] [state=]
//	tgw-attachment NAME tgw= [vpc=] [subnets=] [type=] [resource=] [table=] [state=] [owner=]
//	                                    table=none: no association; without table= the default one, whose routes were
//	                                    not read
//	tgw-table NAME tgw= [state=] [default] [unknown]
//	tgw-route TABLE DESTINATION ATTACHMENT|- [type=static] [state=]   several attachments with commas; - is a
//	                                    blackhole
//	flowlog NAME on=ID [traffic=ALL] [status=] [delivery=] [error=] [to=TYPE] [destination=] [log-group=] [interval=N]
//	firewall NAME [vpc=] [rules=] [status=] [priority=N]   a DNS Firewall association
//
//	function NAME [subnets=] [groups=] [vpc=] [role=] [runtime=] [handler=] [memory=] [timeout=] [size=] [storage=]
//	    [image=URI] [arch=] [layers=] [efs=ARN:PATH] [snapstart=] [dlq=] [tracing=] [provider=] [concurrency=]
//	    [description=] [modified=] [master=] [tenant=] [state=] [reason=] [reason-code=] [update=] [update-reason=]
//	    [update-code=] [url=AUTH] [policy={}] [arn=] [ipv6] [durable] [novpcid] [env:NAME=VALUE]
//	version FUNCTION NUMBER [settings of function]   a published version; what it does not say is as in the function
//	provider NAME [subnets=] [groups=] [state=]      a capacity provider of managed instances
//	role NAME [allow=ACTIONS] [deny=ACTIONS] [on=ARNS] [attach=POLICIES] [policy={}] [policy:NAME={}] [trust={}]
//	    [boundary=ARN] [path=]                       a function without role= has its own, with
//	                                                 AWSLambdaVPCAccessExecutionRole
//	policy NAME {DOCUMENT} [aws]                     a managed policy
//	quota SERVICE CODE VALUE [name=]
//
//	gap CALL [CAUSE] [MESSAGE]          the call gave no answer; the cause absent leaves the document out without a
//	                                    word, and truncated gives it a token for more
//	put CALL {DOCUMENT}                 a document as it is, instead of the story's own
//
// Every call that vpclens makes has an answer in the snapshot unless a gap line says otherwise; only the call about DNS
// Firewall, which few accounts use, has one if there is a firewall line or a put line for it.
package awstest
