package stories

func unwatched() Story {
	return Story{
		Name:     "unwatched",
		Title:    "Who talks to the whole internet, and who would notice?",
		Who:      "A security reviewer, on a quiet Tuesday",
		Question: "Which functions can send anything to anywhere, with no flow log on the way that would show it afterwards?",
		Steps: []Step{
			{
				Say: "A named view: open to the internet, and no flow log on the way. Egress is computed from " +
					"security groups, network ACLs, routes and gateways together: a generous security group in a subnet without internet egress is not in " +
					"this list.",
				Keys:    []string{"V", "unlog", "enter"},
				Sees:    []string{"4 of 54", "report-export", "nightly-backup"},
				SeesNot: []string{"payments-core"},
				Picture: "story-unwatched-functions.svg",
				Lines:   12,
			},
			{
				Say: "One of the four is worse than the others. It may read everything in S3 and all secrets, and send it wherever it " +
					"likes: the role and the network are judged together.",
				Row:     "report-export",
				Keys:    []string{"enter"},
				Sees:    []string{"open: nearly the whole internet", "report-export-role may read all of s3 and"},
				Picture: "story-unwatched-function.svg",
			},
			{
				Say: "Open the finding about the log. Its proof is one line for each subnet that leads out, with the route that does it; " +
					"below is what to do.",
				Row:  "no flow log records what goes",
				Keys: []string{"enter"},
				Sees: []string{"Without a flow log there is no record", "flow log"},
			},
			{
				Say: "Follow the cause to the VPC. A flow log on the VPC, on a subnet or on an interface would count; a flow log whose " +
					"delivery fails would not. Here there is none.",
				Row:     "prod vpc-",
				Keys:    []string{"enter"},
				Sees:    []string{"Watched by", "none  egress is not logged"},
				Picture: "story-unwatched-vpc.svg",
			},
		},
		Moral: "Had the list of flow logs not been readable, the answer would have been unknown, with the call that is missing: " +
			"never a clean bill of health.",
	}
}
