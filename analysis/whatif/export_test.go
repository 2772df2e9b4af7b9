package whatif

// Forms are the types of edits.
func Forms() []Edit { return forms() }
