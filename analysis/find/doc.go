// Package find finds things by what people have in hand: a name or an id or a part of either, an address, a range, an
// ARN, a host name, the value of a tag. It reads a snapshot and computes nothing of it.
package find
