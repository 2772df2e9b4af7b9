// Package policy reads IAM's policy language: documents, their statements, and whether a statement's patterns fit an
// action, a resource or a principal. It serves identity policies, permissions boundaries, resource policies and the
// policies of VPC endpoints alike, and decides nothing: what the statements of several documents add up to depends on
// where they are attached.
//
// Conditions are kept and never evaluated: whether one holds depends on a request that nobody has made.
//
// Source: IAM user guide, "IAM JSON policy elements reference".
package policy
