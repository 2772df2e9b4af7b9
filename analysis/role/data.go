package role

import "strings"

// Read is a permission to read data of a kind, wherever it lies.
type Read struct {
	Service string // "s3"
	What    string // "objects of every bucket"
	Action  string
	Answer  Answer // Yes or Maybe; Unknown where a missing policy decides
}

// dataReads are the actions that read data, and the resource that stands for all of its kind.
var dataReads = [...]struct{ service, action, resource, what string }{
	{"s3", "s3:GetObject", "arn:PARTITION:s3:::*/*", "objects of every bucket"},
	{"dynamodb", "dynamodb:Scan", "arn:PARTITION:dynamodb:REGION:ACCOUNT:table/*", "items of every table"},
	{"dynamodb", "dynamodb:Query", "arn:PARTITION:dynamodb:REGION:ACCOUNT:table/*", "items of every table"},
	{"dynamodb", "dynamodb:GetItem", "arn:PARTITION:dynamodb:REGION:ACCOUNT:table/*", "items of every table"},
	{"secretsmanager", "secretsmanager:GetSecretValue", "arn:PARTITION:secretsmanager:REGION:ACCOUNT:secret:*", "every secret"},
	{"rds-data", "rds-data:ExecuteStatement", "arn:PARTITION:rds:REGION:ACCOUNT:cluster:*", "every database with a data API"},
	{"kms", "kms:Decrypt", "arn:PARTITION:kms:REGION:ACCOUNT:key/*", "what any key encrypts"},
}

// ReadsDataBroadly are the kinds of data that the role may read without a limit to named resources, in a region: each
// kind once. The account is the role's own. Kinds of which a missing policy decides have the verdict Unknown.
func (p *Permissions) ReadsDataBroadly(region string) []Read {
	partition, account := "aws", "*"
	if parts := strings.SplitN(p.ARN, ":", 6); len(parts) == 6 { // arn:partition:iam::account:role/name
		partition, account = parts[1], parts[4]
	}
	fill := strings.NewReplacer("PARTITION", partition, "REGION", region, "ACCOUNT", account)
	var out []Read
	for _, d := range dataReads {
		answer := p.Allows(d.action, fill.Replace(d.resource))
		if answer.Verdict == No {
			continue
		}
		read := Read{Service: d.service, What: d.what, Action: d.action, Answer: answer}
		if last := len(out) - 1; last >= 0 && out[last].Service == d.service {
			if answer.Verdict > out[last].Answer.Verdict {
				out[last] = read
			}
			continue
		}
		out = append(out, read)
	}
	return out
}
