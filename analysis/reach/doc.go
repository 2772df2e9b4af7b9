// Package reach answers what a function can reach, and why not. docs/SEMANTICS.md is its law.
//
// Two questions are answered with the same rules: [Engine.Trace] judges one destination hop by hop and names every
// blocker; [Engine.Reach] computes everything a function can reach as exact sets. Both agree on every address, which is
// tested as a property, and both are tested against a slow evaluator that shares no code with them.
//
// Each hop of a path has its judge, and each judge its file. A judge never guesses: where a fact is missing its answer
// is [Unknown], with the call that would have brought the fact.
package reach
