// Package compare asks two functions the same questions, in the order in which a person asks them: where they sit, how
// they lead out, what they reach, what is wrong with each, how they are set. Answers are values that tell whether both
// are the same; how they are worded is the faces' business.
package compare
