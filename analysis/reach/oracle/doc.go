// Package oracle judges one packet at a time, slowly and plainly, straight from docs/SEMANTICS.md. The tests hold the
// engine of package reach to it on accounts made at random.
//
// It shares no code with reach, netset or awsdata: it reads the AWS CLI's documents by itself, loops over rules in the
// order in which the law tells them, keeps no sets and no caches. Where it and the engine differ one of them has a bug,
// and the text of the law decides which. Nothing but tests imports it.
package oracle
