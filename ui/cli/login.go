package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

func (p *program) loginCommand() *cobra.Command {
	var noBrowser bool
	cmd := &cobra.Command{
		Use:   "login",
		Short: "Sign in to AWS by IAM Identity Center (SSO), as aws sso login does",
		Long: `Signs in to IAM Identity Center (AWS SSO) as the profile says: shows a code, opens the page on which
to confirm it, and waits. The token goes to the cache of the AWS CLI (~/.aws/sso/cache), which all AWS tools share: whoever
has signed in here has with aws sso login, and the other way round. vpclens keeps no copy.

Only profiles with sso_session or sso_start_url sign in this way. For a session of aws login that command is needed;
the code of an MFA device is asked for when it is wanted; keys, web identities and programs need no sign-in.`,
		Example: `  vpclens login --profile prod
  vpclens login --profile prod --no-browser      for a machine without one: open the page on any other`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if p.flags.from != "" || p.flags.demo {
				return usagef("there is nothing to sign in to in a snapshot: leave out --from and --demo")
			}
			if p.flags.severalAccounts() {
				return usagef("one profile is signed in to at a time: leave out the others, --accounts and --org")
			}
			session, until, err := collect.Login(cmd.Context(), p.collectOptions(p.flags, nil, nil),
				func(d signin.Device) {
					p.showDevice(d, noBrowser)
				})
			if err != nil {
				return err
			}
			p.say("signed in at %s until %s", session.StartURL, until.Local().Format("15:04 MST"))
			return nil
		},
	}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "open no browser")
	return cmd
}

// showDevice says where to confirm which code, and opens the page where there is a browser.
func (p *program) showDevice(d signin.Device, noBrowser bool) {
	p.say("open %s and confirm the code %s, which is good until %s", d.Page, d.Code,
		d.Ends.Local().Format(time.TimeOnly))
	open := p.browser()
	if open == nil || noBrowser {
		if d.Full != "" {
			p.say("or open %s, which has the code in it", d.Full)
		}
		return
	}
	// Some browsers go on until they are closed: nobody waits for them.
	var beside awsdata.Group
	beside.Go(func() error {
		if err := open(fullPage(d)); err != nil {
			p.say("the browser did not open: %s", err)
		}
		return nil
	})
}

// fullPage is the page that needs the least typing.
func fullPage(d signin.Device) string {
	if d.Full != "" {
		return d.Full
	}
	return d.Page
}
