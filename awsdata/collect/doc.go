// Package collect reads an account through the AWS API and turns it into a [awsdata.Snapshot]. It is the only package
// that imports the AWS SDK.
//
// What is read is one table, see [Calls]: the collectors, the scheduler, the progress counts and the IAM policy of
// [Policy] all derive from it. The package can only read: clients are held as narrow interfaces of Get, List and
// Describe calls, and a test reads the source for any other call.
//
// A call that fails leaves a gap with a cause and the rest goes on. Only missing or expired credentials end a
// collection, with a [*CredentialsError] that says what to type next. The SDK never writes to the terminal.
package collect
