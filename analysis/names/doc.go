// Package names is what destinations are called: the closed vocabulary that [Parse] reads, and what a name leads to
// when it is asked from a VPC ([Resolve]).
//
// The vocabulary is addresses, ids and names of captured resources, host names, and one table of AWS services with all
// their spellings. What is outside it is an error that names the nearest: a typo gets no verdict.
//
// Resolution is pure, too: nothing here asks a resolver. Which resolver a VPC uses, what it forwards or blocks, and
// which zones and endpoints hold a name are facts of the snapshot; where they are not, the answer says what would
// settle it.
package names
