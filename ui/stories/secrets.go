package stories

func secrets() Story {
	return Story{
		Name:  "secrets",
		Title: "It has the internet, so why not Secrets Manager?",
		Who:   "A developer, on the third day",
		Question: "secrets-reader calls Secrets Manager and times out. It has a NAT gateway, its role is right, and curl to " +
			"anywhere else works.",
		Steps: []Step{
			{
				Say: "The matrix of services, with this function only: what it needs and does not reach is red. The VPC has an " +
					"endpoint with private DNS, and that takes the name of the service away from the internet for everybody in the " +
					"VPC. From then on there is one way, and its security group does not let this function in.",
				Keys:    []string{":", "services secrets-reader", "enter", "right"},
				Sees:    []string{"✗ i", "✓ n", "secrets-reader → secretsmanager", "not reached by interface endpoint"},
				Picture: "story-secrets-services.svg",
				Lines:   12,
			},
			{
				Say: "Open the cell to see the connection. The name, the function's security group, the network ACLs and the route are all fine. " +
					"The last rung is not: the security group at the far end.",
				Keys:    []string{"enter"},
				Sees:    []string{"BLOCKED from both subnets", "sg-vpce-data", "Fix"},
				Picture: "story-secrets-trace.svg",
				Lines:   24,
			},
			{
				Say: "One rule opens it, from security group to security group rather than from a range of addresses. Tried in memory: one function gains " +
					"the two addresses of the endpoint, nothing else changes, and both findings go.",
				Row:     "sg-vpce-data: allow tcp 443 in from sg-secrets-reader",
				Keys:    []string{"enter"},
				Sees:    []string{"1 function reaches other things; findings +0 -2", "gains 10.20.1.188", "Vanishes"},
				Picture: "story-secrets-fix.svg",
			},
		},
		Moral: "An endpoint helps those whom its security group lets in, and breaks all others in the VPC, silently. The check is called " +
			"`endpoint-blocked`; it had the answer on the first screen.",
	}
}
