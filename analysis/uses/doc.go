// Package uses says what belongs to what, and who uses it: the owners of a resource, the functions that it has a part
// in, and what else uses it, with what AWS refuses to delete it for. All of it is told by who refers to whom; what
// would change for functions if a resource went is computed by package impact.
//
// Every answer is a value: an id with a reason. The sentences of reasons stand in one table, and nothing is decided by
// them.
package uses
