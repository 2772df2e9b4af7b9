package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/picture"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

func (p *program) diagramCommand() *cobra.Command {
	var out outputFlags
	var scheme string
	cmd := &cobra.Command{
		Use:   "diagram FUNCTION|VPC",
		Short: "Draw the network of a function or a VPC: AZs as lanes, shared parts once, the cut where it is",
		Long: `Draws what a function is connected to: its subnets by AZ, how each routes to the internet, VPC endpoints, peered
VPCs, transit gateways, load balancers and data stores. Each part is drawn once. A way that is blocked is cut where it is
blocked, with the reason below the drawing; what is unknown is drawn as unknown, with the call that would settle it.

Of a VPC it draws all subnets by AZ, the functions in each, how they route to the internet, endpoints and data stores.

FUNCTION is a name or an ARN; VPC is its id or name, or the id or name of one of its subnets. SVG follows the color
scheme of whoever looks at it, unless --scheme says which. Mermaid is what GitHub draws in Markdown, between the lines` +
			" ```mermaid and ```. DOT is the language of Graphviz: `dot -Tsvg` draws it.",
		Example: `  vpclens diagram checkout-api --demo
  vpclens diagram prod --demo --format svg --output prod.svg
  vpclens diagram checkout-api --demo --format mermaid
  vpclens diagram prod --demo --format dot --output prod.dot`,
		Args:              exactly("FUNCTION|VPC"),
		ValidArgsFunction: p.completeResources(false),
		RunE: func(cmd *cobra.Command, args []string) error {
			chosen, err := chooseForms(&out, []form[*report.Diagram]{{"text", report.WriteDiagram},
				{"svg", report.WriteDiagramSVG}, {"mermaid", report.WriteDiagramMermaid},
				{"dot", report.WriteDiagramDOT}})
			if err != nil {
				return err
			}
			if scheme != "auto" && scheme != "light" && scheme != "dark" {
				return usagef("--scheme %q: want auto, light or dark", scheme)
			}
			d, err := p.pictured(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if scheme != "auto" {
				d.Scheme = scheme
			}
			return deliver(cmd.Context(), p, chosen, func(look report.Look) *report.Diagram {
				d.Look = look
				return d
			})
		},
	}
	out.define(cmd, "text", "svg", "mermaid", "dot")
	cmd.Flags().StringVar(&scheme, "scheme", "auto", "colors of the SVG: auto, light or dark")
	return cmd
}

// pictured is the picture of what a text names: a function, a VPC, or the VPC of a subnet.
func (p *program) pictured(ctx context.Context, text string) (*report.Diagram, error) {
	result, err := p.placed(ctx)
	if err != nil {
		return nil, err
	}
	fn, unknown := ask.OneFunction(result, text)
	if unknown == nil {
		of := result.Of(fn.Account)
		drawn, err := picture.OfFunction(ctx, of, fn)
		return report.NetworkDiagram(drawn, fn, of.Index.Region(fn.Place.Region)), err
	}
	t, err := ask.Resource(result.Index, text)
	if err != nil {
		return nil, unknown
	}
	of := result.Of(t.Account)
	id := vpcOf(of, t.Region, t.Resource)
	if id == "" {
		return nil, usagef("%s is a %s: name a function, a VPC or a subnet", text, t.Kind.Name)
	}
	drawn, err := picture.OfVPC(ctx, of, t.Region, id)
	if err == nil && drawn == nil {
		return nil, usagef("the snapshot does not hold the VPC %s", id)
	}
	return report.VPCDiagram(drawn, id, t.Region, of.Index.Region(t.Region)), err
}

// vpcOf is the id of a VPC, or of that of a subnet; "" for anything else.
func vpcOf(result *analysis.Result, region string, r awsdata.Resource) string {
	x := result.Index.Region(region)
	if v := x.VPC(r.ID()); v != nil {
		return v.VpcId
	}
	if s := x.Subnet(r.ID()); s != nil {
		return s.VpcId
	}
	return ""
}
