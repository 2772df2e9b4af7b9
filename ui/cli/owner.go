package cli

import (
	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/find"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/uses"
)

func (p *program) ownerCommand() *cobra.Command {
	var out outputFlags
	cmd := &cobra.Command{
		Use:   "owner RESOURCE",
		Short: "Tell what a resource belongs to: the functions behind an interface, the VPC of a subnet",
		Long: `Tells what a resource belongs to: of an interface of Lambda's the functions and published versions with its subnet and
exactly its security groups, of another one the NAT gateway, endpoint or data store, of a role its functions, of parts of the network
their VPC. Where there is nothing the answer says why, and where what was not read may hold it, that it is unknown.

RESOURCE is an id, a name or an ARN.`,
		Example: `  vpclens owner eni-001f8d32ae3011ece --demo
  vpclens owner app-a --demo --format json`,
		Args:              exactly("RESOURCE"),
		ValidArgsFunction: p.completeResources(false),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Owner]{
				{"text", report.WriteOwner}, {"json", report.WriteOwnerJSON}, {"markdown", report.WriteOwnerMarkdown}})
			if err != nil {
				return err
			}
			result, t, err := p.placedResource(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			o := &report.Owner{Index: result.Index, Subject: t, Owned: ownersOf(result, &t)}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Owner {
				o.Look = look
				return o
			})
		},
	}
	out.define(cmd, "text", "json", "markdown")
	return cmd
}

// ownersOf are what a thing belongs to; a function belongs to its VPC.
func ownersOf(result *analysis.Result, t *find.Entry) uses.Owned {
	for _, f := range result.Functions {
		if t.Function && f.Place.Region == t.Region && f.FunctionName == t.ID {
			return uses.OwnersOfFunction(f)
		}
	}
	return uses.Owners(result, t.Region, t.Resource)
}
