// Command terraformtest makes the Terraform plans that the reader of plans is tested with: it drives terraform with a
// provider of its own, which has the schemas of the AWS provider, and an account that is a file. See README.md.
//
//	terraformtest DIR...   make the plan and the accounts before and after of each fixture
//	terraformtest          what terraform starts: the provider
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/hashicorp/terraform-plugin-sdk/v2/plugin"
)

func main() {
	if len(os.Args) == 1 {
		plugin.Serve(&plugin.ServeOpts{ProviderFunc: provider, ProviderAddr: "registry.terraform.io/hashicorp/aws"})
		return
	}
	for _, dir := range os.Args[1:] {
		if err := makeFixture(dir); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", filepath.Base(dir), err)
			os.Exit(1)
		}
	}
}
