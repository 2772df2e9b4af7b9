package stories

func changes() Story {
	return Story{
		Name:     "changes",
		Title:    "What changed since yesterday?",
		Who:      "Whoever has the pager today, with the first coffee",
		Question: "It worked yesterday, everybody says. What is different, what does it do to whom, and who did nothing at all?",
		Steps: []Step{
			{
				Say: "Ask for the changes. Not the diff of some JSON: what each function lost and gained, and below each line the change " +
					"that did it. The list comes worst first.",
				Keys: []string{"D"},
				Sees: []string{"since yesterday", "loses the internet from AZ c",
					"because nat-c: state available → deleted"},
				Picture: "story-changes.svg",
			},
			{
				Say:  "Two functions lost an AZ, and one NAT gateway is why. Open the first of them: it has changed nothing itself.",
				Row:  "cart-api",
				Keys: []string{"enter"},
				Sees: []string{"cart-api", "nat-c"},
			},
			{
				Say:  "Back to the list.",
				Keys: []string{"esc"},
				Sees: []string{"because nat-c: state available → deleted"},
			},
			{
				Say: "Go down to what nobody complains about. A rule of sg-report was made wide: report-export may talk to the whole " +
					"internet since yesterday, on all ports. Nothing broke, so nobody noticed.",
				Row:  "report-export",
				Sees: []string{"report-export", "internet restricted →"},
			},
		},
		Moral: "What was lost is found by those who miss it. What was gained is found by looking.",
	}
}
