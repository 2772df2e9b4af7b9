// Package role answers what an execution role may do, offline: its identity policies (managed and inline), held against
// its permissions boundary, with explicit denies.
//
// It does not see what is not the role's own: service control policies and session policies can take away more, and a
// resource policy of the same account can add to it. A yes here means "as far as the role's policies go". Conditions
// are never evaluated, as they depend on a request that nobody has made: a statement under conditions may apply, and
// the answer says so. A policy whose text is not in the snapshot makes answers unknown, with the call that would bring
// it.
//
// Source: IAM user guide, "Policy evaluation logic", "Permissions boundaries for IAM entities".
package role
