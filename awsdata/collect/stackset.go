package collect

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/awsdata"
)

// ReaderRole is what the role to read an account with is called, if nobody says otherwise.
const ReaderRole = "vpclens-read"

// tree is a part of a template.
type tree map[string]any

func ref(name string) tree       { return tree{"Ref": name} }
func sub(text string) tree       { return tree{"Fn::Sub": text} }
func attribute(name string) tree { return tree{"Fn::GetAtt": []string{name, "Arn"}} }
func given(parameter string) tree {
	return tree{"Fn::Not": []any{tree{"Fn::Equals": []any{ref(parameter), ""}}}}
}

// where is yes if a condition holds, else no.
func where(condition string, yes, no any) tree {
	return tree{"Fn::If": []any{condition, yes, no}}
}

// nothing is what is left out.
func nothing() tree { return ref("AWS::NoValue") }

// template is a template of CloudFormation, in the order in which people read one.
type template struct {
	Version     string `yaml:"AWSTemplateFormatVersion"`
	Description string `yaml:"Description"`
	Metadata    tree   `yaml:"Metadata"`
	Parameters  tree   `yaml:"Parameters"`
	Rules       tree   `yaml:"Rules"`
	Conditions  tree   `yaml:"Conditions"`
	Resources   tree   `yaml:"Resources"`
	Outputs     tree   `yaml:"Outputs"`
}

// StackSet is a template of CloudFormation, in YAML, for every account of an organization, in one region each. Its two
// parts can be had apart: a role for somebody to read the account with, and a collector that reads it on a schedule and
// puts the snapshot into a bucket. What both may read derives from the table of calls, as [Policy] does; what the
// collector may write is objects below the account's own part of the prefix.
//
// The collector is a project of CodeBuild, as that needs neither a network of the account nor a cluster, and costs
// nothing while it does not run.
func StackSet() []byte {
	always, tiers := statements()
	var stores []statement // what may be left out by the parameter; the tags of functions are one call
	for _, s := range tiers {
		if s.Sid == sid(awsdata.TierNamesAndStores) {
			stores = append(stores, s)
		} else {
			always = append(always, s)
		}
	}
	t := template{
		Version: "2010-09-09",
		Description: "vpclens: a read-only role, and a collector that keeps snapshots of the account in a bucket. " +
			"Deploy to one region of each account.",
		Metadata: tree{"AWS::CloudFormation::Interface": tree{"ParameterGroups": []any{
			group("What may be read", "NamesAndDataStores"),
			group("The role to read with", "ReaderPrincipal", "ExternalId", "RoleName"),
			group("The collector", "Bucket", "Prefix", "KmsKeyArn", "Schedule", "Image", "ImageRepositoryArn",
				"BinaryBucket", "BinaryKey", "BinarySha256"),
		}}},
		Parameters: stackParameters(),
		Rules: tree{
			"AnExternalId": needs("ReaderPrincipal", "ExternalId"),
			"ABinary":      needs("BinaryBucket", "BinaryKey", "BinarySha256"),
		},
		Conditions: tree{
			"HasReader":     given("ReaderPrincipal"),
			"HasBucket":     given("Bucket"),
			"HasKey":        given("KmsKeyArn"),
			"HasRepository": given("ImageRepositoryArn"),
			"HasBinary":     given("BinaryBucket"),
			"HasStores":     tree{"Fn::Equals": []any{ref("NamesAndDataStores"), "yes"}},
		},
		Resources: tree{
			"ReadPolicy": tree{"Type": "AWS::IAM::ManagedPolicy", "Properties": tree{
				"Description": "What vpclens reads: the network of functions", "PolicyDocument": policyOf(always)}},
			"StoresPolicy": tree{"Type": "AWS::IAM::ManagedPolicy", "Condition": "HasStores", "Properties": tree{
				"Description": "What vpclens reads: names and data stores", "PolicyDocument": policyOf(stores)}},
			"ReadRole": readRole(),
		},
		Outputs: tree{
			"ReadRoleArn":  tree{"Condition": "HasReader", "Value": attribute("ReadRole")},
			"CollectorArn": tree{"Condition": "HasBucket", "Value": attribute("Collector")},
		},
	}
	for name, resource := range collectorResources() {
		t.Resources[name] = resource
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	err := e.Encode(t)
	if err == nil {
		err = e.Close()
	}
	if err != nil {
		// The value is made of texts, lists and maps only; encoding it cannot fail.
		panic(fmt.Sprintf("encode template: %v", err))
	}
	return b.Bytes()
}

// group is a heading for parameters, where people fill them in.
func group(heading string, parameters ...string) tree {
	return tree{"Label": tree{"default": heading}, "Parameters": parameters}
}

// needs is the rule that a parameter is given only with others.
func needs(parameter string, others ...string) tree {
	var assertions []any
	for _, other := range others {
		assertions = append(assertions,
			tree{"Assert": given(other), "AssertDescription": parameter + " needs " + other})
	}
	return tree{"RuleCondition": given(parameter), "Assertions": assertions}
}

func stackParameters() tree {
	const aBucket = `^(|[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])$`
	text := func(description, byDefault, pattern string) tree {
		return tree{"Type": "String", "Description": description, "Default": byDefault, "AllowedPattern": pattern}
	}
	return tree{
		"NamesAndDataStores": tree{"Type": "String", "Default": "yes", "AllowedValues": []string{"yes", "no"},
			"Description": "Whether private hosted zones, resolver rules, databases, caches, brokers, file systems " +
				"and load balancers may be read"},
		"ReaderPrincipal": text("ARN of the role or user, or id of the account, that may read this one; empty for none",
			"", `^(|\d{12}|arn:[a-z-]+:(iam|sts)::\d{12}:.+)$`),
		"ExternalId": text("What whoever takes on the role must name", "", `^(|[\w+=,.@:/-]{2,1224})$`),
		"RoleName":   text("Name of the role", ReaderRole, `^[\w+=,.@-]{1,64}$`),
		"Bucket":     text("Bucket for the snapshots; empty for no collector", "", aBucket),
		"Prefix": text("Prefix of the snapshots in the bucket, without slashes at its ends",
			"org", `^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*$`),
		"KmsKeyArn": text("KMS key that the bucket's objects are encrypted with by default; empty for none",
			"", `^(|arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key/.+)$`),
		"Schedule": text("When to collect, as EventBridge Scheduler writes it", "rate(1 day)", `^(rate|cron)\(.+\)$`),
		"Image": text("Image of the collector, with vpclens in it unless BinaryBucket is given",
			"aws/codebuild/amazonlinux-x86_64-standard:5.0", `^\S+$`),
		"ImageRepositoryArn": text("ARN of the image's repository in ECR; empty for CodeBuild's own or public images",
			"", `^(|arn:[a-z-]+:ecr:[a-z0-9-]+:\d{12}:repository/.+)$`),
		"BinaryBucket": text("Bucket with the vpclens program for linux/amd64; empty if the image has it", "", aBucket),
		"BinaryKey":    text("Key of the program in BinaryBucket", "", `^[A-Za-z0-9_./-]*$`),
		"BinarySha256": text("SHA-256 of the program in BinaryBucket", "", `^(|[0-9a-f]{64})$`),
	}
}

// policyOf is a policy of statements.
func policyOf(statements []statement) tree {
	return tree{"Version": "2012-10-17", "Statement": statements}
}

// trust is the policy of a role that a principal takes on under a condition.
func trust(principal tree, condition tree) tree {
	return tree{"Version": "2012-10-17", "Statement": []any{
		tree{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", "Condition": condition}}}
}

// ofThisAccount keeps services of AWS from being used by others to take on a role.
func ofThisAccount() tree {
	return tree{"StringEquals": tree{"aws:SourceAccount": ref("AWS::AccountId")}}
}

// readPolicies are the policies of whoever reads the account.
func readPolicies() []any {
	return []any{ref("ReadPolicy"), where("HasStores", ref("StoresPolicy"), nothing())}
}

func readRole() tree {
	return tree{"Type": "AWS::IAM::Role", "Condition": "HasReader", "Properties": tree{
		"RoleName":    ref("RoleName"),
		"Description": "Reads for vpclens, and can change nothing",
		"AssumeRolePolicyDocument": trust(tree{"AWS": ref("ReaderPrincipal")},
			tree{"StringEquals": tree{"sts:ExternalId": ref("ExternalId")}}),
		"ManagedPolicyArns": readPolicies(),
	}}
}

// collectorBuild is what the collector runs. What comes from parameters is in its environment, and no part of a
// command.
const collectorBuild = `version: 0.2
env:
  shell: bash
phases:
  build:
    commands:
      - set -euo pipefail
      - vpclens=vpclens
      - |
        if [ -n "${BINARY_BUCKET:-}" ]; then
          aws s3 cp --only-show-errors "s3://$BINARY_BUCKET/$BINARY_KEY" ./vpclens
          echo "$BINARY_SHA256  vpclens" | sha256sum --check --quiet
          chmod u+x ./vpclens
          vpclens=./vpclens
        fi
      - '"$vpclens" snapshot --region all --timeout 45m --to "s3://$SNAPSHOT_BUCKET/$SNAPSHOT_PREFIX"'
`

func collectorResources() tree {
	allow := func(action any, resource any) tree {
		return tree{"Effect": "Allow", "Action": action, "Resource": resource}
	}
	variable := func(name, parameter string) tree {
		return tree{"Name": name, "Type": "PLAINTEXT", "Value": ref(parameter)}
	}
	const project = "arn:${AWS::Partition}:codebuild:${AWS::Region}:${AWS::AccountId}:project/vpclens-collector"
	resource := func(kind string, properties tree) tree {
		return tree{"Type": kind, "Condition": "HasBucket", "Properties": properties}
	}
	policies := func(name string, statements ...any) []any {
		return []any{tree{"PolicyName": name, "PolicyDocument": tree{"Version": "2012-10-17", "Statement": statements}}}
	}
	program := sub("arn:${AWS::Partition}:s3:::${BinaryBucket}/${BinaryKey}")
	pull := []string{"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
	const group = "/aws/codebuild/vpclens-collector"
	log := resource("AWS::Logs::LogGroup", tree{"LogGroupName": group, "RetentionInDays": 30})
	log["DeletionPolicy"], log["UpdateReplacePolicy"] = "Delete", "Delete"
	return tree{
		"CollectorLog": log,
		"CollectorRole": resource("AWS::IAM::Role", tree{
			"Description":              "Reads for the collector of vpclens, and puts its snapshots into the bucket",
			"AssumeRolePolicyDocument": trust(tree{"Service": "codebuild.amazonaws.com"}, ofThisAccount()),
			"ManagedPolicyArns":        readPolicies(),
			"Policies": policies("collect", allow("s3:PutObject",
				sub("arn:${AWS::Partition}:s3:::${Bucket}/${Prefix}/accounts/${AWS::AccountId}/*")),
				allow([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, attribute("CollectorLog")),
				where("HasKey", allow("kms:GenerateDataKey", ref("KmsKeyArn")), nothing()),
				where("HasBinary", allow("s3:GetObject", program), nothing()),
				where("HasRepository", allow(pull, ref("ImageRepositoryArn")), nothing()),
				where("HasRepository", allow("ecr:GetAuthorizationToken", "*"), nothing())),
		}),
		"Collector": resource("AWS::CodeBuild::Project", tree{
			"Name":                 "vpclens-collector",
			"Description":          "Collects this account with vpclens and keeps the snapshot in a bucket",
			"ServiceRole":          attribute("CollectorRole"),
			"Source":               tree{"Type": "NO_SOURCE", "BuildSpec": collectorBuild},
			"Artifacts":            tree{"Type": "NO_ARTIFACTS"},
			"TimeoutInMinutes":     60,
			"ConcurrentBuildLimit": 1,
			"LogsConfig":           tree{"CloudWatchLogs": tree{"Status": "ENABLED", "GroupName": ref("CollectorLog")}},
			"Environment": tree{
				"Type": "LINUX_CONTAINER", "ComputeType": "BUILD_GENERAL1_SMALL", "Image": ref("Image"),
				"ImagePullCredentialsType": where("HasRepository", "SERVICE_ROLE", "CODEBUILD"),
				"EnvironmentVariables": []any{
					variable("SNAPSHOT_BUCKET", "Bucket"),
					variable("SNAPSHOT_PREFIX", "Prefix"),
					where("HasBinary", variable("BINARY_BUCKET", "BinaryBucket"), nothing()),
					where("HasBinary", variable("BINARY_KEY", "BinaryKey"), nothing()),
					where("HasBinary", variable("BINARY_SHA256", "BinarySha256"), nothing()),
				},
			},
		}),
		"ScheduleRole": resource("AWS::IAM::Role", tree{
			"Description":              "Starts the collector of vpclens",
			"AssumeRolePolicyDocument": trust(tree{"Service": "scheduler.amazonaws.com"}, ofThisAccount()),
			"Policies":                 policies("start", allow("codebuild:StartBuild", sub(project))),
		}),
		"CollectorSchedule": resource("AWS::Scheduler::Schedule", tree{
			"Description":        "When the collector of vpclens runs",
			"ScheduleExpression": ref("Schedule"),
			"FlexibleTimeWindow": tree{"Mode": "FLEXIBLE", "MaximumWindowInMinutes": 60}, // not all accounts at once
			"State":              "ENABLED",
			"Target":             tree{"Arn": attribute("Collector"), "RoleArn": attribute("ScheduleRole")},
		}),
	}
}
