package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/letgo"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/timeline"
)

func (p *program) usedByCommand() *cobra.Command {
	var out outputFlags
	var trail string
	var changes bool
	cmd := &cobra.Command{
		Use:   "usedby RESOURCE",
		Short: "Tell who uses a resource, what breaks if it is deleted, and what AWS refuses to delete it for",
		Long: `Takes a resource away in a copy of the snapshot and asks every function what it reaches then: who would stop, who would
lose what, who would go another way, for whom it is unknown. Then everything else that uses the resource, first what AWS refuses
to delete it for. Calls that were not read are named: there may be more in them.

Of a subnet, a security group or an interface it says what must happen before Lambda's interfaces go, and how long that usually
takes. Since when it has been taking CloudTrail tells: --changes asks it about the functions that they were made for, --trail
reads a saved answer. Such times are estimates.

RESOURCE is the id or the name of a part of the network, or the ARN of a role: a VPC, subnet, route table, security group,
network ACL, NAT or internet gateway, endpoint, prefix list, interface, peering connection or transit gateway. Nothing is deleted.`,
		Example: `  vpclens usedby nat-a --demo
  vpclens usedby sg-0f70d76705ebc7d4d --format json`,
		Args:              exactly("RESOURCE"),
		ValidArgsFunction: p.completeResources(false),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.UsedBy]{
				{"text", report.WriteUsedBy}, {"json", report.WriteUsedByJSON},
				{"markdown", report.WriteUsedByMarkdown}})
			if err != nil {
				return err
			}
			result, err := p.placed(cmd.Context())
			if err != nil {
				return err
			}
			u, err := ask.UsedBy(cmd.Context(), result, args[0])
			if err != nil {
				return err
			}
			if err := p.letGo(cmd.Context(), u, teller{flags: p.flags, since: usualSince, trail: trail},
				changes || trail != ""); err != nil {
				return err
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.UsedBy {
				u.Look = look
				return u
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	cmd.Flags().BoolVar(&changes, "changes", false,
		"ask CloudTrail since when nothing uses Lambda's interfaces any more")
	cmd.Flags().StringVar(&trail, "trail", "",
		"the same from this `FILE`, an answer of aws cloudtrail lookup-events")
	return cmd
}

// letGo adds what must happen before Lambda's interfaces go, and since when they are left, where somebody is asked.
func (p *program) letGo(ctx context.Context, u *report.UsedBy, t teller, ask bool) error {
	x := u.Result.Of(u.Subject.Account).Index
	rx := x.Region(u.Subject.Region)
	if rx == nil {
		return nil
	}
	if u.Now = x.Snapshot.CapturedAt; p.source().live || u.Now.IsZero() {
		u.Now = p.now()
	}
	if !ask || len(letgo.Functions(u.Stays)) == 0 {
		return nil
	}
	if why := p.unasked(t); why != "" {
		return usagef("%s", why)
	}
	q := timeline.Asked{Index: x, Region: u.Subject.Region, Things: letgo.Functions(u.Stays)}
	told, err := p.tell(ctx, t, q, nil)
	if err != nil {
		return err
	}
	u.Told, u.Gaps = true, told.Gaps
	u.Stays = letgo.Of(ledger.Of(rx), rx, role.NewIndex(x), u.Subject.Resource.ID(), told.Events)
	return nil
}
