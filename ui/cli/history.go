package cli

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/history"
)

// historyFlags say where states of the account are kept.
type historyFlags struct {
	folder     string
	anonymized bool
}

func (f *historyFlags) define(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.folder, "history", "",
		"keep what is read of the account in this `DIR`, and begin with what was kept there last")
	cmd.Flags().BoolVar(&f.anonymized, "history-anonymized", false,
		"keep it with names and accounts replaced: to show to others, not to compare")
}

// checkHistory finds a --history that cannot be before the screen is taken.
func (p *program) checkHistory(look exploreFlags) error {
	h := look.history
	switch {
	case h.folder == "" && h.anonymized:
		return usagef("--history-anonymized says how --history DIR keeps what is read: give a DIR, or leave it out")
	case h.folder == "":
		return nil
	case !p.source().live:
		return usagef("--history keeps what is read of an AWS account, and %s is none: leave out --history",
			p.source().name)
	case look.plain:
		return usagef("--plain keeps nothing: leave out --history; `vpclens snapshot PATH` keeps what is read now")
	}
	if info, err := os.Stat(h.folder); err == nil && !info.IsDir() {
		return usagef("--history: %s is no folder", awsdata.Clean(h.folder))
	}
	return nil
}

// historyOf is where states of the account are kept that the flags name, nil where they are not.
func (p *program) historyOf(h historyFlags, f commonFlags) *history.Folder {
	if h.folder == "" {
		return nil
	}
	return history.Of(h.folder, p.historyKey(f), h.anonymized, p.now, p.remark)
}

// historyKey names whose states they are: who is asked, and for which regions. It must be known before AWS is asked.
func (p *program) historyKey(f commonFlags) string {
	who := cmp.Or(strings.Join(f.profiles, ","), p.profileOf(f), "default")
	if id := p.env.get("AWS_ACCESS_KEY_ID"); len(f.profiles) == 0 && id != "" { // which any account may have given
		sum := sha256.Sum256([]byte(id))
		who = "key-" + hex.EncodeToString(sum[:6])
	}
	words := []string{who}
	if m := f.members; m.named() {
		accounts := strings.Join(slices.Sorted(slices.Values(m.accounts)), ",")
		words = append(words, cmp.Or(m.ou, accounts, "org"), m.roleName)
	}
	if at := f.endpoint(p.env); at != "" {
		words = append(words, at)
	}
	regions := f.regions
	if region := cmp.Or(p.env.get("AWS_REGION"), p.env.get("AWS_DEFAULT_REGION")); len(regions) == 0 && region != "" {
		regions = []string{region}
	}
	if len(regions) > 0 {
		words = append(words, strings.Join(slices.Sorted(slices.Values(regions)), ","))
	}
	return strings.Join(words, "@")
}

// keptAt reads the state that was there at the time that a text names, and says which that is; the error is
// [history.ErrNoTime] for any other text.
func (p *program) keptAt(ctx context.Context, folder, text string) (*awsdata.Snapshot, string, error) {
	now := p.now()
	if _, _, err := history.When(text, now); err != nil {
		return nil, "", err
	}
	kept, states, err := p.keptStates(folder, p.flags)
	if err != nil {
		return nil, "", err
	}
	times := make([]time.Time, len(states))
	for i, s := range states {
		times[i] = s.At
	}
	i, err := history.Find(times, text, now)
	if err != nil {
		return nil, "", err
	}
	name := history.Words(states[i].At, now)
	p.say("%s: what was read first at %s", text, name)
	snapshot, err := kept.Load(ctx, states[i])
	return snapshot, name, err
}

// keptStates are the states of the account that the flags name or, where nobody names one, of the only one that there
// is.
func (p *program) keptStates(folder string, f commonFlags) (*history.Folder, []history.State, error) {
	kept := p.historyOf(historyFlags{folder: folder}, f)
	states, err := kept.States()
	if err != nil || len(states) > 0 {
		return kept, states, err
	}
	names, anonymized := history.Folders(folder)
	if len(names) == 1 && len(f.profiles) == 0 && len(f.regions) == 0 {
		kept = history.In(folder, names[0], p.now, p.remark)
		states, err = kept.States()
		return kept, states, err
	}
	switch {
	case len(names) > 0:
		return nil, nil, fmt.Errorf("in %s nothing was kept of %s, but of %s; "+
			"name the profile and the regions that it was kept for",
			folder, p.historyKey(f), strings.Join(names, " and "))
	case anonymized > 0:
		return nil, nil, fmt.Errorf("what is in %s was kept anonymized, and cannot be compared: "+
			"names are numbered anew in each state", folder)
	}
	return nil, nil, fmt.Errorf("nothing was kept in %s: the explorer keeps what it reads where --history says", folder)
}

// side is one of the two snapshots of a comparison, and what it is called: what is there now, what was there at a time
// that is kept, or a file.
func (p *program) side(ctx context.Context, folder, text string) (*awsdata.Snapshot, string, error) {
	if folder != "" && text == "now" {
		snapshot, err := p.load(ctx)
		return snapshot, "now", err
	}
	if folder != "" {
		snapshot, name, err := p.keptAt(ctx, folder, text)
		if !errors.Is(err, history.ErrNoTime) {
			return snapshot, name, err
		}
	}
	snapshot, err := p.read(ctx, p.flags, text, nil)
	if _, _, no := history.When(text, p.now()); err != nil && no == nil && folder == "" {
		err = fmt.Errorf("%w; --history DIR says where states of earlier times are kept", err)
	}
	return snapshot, awsdata.Clean(text), err
}
