// Package query reads filters of lists, matches rows with them and completes what is typed. It is pure: texts in,
// answers out.
package query
