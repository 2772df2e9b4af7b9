package stories

// night are the stories of one night: each begins with an error that somebody pastes, and ends with who changed what.
func night() []Story {
	return []Story{
		{
			Name: "night-orders", Title: "A night: the orders hang", Who: "The pager, at 02:11", Counted: true,
			Question: "An alarm, and one line of a log.",
			Steps: []Step{
				{
					Say: "Paste the line, on whatever screen you are. The function is named by its log group; the cause is computed, " +
						"with the AZ that it is about: one environment in three starts where nothing answers.",
					Paste:   "/aws/lambda/checkout-api 2026/11/30/[$LATEST]4f1c Task timed out after 6.00 seconds",
					Sees:    []string{"ran into its timeout", "nat-c is deleted", "1 of 3 subnets"},
					Picture: "night-orders-why.svg",
				},
				{
					Say:  "Who did that, and when? It worked before.",
					Keys: []string{"B"},
					Sees: []string{"Who changed it", "on its path"},
				},
				{
					Say: "The call itself, with the person and where from. A NAT gateway cannot be brought back; the route can go to " +
						"another one.",
					Row:  "DeleteNatGatewa",
					Sees: []string{"DeleteNatGatewa", "jo.fischer"}, Picture: "night-orders-who.svg",
				},
			},
			Moral: "The line of the log said nothing about a network. The account did.",
		},
		{
			Name: "night-queue", Title: "A night: the ledger cannot send", Who: "The pager, at 02:40", Counted: true,
			Question: "botocore says that it cannot connect to SQS. SQS is fine.",
			Steps: []Step{
				{
					Say: "The endpoint of SQS is there; its security group does not let this function in, and the fix is one " +
						"rule.",
					Paste: "[ledger-sync] botocore.exceptions.ConnectTimeoutError: Connect timeout on endpoint URL: " +
						"\"https://sqs.us-east-1.amazonaws.com/\"",
					Sees: []string{"got no answer", "sg-vpce-sqs"}, Picture: "night-queue-why.svg",
				},
				{
					Say:  "Somebody took that rule away.",
					Keys: []string{"B"},
					Sees: []string{"Who changed it"},
				},
				{
					Say:  "By a pipeline, and before it the same connection worked: that was computed on a copy, with the call undone.",
					Row:  "RevokeSecurity",
					Sees: []string{"RevokeSecurity", "pipeline-4711", "reachable"}, Picture: "night-queue-who.svg",
				},
			},
			Moral: "A pipeline did it, so the rule comes back with the next deployment of the template, and not by hand.",
		},
		{
			Name: "night-refused", Title: "A night: it is not the network", Who: "The pager, at 03:05", Counted: true,
			Question: "The database refuses connections. The network team was called first, as always.",
			Steps: []Step{
				{
					Say: "A refusal is an answer: a packet went there and one came back. What lets it through is excluded with its " +
						"reason, and the port that answers nobody is named.",
					Paste: "orders-worker Error: connect ECONNREFUSED 10.0.20.237:5432",
					Sees:  []string{"was refused", "Excluded"}, Picture: "night-refused-why.svg",
				},
				{
					Say:  "Who touched that path? A network ACL on it lost a subnet; the connection is reachable all the same.",
					Keys: []string{"B"},
					Sees: []string{"Who changed it", "orders-worker"},
				},
			},
			Moral: "Half of a night's work is to know who may go back to bed.",
		},
		{
			Name: "night-name", Title: "A night: a name without an address", Who: "The pager, at 03:50", Counted: true,
			Question: "getaddrinfo says ENOTFOUND, and the name is the one that RDS shows.",
			Steps: []Step{
				{
					Say: "A private hosted zone of the VPC covers the name and has no record for it: whatever the security " +
						"groups say, no packet is ever sent.",
					Paste: "loyalty-api Error: getaddrinfo ENOTFOUND orders-proxy.proxy-c9akciq32rls.us-east-1.rds.amazonaws.com",
					Sees:  []string{"could not resolve a name", "private hosted zone"}, Picture: "night-name-why.svg",
				},
				{
					Say:  "Nobody has changed that in a week: look for what was deployed with the new name instead.",
					Keys: []string{"B"},
					Sees: []string{"Who changed it"},
				},
			},
			Moral: "A name comes before every packet, and is in no security group.",
		},
		{
			Name: "night-deletion", Title: "A night: the stack that will not go", Counted: true,
			Who:      "Whoever deploys, at 04:30",
			Question: "CloudFormation has been deleting a security group for an hour.",
			Steps: []Step{
				{
					Say: "Paste its message: who holds the group, and what must happen. An interface of Lambda is left over, and the role " +
						"that would delete it is gone.",
					Paste: "DELETE_FAILED resource sg-06735737cda4b05b5 has a dependent object (Service: Ec2, Status Code: 400)",
					Sees:  []string{"cannot be deleted", "eni-021b28baa764d94b2"}, Picture: "night-deletion-why.svg",
				},
				{
					Say:  "Since when, and by whom? The trail of a week has no change of the interface: it is older than that.",
					Keys: []string{"B"},
					Sees: []string{"Who changed it", "eni-021b28baa764d94b2"},
				},
			},
			Moral: "An interface in use cannot be detached by hand: give Lambda a role that may delete it, and wait.",
		},
	}
}
