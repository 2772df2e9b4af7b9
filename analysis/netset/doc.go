// Package netset computes with exact sets of (address, protocol, port): what a
// rule allows, what a route carries, what a function can reach.
//
// A [Set] is immutable and canonical: two sets with the same members have the
// same representation, however they were built, so [Set.Equal] and [Set.String]
// compare them exactly. Every operation is a sweep over sorted intervals; its
// cost grows with the number of intervals, never with their product. Sets and
// port sets may be used from several goroutines at once. The zero values of
// [Set], [PortSet] and [Builder] are empty and ready to use.
//
// Addresses are IPv4 or IPv6. An IPv4 address written as IPv6 (::ffff:10.0.0.1)
// means the IPv4 address, and zones are dropped, because no packet between hosts
// carries either.
package netset
