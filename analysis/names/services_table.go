package names

import "strings"

// Sources: AWS PrivateLink guide, "AWS services that integrate with AWS PrivateLink", for endpoint services and their
// private names; the endpoint data and service models of the AWS SDKs (botocore) for host names; Service Authorization
// Reference for the prefixes of actions; the service models of the AWS SDKs for which API takes which action where the
// APIs of one prefix have host names of their own; Amazon VPC guide, "Gateway endpoints".

// rows are the rows of the table of services.
func rows() []row {
	out := append([]row(nil), table[:]...)
	for name := range strings.FieldsSeq(plain) {
		out = append(out, row{name: name, own: true})
	}
	for name := range strings.FieldsSeq(named) {
		out = append(out, row{name: name, own: true, endpoint: EndpointUnknown})
	}
	return out
}

// table has the services whose names differ. Where the actions of a prefix are of several services, the one that code
// calls most comes first, and its most telling action first among its own.
var table = [...]row{
	{name: "access-analyzer", words: "iam access analyzer"},
	{name: "account", home: "us-east-1"},
	{name: "acm", words: "certificate manager"},
	{name: "acm-pca", words: "private ca, private certificate authority"},
	{name: "airflow.api", prefixes: "airflow", words: "airflow, mwaa", hosts: "api.airflow", others: "?airflow.REGION"},
	{name: "airflow.env", prefixes: "airflow", hosts: "env.airflow",
		actions: "createclitoken createweblogintoken invokerestapi"},
	{name: "airflow.ops", prefixes: "airflow", hosts: "ops.airflow", actions: "publishmetrics"},
	{name: "analytics-omics", prefixes: "omics", actions: "createvariantstore *variant* *annotation*"},
	{name: "apigateway", endpoint: NoEndpoint},
	// code asks for its configuration; appconfig is for administration
	{name: "appconfigdata", prefixes: "appconfig",
		actions: "getlatestconfiguration startconfigurationsession"},
	{name: "appconfig"},
	{name: "application-autoscaling", words: "application auto scaling"},
	{name: "apprunner.requests", prefixes: "apprunner", hosts: "requests.apprunner"},
	{name: "appstream.api", prefixes: "appstream", words: "appstream", hosts: "appstream2"},
	{name: "appstream.streaming", prefixes: "appstream", hosts: "streaming.appstream"},
	{name: "appsync", endpoint: EndpointUnknown},
	{name: "appsync-api", prefixes: "appsync", hosts: "*.appsync-api"},
	{name: "aps-workspaces", prefixes: "aps", words: "prometheus, managed prometheus, amp"},
	{name: "aps"},
	{name: "autoscaling", words: "auto scaling, ec2 auto scaling", others: "autoscaling"},
	{name: "bcm-data-exports", home: "us-east-1", newer: true},
	{name: "bcm-pricing-calculator", home: "us-east-1"},
	{name: "bedrock-runtime", prefixes: "bedrock",
		actions: "invokemodel* converse* applyguardrail counttokens getasyncinvoke listasyncinvokes " +
			"startasyncinvoke invokeguardrailchecks"},
	{name: "bedrock"},
	{name: "bedrock-agent-runtime", prefixes: "bedrock",
		actions: "invokeagent retrieve* invokeflow invokeinlineagent rerank generatequery optimizeprompt " +
			"getagentmemory deleteagentmemory *session *sessions createinvocation listinvocation* " +
			"getinvocationstep putinvocationstep *flowexecution* agenticretrievestream"},
	{name: "bedrock-agent", prefixes: "bedrock",
		actions: "getagent *agent *agents *agentalias* *agentactiongroup* *agentcollaborator* *agentversion* " +
			"*knowledgebase* *ingestionjob* *datasource* createflow* deleteflow* getflow* listflow* " +
			"updateflow* prepareflow createprompt createpromptversion getprompt listprompts updateprompt " +
			"deleteprompt"},
	{name: "bedrock-agentcore", hosts: "bedrock-agentcore"},
	{name: "bedrock-agentcore.gateway", prefixes: "bedrock-agentcore", hosts: "*.gateway.bedrock-agentcore"},
	{name: "bedrock-data-automation", prefixes: "bedrock",
		actions: "createdataautomationproject *dataautomationproject* *dataautomationlibrar* *blueprint*"},
	{name: "bedrock-data-automation-runtime", prefixes: "bedrock",
		actions: "invokedataautomation* getdataautomationstatus"},
	{name: "billing", home: "us-east-1"},
	{name: "billingconductor", home: "us-east-1"},
	{name: "budgets", global: true, endpoint: NoEndpoint},
	{name: "cassandra", words: "keyspaces", port: 9142},
	{name: "ce", words: "cost explorer", home: "us-east-1"},
	{name: "cleanrooms", words: "clean rooms"},
	{name: "cloudcontrolapi", words: "cloud control"},
	{name: "cloudformation", words: "cfn"},
	{name: "cloudfront", global: true, endpoint: NoEndpoint},
	{name: "cloudhsmv2", prefixes: "cloudhsm", words: "cloudhsm"},
	{name: "codeartifact.api", prefixes: "codeartifact", words: "codeartifact", hosts: "codeartifact"},
	{name: "codeartifact.repositories", prefixes: "codeartifact", hosts: "*.d.codeartifact"},
	{name: "codeconnections.api", prefixes: "codeconnections", hosts: "codeconnections"},
	{name: "codestar-connections.api", prefixes: "codestar-connections", hosts: "codestar-connections"},
	{name: "cognito-idp", words: "cognito, cognito user pools"},
	{name: "cognito-identity", words: "cognito identity pools"},
	{name: "compute-optimizer"},
	{name: "config", words: "aws config"},
	{name: "control-storage-omics", prefixes: "omics",
		actions: "createsequencestore *referencestore* *sequencestore* getreferencemetadata *readset*job* listreadset* " +
			"getreadsetmetadata batchdeletereadset createmultipartreadsetupload abortmultipartreadsetupload"},
	{name: "contact-lens", prefixes: "connect", endpoint: EndpointUnknown,
		actions: "listrealtimecontactanalysissegments"},
	{name: "cost-optimization-hub", home: "us-east-1"},
	{name: "databrew", words: "glue databrew"},
	{name: "datazone", newer: true},
	{name: "deadline.management", prefixes: "deadline", hosts: "management.deadline", others: "?deadline.REGION"},
	{name: "deadline.scheduling", prefixes: "deadline", hosts: "scheduling.deadline",
		actions: "createworker assumefleetroleforworker assumequeueroleforworker batchgetjobentity updateworker " +
			"updateworkerschedule"},
	{name: "detective", hosts: "api.detective", dual: "detective", endpoint: EndpointUnknown},
	{name: "dicom-medical-imaging", prefixes: "medical-imaging"},
	{name: "ds", words: "directory service"},
	{name: "dynamodb", words: "dynamo, ddb", hosts: "dynamodb", others: "dynamodb ?*.ddb.REGION", endpoint: Interface | Gateway},
	{name: "dynamodb-streams", prefixes: "dynamodb", words: "dynamodbstreams", hosts: "streams.dynamodb",
		actions: "getrecords getsharditerator describestream liststreams"},
	{name: "ebs", words: "ebs direct"},
	{name: "ec2", others: "ec2 REGION.ec2"},
	{name: "ecr-public.api", prefixes: "ecr-public", hosts: "api.ecr-public", dual: "ecr-public"},
	{name: "ecr.api", prefixes: "ecr", words: "ecr, elastic container registry", hosts: "api.ecr", dual: "ecr"},
	{name: "ecr.dkr", prefixes: "ecr", words: "docker registry", hosts: "*.dkr.ecr dkr.ecr"},
	{name: "ecs", words: "elastic container service"},
	{name: "ecs-agent", prefixes: "ecs", hosts: "ecs-a *.ecs-a"},
	{name: "ecs-telemetry", prefixes: "ecs", hosts: "ecs-t *.ecs-t"},
	{name: "eks-auth", newer: true},
	{name: "elastic-inference.runtime", prefixes: "elastic-inference", hosts: "runtime.elastic-inference"},
	{name: "elasticloadbalancing", words: "elastic load balancing", others: "elasticloadbalancing"},
	{name: "elasticmapreduce", words: "emr, elastic mapreduce", others: "elasticmapreduce REGION.elasticmapreduce"},
	{name: "email", prefixes: "ses", words: "ses, simple email service"},
	{name: "email-smtp", prefixes: "ses", words: "ses smtp, smtp", port: 587},
	{name: "emr-serverless-services.livy", prefixes: "emr-serverless", hosts: "*.livy.emr-serverless-services"},
	{name: "es", words: "opensearch service", dual: "aos", endpoint: EndpointUnknown},
	{name: "events", words: "eventbridge, event bridge, cloudwatch events"},
	{name: "evidently-dataplane", prefixes: "evidently", hosts: "dataplane.evidently"},
	{name: "evidently"},
	{name: "execute-api", words: "apigw, rest api", hosts: "*.execute-api execute-api"},
	{name: "forecastquery", prefixes: "forecast", actions: "queryforecast querywhatifforecast"},
	{name: "freetier", home: "us-east-1", newer: true},
	{name: "geo.geofencing", prefixes: "geo", hosts: "geofencing.geo", actions: "batchevaluategeofences *geofence*"},
	{name: "geo.maps", prefixes: "geo", hosts: "maps.geo",
		actions: "getmap* createmap deletemap describemap listmaps updatemap"},
	{name: "geo.metadata", prefixes: "geo", hosts: "metadata.geo",
		actions: "createkey deletekey describekey listkeys updatekey"},
	{name: "geo.places", prefixes: "geo", words: "location service", hosts: "places.geo", others: "?geo.REGION"},
	{name: "geo.routes", prefixes: "geo", hosts: "routes.geo", actions: "calculateroute* *routecalculator*"},
	{name: "geo.tracking", prefixes: "geo", hosts: "tracking.geo",
		actions: "batchupdatedeviceposition *tracker* *deviceposition*"},
	{name: "git-codecommit", prefixes: "codecommit"},
	{name: "grafana", words: "managed grafana"},
	{name: "grafana-workspace", prefixes: "grafana", hosts: "*.grafana-workspace grafana-workspace"},
	{name: "guardduty-data", prefixes: "guardduty"},
	{name: "iam", words: "identity and access management", global: true},
	{name: "health", others: "global.health", endpoint: EndpointUnknown},
	{name: "identitystore", words: "identity center, identity store"},
	{name: "importexport", global: true, endpoint: NoEndpoint},
	{name: "inspector2", words: "inspector"},
	{name: "internetmonitor", newer: true},
	{name: "iot.data", prefixes: "iot iotdata", words: "iot core", hosts: "data-ats.iot data.iot *.iot",
		actions: "publish connect subscribe receive retainpublish *thingshadow listnamedshadowsforthing " +
			"getretainedmessage listretainedmessages"},
	{name: "iot.credentials", prefixes: "iot", hosts: "*.credentials.iot", actions: "assumerolewithcertificate"},
	{name: "data.jobs.iot", prefixes: "iotjobsdata", endpoint: EndpointUnknown},
	{name: "api.tunneling.iot", prefixes: "iot", words: "iot secure tunneling", endpoint: EndpointUnknown,
		actions: "*tunnel*"},
	{name: "iot.fleethub.api", prefixes: "iotfleethub", hosts: "api.fleethub.iot"},
	{name: "iotsitewise.api", prefixes: "iotsitewise", hosts: "api.iotsitewise", others: "?iotsitewise.REGION"},
	{name: "iotsitewise.data", prefixes: "iotsitewise", hosts: "data.iotsitewise",
		actions: "batchputassetpropertyvalue batchgetassetproperty* getassetpropertyvalue* " +
			"getassetpropertyaggregates getinterpolatedassetpropertyvalues"},
	{name: "iottwinmaker.api", prefixes: "iottwinmaker", hosts: "api.iottwinmaker", others: "?iottwinmaker.REGION"},
	{name: "iottwinmaker.data", prefixes: "iottwinmaker", hosts: "data.iottwinmaker",
		actions: "batchputpropertyvalues getpropertyvalue*"},
	{name: "iotwireless.api", prefixes: "iotwireless", hosts: "api.iotwireless"},
	{name: "kendra-ranking", newer: true},
	{name: "kinesis-firehose", prefixes: "firehose", words: "data firehose", hosts: "firehose"},
	{name: "kinesis-streams", prefixes: "kinesis", words: "kinesis data streams", hosts: "kinesis *.control-kinesis *.data-kinesis"},
	{name: "kms", words: "key management service"},
	{name: "lambda-url", prefixes: "lambda", words: "function url", hosts: "*.lambda-url", endpoint: NoEndpoint,
		actions: "invokefunctionurl"},
	{name: "logs", words: "cloudwatch logs"},
	{name: "models.lex", prefixes: "lex", endpoint: EndpointUnknown,
		actions: "putbot* getbot* putintent getintent* putslottype getslottype*"},
	{name: "runtime.lex", prefixes: "lex", endpoint: EndpointUnknown, actions: "posttext postcontent"},
	{name: "lorawan.cups", prefixes: "iotwireless", hosts: "cups.lorawan"},
	{name: "lorawan.lns", prefixes: "iotwireless", hosts: "lns.lorawan"},
	{name: "macie2", words: "macie"},
	{name: "metering.marketplace", prefixes: "aws-marketplace", words: "marketplace metering",
		dual: "metering-marketplace", endpoint: EndpointUnknown,
		actions: "meterusage batchmeterusage registerusage resolvecustomer"},
	{name: "entitlement.marketplace", prefixes: "aws-marketplace", dual: "entitlement-marketplace",
		endpoint: EndpointUnknown, actions: "getentitlements"},
	{name: "catalog.marketplace", prefixes: "aws-marketplace", endpoint: EndpointUnknown},
	{name: "mediatailor", hosts: "api.mediatailor", endpoint: EndpointUnknown},
	{name: "data.mediastore", prefixes: "mediastore", endpoint: EndpointUnknown},
	{name: "memory-db", prefixes: "memorydb", words: "memorydb"},
	{name: "runtime-v2-lex", prefixes: "lex", words: "lex runtime",
		actions: "recognizetext recognizeutterance startconversation getsession putsession deletesession"},
	{name: "mail-manager", prefixes: "ses",
		actions: "createarchive *archive* *ingresspoint* *trafficpolic* *addoninstance* *addonsubscription*"},
	{name: "models-v2-lex", prefixes: "lex", words: "lex models"},
	{name: "monitoring", prefixes: "cloudwatch", words: "cloudwatch metrics"},
	{name: "neptune-graph-data", prefixes: "neptune-graph", hosts: "*.neptune-graph",
		actions: "executequery cancelquery getquery getgraphsummary listqueries readdataviaquery " +
			"writedataviaquery deletedataviaquery getquerystatus"},
	{name: "networkflowmonitorreports", prefixes: "networkflowmonitor"},
	{name: "networkmanager", home: "us-west-2", endpoint: EndpointUnknown},
	{name: "notifications", newer: true, endpoint: EndpointUnknown},
	{name: "oidc", prefixes: "sso-oauth", words: "sso oidc", endpoint: EndpointUnknown},
	{name: "organizations", home: "us-east-1"},
	{name: "payment-cryptography.controlplane", prefixes: "payment-cryptography", hosts: "controlplane.payment-cryptography"},
	{name: "payment-cryptography.dataplane", prefixes: "payment-cryptography", hosts: "dataplane.payment-cryptography",
		actions: "encryptdata decryptdata reencryptdata generatecardvalidationdata generatemac generatepindata " +
			"translatepindata verify*"},
	{name: "personalize-runtime", prefixes: "personalize",
		actions: "getrecommendations getpersonalizedranking getactionrecommendations"},
	{name: "personalize-events", prefixes: "personalize",
		actions: "putevents putactioninteractions putactions putitems putusers"},
	{name: "personalize"},
	{name: "pi", words: "performance insights"},
	{name: "pinpoint", prefixes: "mobiletargeting"},
	{name: "participant.connect", prefixes: "connect", endpoint: EndpointUnknown},
	{name: "pinpoint-sms-voice-v2", prefixes: "sms-voice", hosts: "sms-voice", others: "?sms-voice.pinpoint.REGION"},
	{name: "pipes", words: "eventbridge pipes"},
	{name: "pipes-data", prefixes: "pipes"},
	{name: "portal.sso", prefixes: "awsssoportal", endpoint: EndpointUnknown},
	{name: "pricing.api", prefixes: "pricing", words: "price list", hosts: "api.pricing"},
	{name: "qapps", hosts: "data.qapps"},
	{name: "qbusiness", newer: true},
	{name: "qldb.session", prefixes: "qldb", hosts: "session.qldb", actions: "sendcommand partiql*"},
	{name: "ram", words: "resource access manager"},
	{name: "rbin", words: "recycle bin"},
	{name: "rds", words: "rds api"},
	{name: "rds-data", words: "data api, rds data api"},
	{name: "redshift-data", words: "redshift data api"},
	{name: "route53", words: "route 53", global: true},
	{name: "rum-dataplane", prefixes: "rum", hosts: "dataplane.rum", actions: "putrumevents"},
	{name: "rum"},
	{name: "runtime-medical-imaging", prefixes: "medical-imaging",
		actions: "getimageset* copyimageset deleteimageset getimageframe listimagesetversions searchimagesets " +
			"updateimagesetmetadata"},
	{name: "s3", words: "simple storage service", endpoint: Interface | Gateway,
		hosts:  "s3 *.s3 *.s3-accesspoint *.s3-control s3-control",
		others: "s3 *.s3 s3-REGION *.s3-REGION s3-external-1 *.s3-external-1 s3-website-REGION *.s3-website-REGION s3-website.REGION *.s3-website.REGION *.s3-object-lambda.REGION"},
	{name: "s3-global.accesspoint", prefixes: "-", words: "multi-region access points", hosts: "*.accesspoint.s3-global", global: true},
	// by CloudFront's edges
	{name: "s3-accelerate", prefixes: "-", words: "transfer acceleration", hosts: "*.s3-accelerate", global: true, endpoint: NoEndpoint},
	{name: "s3-outposts", hosts: "s3-outposts *.s3-outposts"},
	{name: "s3express", words: "directory buckets, s3 express, s3 express one zone", hosts: "s3express-control *.s3express-ZONE", endpoint: Gateway},
	{name: "s3vectors", words: "s3 vectors", newer: true},
	{name: "s3tables", words: "s3 tables"},
	{name: "sagemaker.runtime", prefixes: "sagemaker", words: "sagemaker runtime", hosts: "runtime.sagemaker",
		actions: "invokeendpoint*"},
	{name: "sagemaker.api", prefixes: "sagemaker", hosts: "api.sagemaker"},
	{name: "a2i-runtime.sagemaker", prefixes: "sagemaker", endpoint: EndpointUnknown,
		actions: "starthumanloop *humanloop*"},
	{name: "edge.sagemaker", prefixes: "sagemaker", endpoint: EndpointUnknown,
		actions: "getdeployments getdeviceregistration sendheartbeat"},
	{name: "sagemaker.featurestore-runtime", prefixes: "sagemaker", hosts: "featurestore-runtime.sagemaker",
		actions: "putrecord getrecord batchgetrecord deleterecord batchwriterecord listrecords updaterecord"},
	{name: "sagemaker.metrics", prefixes: "sagemaker", hosts: "metrics.sagemaker",
		actions: "batchputmetrics batchgetmetrics"},
	{name: "savingsplans", words: "savings plans", global: true},
	{name: "scheduler", words: "eventbridge scheduler"},
	{name: "sdb", words: "simpledb", endpoint: EndpointUnknown, others: "sdb"},
	{name: "secretsmanager", words: "secrets manager"},
	{name: "securityhub", words: "security hub"},
	{name: "servicecatalog-appregistry", prefixes: "servicecatalog"},
	{name: "servicediscovery", words: "cloud map"},
	{name: "data-servicediscovery", prefixes: "servicediscovery", actions: "discoverinstances*"},
	{name: "service.user-subscriptions", prefixes: "user-subscriptions"},
	{name: "shield", home: "us-east-1"},
	{name: "sns", words: "simple notification service"},
	{name: "sqs", words: "simple queue service", others: "queue REGION.queue"},
	{name: "ssm", words: "systems manager, parameter store"},
	{name: "states", words: "step functions, sfn"},
	{name: "storage-omics", prefixes: "omics",
		actions: "getreadset getreference uploadreadsetpart completemultipartreadsetupload"},
	{name: "stream-logs", prefixes: "logs", hosts: "streaming-logs", actions: "startlivetail getlogobject"},
	{name: "streaming-rekognition", prefixes: "rekognition"},
	{name: "sts", words: "security token service", others: "sts"},
	{name: "support", home: "us-east-1", endpoint: EndpointUnknown},
	{name: "sync-states", prefixes: "states", actions: "startsyncexecution teststate"},
	{name: "tagging", prefixes: "tag", words: "resource groups tagging api"},
	{name: "tags-omics", prefixes: "omics", actions: "tagresource untagresource listtagsforresource"},
	{name: "tax", home: "us-east-1"},
	{name: "timestream.ingest", prefixes: "timestream", words: "timestream write", hosts: "ingest.timestream", others: "*.timestream.REGION"},
	{name: "timestream.query", prefixes: "timestream", hosts: "query.timestream",
		actions: "select query cancelquery preparequery *scheduledquery *scheduledqueries " +
			"describeaccountsettings updateaccountsettings"},
	{name: "thinclient.api", prefixes: "thinclient", hosts: "api.thinclient", others: "?thinclient.REGION"},
	{name: "transcribestreaming", prefixes: "transcribe"},
	{name: "transfer.server", prefixes: "transfer", words: "transfer server, sftp", hosts: "*.server.transfer server.transfer", port: 22},
	{name: "waf", global: true, endpoint: NoEndpoint},
	{name: "workflows-omics", prefixes: "omics", words: "healthomics", others: "?omics.REGION"},
	{name: "admin.wickr", prefixes: "wickr", endpoint: EndpointUnknown},
	{name: "xray", words: "x-ray"},
}

// plain has the services that are called the same everywhere. They come first of their prefix.
const plain = `
	app-integrations appflow applicationinsights application-signals appmesh appmesh-envoy-management apprunner arsenal-discovery
	athena auditmanager autoscaling-plans b2bi backup backup-gateway batch braket cases cleanrooms-ml clouddirectory cloudtrail
	codebuild codecommit codedeploy codedeploy-commands-secure codeguru-profiler codeguru-reviewer codepipeline codewhisperer
	comprehend comprehendmedical connect-campaigns controlcatalog dataexchange datasync devops-guru discovery dms drs ds-data dsql
	ec2messages eks elasticache elasticbeanstalk elasticbeanstalk-health elasticfilesystem emr-containers emr-serverless
	entityresolution finspace finspace-api fis forecast frauddetector fsx glue greengrass groundstation
	guardduty healthlake imagebuilder inspector-scan invoicing iotfleetwise kafka kafkaconnect kendra lakeformation lambda
	launchwizard license-manager license-manager-linux-subscriptions license-manager-user-subscriptions lookoutequipment
	lookoutmetrics lookoutvision m2 managedblockchain-query mediaconnect medical-imaging mgn
	migrationhub-orchestrator migrationhub-strategy mq neptune-graph network-firewall networkflowmonitor networkmonitor
	observabilityadmin outposts panorama pca-connector-ad pca-connector-scep pcs polly profile proton q redshift
	redshift-serverless refactor-spaces rekognition repostspace resource-groups robomaker rolesanywhere schemas scn
	securitylake serverlessrepo servicecatalog signin simspaceweaver snow-device-management
	social-messaging ssm-contacts ssm-incidents ssm-quicksetup ssmmessages storagegateway swf synthetics textract
	timestream-influxdb tnb transcribe transfer translate trustedadvisor verifiedpermissions voiceid vpc-lattice wafv2
	wellarchitected wisdom workmail workspaces workspaces-web`

// named has services of which the table knows the names and not whether they have an endpoint.
const named = `
	aidevops aiops airflow-serverless amplify amplifybackend amplifyuibuilder aoss apiportal appfabric application-cost-profiler
	arc-region-switch arc-zonal-shift artifact backup-search bcm-dashboards bcm-recommended-actions bedrock-agentcore-control
	cassandra-streams chime cloudfront-keyvaluestore cloudtrail-data codeguru-security codestar-notifications data-signer
	elemental-inference end-user-messaging gameliftstreams geo-maps geo-places geo-routes glacier identity-chime ivs ivschat
	ivsrealtime machinelearning mediapackage-vod meetings-chime messaging-chime mpa neptune-db oam payments route53globalresolver
	sagemaker-geospatial securityagent uxc voice-chime workmailmessageflow workspaces-instances chatbot cloud9 cloudsearch cognito-sync connect controltower cur datapipeline
	dax devicefarm directconnect dlm docdb-elastic ec2-instance-connect evs fms gamelift globalaccelerator iot
	kinesisanalytics kinesisvideo lightsail managedblockchain mediaconvert medialive mediapackage mediapackagev2 mediastore mgh
	odb osis quicksight resiliencehub resource-explorer-2 route53-recovery-cluster route53-recovery-control-config
	route53-recovery-readiness route53domains route53profiles route53resolver s3files security-ir servicequotas
	signer snowball ssm-guiconnect ssm-sap sso supportapp waf-regional workdocs`
