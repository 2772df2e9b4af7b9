package awsdata

// Cause tells why a call left a gap.
type Cause string

// The causes of gaps.
const (
	CauseDenied      Cause = "denied"              // no permission
	CauseThrottled   Cause = "throttled"           // retries used up
	CauseExpired     Cause = "expired-credentials" // credentials ended while collecting
	CauseUnsupported Cause = "unsupported"         // the endpoint or partition does not have the call
	CauseMalformed   Cause = "malformed"           // the answer could not be read
	CauseUnreachable Cause = "unreachable"         // no connection, or no answer in time
	CauseCancelled   Cause = "canceled"            // the user or the time limit ended it
	CauseFailed      Cause = "failed"              // any other error of the service
	CauseTruncated   Cause = "truncated"           // a page only: the document carries a token for more
	CauseAbsent      Cause = "absent"              // the snapshot has no such document
	CausePending     Cause = "pending"             // it is still being read

	CauseKnownAfter Cause = "known-after-apply" // a plan's value, which AWS decides when it is applied
)

// Text says the gap in a few words, with what it means for the reader.
func (c Cause) Text() string {
	switch c {
	case CauseDenied:
		return "no permission"
	case CauseThrottled:
		return "throttled by AWS"
	case CauseExpired:
		return "the credentials expired"
	case CauseUnsupported:
		return "not supported by this endpoint"
	case CauseMalformed:
		return "the answer could not be read"
	case CauseUnreachable:
		return "no answer from the endpoint"
	case CauseCancelled:
		return "canceled before it was read"
	case CauseTruncated:
		return "only a part of the list is in the snapshot"
	case CauseAbsent:
		return "not in the snapshot"
	case CausePending:
		return "still being read"
	case CauseKnownAfter:
		return "known only after the plan is applied"
	}
	return "the call failed"
}

// Passes reports whether the same call may well be answered when it is made again, without anybody doing anything else
// than waiting or signing in: a permission that is gone does not come back so.
func (c Cause) Passes() bool {
	switch c {
	case CauseThrottled, CauseExpired, CauseUnreachable, CauseCancelled, CauseFailed, CauseMalformed:
		return true
	}
	return false
}
