package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/prior"
	"github.com/vpclens/vpclens/awsdata"
)

// knownFlags name the files of findings that were known before.
type knownFlags struct{ from, to string }

// define defines --known and --write-known.
func (f *knownFlags) define(cmd *cobra.Command) {
	f.defineKnown(cmd)
	cmd.Flags().StringVar(&f.to, "write-known", "",
		"write the findings that are there into this `FILE`, for --known, one a line")
}

// defineKnown defines --known alone, for commands that judge a change.
func (f *knownFlags) defineKnown(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.from, "known", "",
		"findings that stand in this `FILE`, which scan --write-known wrote, are known and do not count")
}

// read reads the known findings, nil where no file is named.
func (f *knownFlags) read() (*prior.File, error) {
	if f.from == "" {
		return nil, nil
	}
	data, err := readInput(f.from)
	if err != nil {
		return nil, fmt.Errorf("read known findings: %w", err)
	}
	file, err := prior.Parse(data)
	if err != nil {
		return nil, fmt.Errorf("read known findings: %s: %w", f.from, err)
	}
	return file, nil
}

// writeKnown writes the findings of all accounts where --write-known says.
func (p *program) writeKnown(f knownFlags, results []*analysis.Result) error {
	if f.to == "" {
		return nil
	}
	var entries []prior.Entry
	for _, r := range results {
		entries = append(entries, prior.Of(r.Snapshot.AccountID, r.Findings)...)
	}
	if err := replaceFile(f.to, prior.Format(entries)); err != nil {
		return fmt.Errorf("write known findings: %w", err)
	}
	p.say("wrote %s: %s", awsdata.Clean(f.to), english.Count(len(entries), "finding"))
	return nil
}
