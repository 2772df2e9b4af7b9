package collect

import (
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/vpclens/vpclens/awsdata"
)

// takeEnvironment takes a function's environment away before anything of it is encoded. Its targets are kept where that
// is wanted.
func (d *document) takeEnvironment(f *types.FunctionConfiguration, wanted bool) {
	if wanted && f.Environment != nil {
		if targets := awsdata.TargetsOf(f.Environment.Variables); targets != nil {
			if d.targets == nil {
				d.targets = make(map[string]awsdata.Targets)
			}
			d.targets[aws.ToString(f.FunctionArn)] = targets
		}
	}
	f.Environment = nil
}

// targetsOf are the targets that were kept of what is being encoded: they stand beside a function's own members.
func (d *document) targetsOf(v reflect.Value) awsdata.Targets {
	if len(d.targets) == 0 {
		return nil
	}
	f, ok := v.Interface().(types.FunctionConfiguration)
	if !ok {
		return nil
	}
	return d.targets[aws.ToString(f.FunctionArn)]
}
