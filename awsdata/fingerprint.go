package awsdata

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"
)

// Fingerprint tells snapshots apart: those with the same say the same, whenever they were taken.
type Fingerprint [sha256.Size]byte

// String is its beginning, which is enough to tell the states of an account apart.
func (f Fingerprint) String() string { return hex.EncodeToString(f[:6]) }

// Fingerprint is that of everything in the snapshot but its time.
func (s *Snapshot) Fingerprint() (Fingerprint, error) {
	timeless := *s
	timeless.CapturedAt = time.Time{}
	h := sha256.New()
	if err := timeless.Encode(h); err != nil {
		return Fingerprint{}, fmt.Errorf("compare snapshots: %w", err)
	}
	return Fingerprint(h.Sum(nil)), nil
}

// Packed is the snapshot as a file of gzip holds it, which [Decode] reads. It has no name and no time in its header:
// same snapshot, same bytes.
func (s *Snapshot) Packed() ([]byte, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := s.Encode(z); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compress snapshot: %w", err)
	}
	return b.Bytes(), nil
}
