package names

import (
	"strings"
	"testing"
)

// TestServicesAreTold holds that no two rows claim the same name, host name or word of their own.
func TestServicesAreTold(t *testing.T) {
	names, hosts := make(map[string]bool), make(map[string]string)
	for _, s := range Services() {
		if names[s.Name] {
			t.Errorf("%s is in the table twice", s.Name)
		}
		names[s.Name] = true
		var all []string
		for _, h := range s.hosts {
			all = append(all, h+".REGION")
		}
		for _, h := range append(all, s.others...) {
			if other := hosts[h]; other != "" {
				t.Errorf("%s is a host name of %s and of %s", h, other, s.Name)
			}
			hosts[h] = s.Name
		}
		if got := ServiceNamed(s.Name); got != s {
			t.Errorf("the name %s is taken for %s", s.Name, got.Name)
		}
		for _, w := range s.Words {
			if got := ServiceNamed(w); got != s {
				t.Errorf("the word %q of %s is taken for %s", w, s.Name, got.Name)
			}
		}
		if s.Port == 0 || s.Endpoint == 0 {
			t.Errorf("%s: port %d, endpoint %d", s.Name, s.Port, s.Endpoint)
		}
	}
}

// TestServiceHosts holds that every service is found again by the host name that it is called by, in every partition.
func TestServiceHosts(t *testing.T) {
	for _, region := range []string{"us-east-1", "eu-west-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1",
		"us-iso-east-1"} {
		for _, s := range Services() {
			host := s.Host(region)
			h, ok := readServiceHost(host)
			switch {
			case s.Name == "lambda-url", s.Name == "neptune-graph-data": // have no name of their own without an id
			case !ok:
				t.Errorf("%s of %s is not read", host, s.Name)
			case h.service != s:
				t.Errorf("%s of %s is read as one of %s", host, s.Name, h.service.Name)
			case !s.Global && s.Home == "" && h.region != region:
				t.Errorf("%s is read as one of the Region %s", host, h.region)
			}
		}
	}
}

func TestServiceHost(t *testing.T) {
	for _, c := range []struct{ service, region, want string }{
		{"kinesis-streams", "us-east-1", "kinesis.us-east-1.amazonaws.com"},
		{"monitoring", "eu-west-1", "monitoring.eu-west-1.amazonaws.com"},
		{"ecr.api", "us-east-1", "api.ecr.us-east-1.amazonaws.com"},
		{"sts", "cn-north-1", "sts.cn-north-1.amazonaws.com.cn"},
		{"iam", "eu-west-1", "iam.amazonaws.com"},
		{"iam", "cn-northwest-1", "iam.cn-north-1.amazonaws.com.cn"},
		{"organizations", "eu-west-1", "organizations.us-east-1.amazonaws.com"},
		{"kms-fips", "us-east-1", "kms-fips.us-east-1.amazonaws.com"},
		{"datazone", "us-east-1", "datazone.us-east-1.api.aws"},
		{"s3", "eusc-de-east-1", "s3.eusc-de-east-1.amazonaws.eu"},
	} {
		if got := vocabulary().byName[c.service].Host(c.region); got != c.want {
			t.Errorf("%s in %s is called by %s, want %s", c.service, c.region, got, c.want)
		}
	}
}

func TestServicesOf(t *testing.T) {
	for prefix, want := range map[string]string{"kinesis": "kinesis-streams", "bedrock": "bedrock-runtime",
		"ses": "email", "appconfig": "appconfigdata", "sagemaker": "sagemaker.runtime", "cloudwatch": "monitoring",
		"ECR": "ecr.api", "timestream": "timestream.ingest", "transfer": "transfer", "codecommit": "codecommit",
		"servicediscovery": "servicediscovery", "rum": "rum-dataplane", "guardduty": "guardduty",
		"dynamodb": "dynamodb", "s3": "s3", "iam": "iam", "cognito-idp": "cognito-idp", "ce": "ce"} {
		if got := ServicesOf(prefix); len(got) == 0 || got[0].Name != want {
			t.Errorf("%s: %v, want %s first", prefix, got, want)
		}
	}
	if got := ServicesOf("nosuch"); got != nil {
		t.Errorf("nosuch: %v", got)
	}
}

func TestEndpointService(t *testing.T) {
	for _, c := range []struct {
		name, region, service string
		ok                    bool
	}{
		{"com.amazonaws.us-east-1.kms", "us-east-1", "kms", true},
		{"com.amazonaws.us-east-1.ecr.api", "us-east-1", "ecr.api", true},
		{"com.amazonaws.us-new-1.kms", "us-new-1", "kms", true},
		{"cn.com.amazonaws.cn-north-1.sqs", "cn-north-1", "sqs", true},
		{"com.amazonaws.iam", "", "iam", true},
		{"com.amazonaws.s3-global.accesspoint", "", "s3-global.accesspoint", true},
		{"aws.api.us-east-1.qbusiness", "us-east-1", "qbusiness", true},
		{"aws.sagemaker.us-east-1.notebook", "us-east-1", "notebook", true},
		{"aws.api.global.codecatalyst", "", "codecatalyst", true},
		{"com.amazonaws.us-east-1.s3-outposts", "us-east-1", "s3-outposts", true},
		{"com.amazonaws.vpce.us-east-1.vpce-svc-1", "", "", false},
		{"com.amazonaws.us-east-1", "", "", false},
		{"com.amazonaws.", "", "", false},
		{"", "", "", false},
		{"org.example.kms", "", "", false},
	} {
		region, service, ok := endpointService(c.name)
		if region != c.region || service != c.service || ok != c.ok {
			t.Errorf("%s: %q, %q, %v", c.name, region, service, ok)
		}
	}
}

// An endpoint that is made for a service of the table is read as one of that service.
func TestEndpointServiceName(t *testing.T) {
	for _, c := range []struct{ region, service, want string }{
		{"us-east-1", "sqs", "com.amazonaws.us-east-1.sqs"},
		{"us-east-1", "iam", "com.amazonaws.iam"},
		{"cn-north-1", "sqs", "cn.com.amazonaws.cn-north-1.sqs"},
		{"cn-north-1", "s3", "com.amazonaws.cn-north-1.s3"},
		{"cn-north-1", "dynamodb", "com.amazonaws.cn-north-1.dynamodb"},
	} {
		if got := EndpointServiceName(c.region, c.service); got != c.want {
			t.Errorf("%s in %s is %s, want %s", c.service, c.region, got, c.want)
		}
	}
	for _, s := range Services() {
		for _, region := range []string{"eu-west-1", "cn-north-1"} {
			name := EndpointServiceName(region, s.Name)
			got, service, ok := endpointService(name)
			if !ok || service != s.Name || !s.Global && got != region || s.Global && got != "" {
				t.Errorf("%s is read as %q in %q", name, service, got)
			}
		}
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct {
		word string
		want string
	}{
		{"secretmanager", "secretsmanager"}, {"sqss", "sqs"}, {"qss", "sqs"}, {"kinessis", "kinesis"}, {"zzzzzzzz", ""},
	} {
		got := strings.Join(Nearest(c.word, []string{"kinesis", "secretsmanager", "sqs", "sns"}), " ")
		if first, _, _ := strings.Cut(got, " "); first != c.want {
			t.Errorf("%s: %s, want %s first", c.word, got, c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"a", "", 1}, {"ab", "ba", 1}, {"abc", "acb", 1}, {"kitten", "sitting", 3}, {"abcd", "wxyz", 4}} {
		if got := distance(c.a, c.b, 3); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
