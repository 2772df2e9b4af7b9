package timeline

// Why is why nobody can tell from an event alone how things were before it.
type Why string

// The reasons.
const (
	Refused      Why = "refused"       // AWS did not do it
	NoBearing    Why = "no-bearing"    // it changes the path of no packet
	Untold       Why = "untold"        // it says what was set, not what was there before
	Gone         Why = "gone"          // what was deleted comes back under another id
	Made         Why = "made"          // the function was made by it
	ChangedSince Why = "changed-since" // what it made is no longer there
	Elsewhere    Why = "elsewhere"     // it was made in another account or region
	NotKnown     Why = "not-known"     // a call that nothing is known about here
	LaterUntold  Why = "later-untold"  // a newer event could not be taken back
	TooMany      Why = "too-many"      // newer events were compared, and this one was not
)

// String is the reason in words.
func (w Why) String() string {
	switch w {
	case Refused:
		return "AWS refused it: nothing changed"
	case NoBearing:
		return "it changes the path of no packet"
	case Untold:
		return "it says what was set, not what was there before"
	case Gone:
		return "it cannot be undone: what was deleted comes back with another id"
	case Made:
		return "the function did not exist"
	case ChangedSince:
		return "what it made was changed again since"
	case Elsewhere:
		return "it was made in another account or region than was read"
	case NotKnown:
		return "vpclens does not know what this call does to a path"
	case LaterUntold:
		return "a newer change cannot be undone, and nothing tells how it was in between"
	case TooMany:
		return "what functions reach was compared for newer changes only"
	}
	return string(w)
}
