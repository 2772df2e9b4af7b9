// Package law judges one packet at a time, slowly and plainly, straight from docs/SEMANTICS.md. The tests hold the
// engine of package reach to it on accounts made at random.
//
// It shares no code with reach, netset, names or awsdata: it reads the AWS CLI's documents by itself, loops over rules
// in the order in which the law tells them, keeps no sets and no caches. A destination of many addresses is judged at
// one address of each kind: those where anything that the documents name begins or has just ended. Where it and the
// engine differ one of them has a bug, and the text of the law decides which. Nothing but tests imports it.
//
//   - [Read] takes the documents of one or more accounts and regions ([Accounts]; [Of] makes those of a single region).
//   - [World.Functions] are the functions of all of them, each with its [Place].
//   - [World.Ask] answers a [Question], whose destination is written as people write it: an address, a CIDR, an id
//     (eni-, i-, sg-, subnet-, pl-, vpce-), internet, anywhere, the word for a service, a host name. The [Answer] has
//     the verdict and that of each subnet: these are what the engine must agree on. The hops are there to find out why,
//     and need not agree: their components have the engine's names, but each is told once, and where a way ends early
//     there are none behind it.
//   - [Random] makes [Accounts] by a seed, [World.Questions] questions about them, by names and ids too. What is no
//     destination is refused ([ErrRefused]).
package law
