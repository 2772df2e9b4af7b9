package stories

func timeouts() Story {
	return Story{
		Name:  "timeouts",
		Title: "Checkout times out, but only sometimes",
		Who:   "The engineer on call, at ten past two",
		Question: "About a third of the orders hang until the function's own timeout. The code has not changed for a week. " +
			"The payment provider says that they are fine.",
		Steps: []Step{
			{
				Say: "Type a part of the name. There is nothing to wait for: every function has been computed already. The column of " +
					"AZs is the whole story in six letters.",
				Keys:    []string{"/", "checkout-api", "enter"},
				Sees:    []string{"◐ 2 of 3 AZs", "a✓b✓c✗", "NAT nat-c is deleted", "1 of 54"},
				SeesNot: []string{"webhook-public"},
			},
			{
				Say: "Open it. Its subnets stand side by side with the way that each has out. Those of AZs a and b have a NAT gateway; " +
					"that of AZ c was deleted, and the route still points at it. Lambda spreads its environments over all three: " +
					"one in three starts where nobody answers.",
				Keys:    []string{"enter"},
				Sees:    []string{"from 2 of 3 subnets only", "NAT nat-c is deleted", "internet egress via NAT nat-a"},
				Picture: "story-timeouts-function.svg",
			},
			{
				Say: "Is it that, and only that? Trace the very connection that hangs: the provider's address, on 443 where nothing else " +
					"is said. The sentence in red is the only blocker.",
				Keys:    []string{"t", "203.0.114.9", "enter"},
				Sees:    []string{"PARTIAL: works from 2 of 3 subnets", "nat-c is a blackhole", "Fix"},
				Picture: "story-timeouts-trace.svg",
			},
			{
				Say: "Below is the proof, rung by rung: the same question to each subnet in one row. Go down to the route and right to " +
					"AZ c. Groups and network ACLs are the same in all three; here the ways part. The last line says it whole, with " +
					"the id to look for.",
				Row:  "route   ",
				Keys: []string{"right", "right"},
				Sees: []string{"0.0.0.0/0 → nat-c is a blackhole: its target no longer exists   rtb-"},
			},
			{
				Say: "What opens it is the smallest change that does. Opened, it is tried on a copy in memory: two functions get their " +
					"third AZ back, and the findings about it go. Mind that three AZs would then live on one NAT gateway.",
				Row:  "rtb-app-c: route 0.0.0.0/0 to nat-a",
				Keys: []string{"enter"},
				Sees: []string{"gains the internet from AZ c", "2 functions change, in some AZs only",
					"Vanishes"},
				Picture: "story-timeouts-fix.svg",
			},
			{
				Say:  "Take the command along. Nothing was run; that is for you, awake, to decide.",
				Keys: []string{"Y"},
				Sees: []string{"copied the edits as AWS CLI commands; nothing was run"},
			},
		},
		Moral: "Create the NAT gateway of AZ c again tomorrow. Tonight one route will do.",
	}
}
