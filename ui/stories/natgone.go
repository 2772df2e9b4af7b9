package stories

func natGone() Story {
	return Story{
		Name:     "nat-gone",
		Title:    "Which functions break if this NAT goes?",
		Who:      "The platform team, before the maintenance window",
		Question: "nat-a has to be replaced. Who is on it, who has another way, and who is simply gone while it is?",
		Steps: []Step{
			{
				Say: "Go to it by name. What stands here is read from the routes, not from a diagram that somebody drew in spring: three " +
					"route tables send their default route to it.",
				Keys: []string{":", "nat-a", "enter"},
				Sees: []string{"single-AZ NAT gateway nat-a serves 2 AZs", "rtb-app-a", "rtb-batch"},
			},
			{
				Say: "Who uses it? The account is computed once more without it. One function loses the internet altogether. Eleven lose it " +
					"in one AZ, which is worse to debug: they fail now and then. Nine sit behind it and would not notice.",
				Keys: []string{"U"},
				Sees: []string{"function would lose the internet altogether", "bulk-mailer",
					"would lose the internet from some AZs: a", "9  functions would not notice",
					"AWS deletes it at once"},
				Picture: "story-nat-gone.svg",
			},
			{
				Say: "Ask what if, and switch it off, to see which findings that would bring. Nothing is executed: a copy of the account in " +
					"memory is all that changes.",
				Keys: []string{"w"},
				Sees: []string{"nothing is executed", "none yet", "on  the NAT gateway as it is: available"},
			},
			{
				Say:  "The findings that would appear are at the end, and also those that would go.",
				Row:  "✓ on",
				Keys: []string{"enter", "g"},
				Sees: []string{"12 functions change, 11 of them in some AZs only",
					"loses the internet from AZ a"},
				Picture: "story-nat-gone-what-if.svg",
			},
			{
				Say:  "Take it back, and try the next one.",
				Keys: []string{"u"},
				Sees: []string{"none yet"},
			},
		},
		Moral: "bulk-mailer needs egress of its own before the window. The other eleven need their AZ a taken off for an hour, or a " +
			"route to the NAT of AZ b.",
	}
}
