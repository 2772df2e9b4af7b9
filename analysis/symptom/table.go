package symptom

import "sync"

// table is every shape, the most telling first: of two that overlap in a text the first one counts. AWS's own come
// before those of runtimes, and those that name a destination before those that do not.
var table = sync.OnceValue(func() []compiled { return compile(shapes) })

var shapes = []shape{
	// AWS: policies and permissions
	{id: "endpoint-policy", kind: EndpointPolicy, expr: `not authorized to perform:? (?P<act>[a-z0-9-]+:[a-z0-9*]+)[^\n]{0,400}?vpc endpoint policy`},
	{id: "endpoint-policy-plain", kind: EndpointPolicy, expr: `access ?denied[^\n]{0,400}?vpc endpoint policy`},
	{id: "endpoint-policy-words", kind: EndpointPolicy, expr: `(?:no|in a) vpc endpoint policy allows(?: the (?P<act>[a-z0-9-]+:[a-z0-9*]+))?`},
	{id: "create-interface-denied", kind: State, code: "InsufficientRolePermissions", expr: `role (?:does not have permissions? to|may not|cannot|is not allowed to|lacks permissions? to) call (?:ec2:)?(?:create|describe|delete)networkinterfaces?`},
	{id: "interface-unauthorized", kind: State, code: "InsufficientRolePermissions", expr: `unauthorizedoperation[^\n]{0,300}?ec2:(?:create|delete|describe|assign|unassign)[a-z]*`},
	{id: "interface-unauthorized-after", kind: State, code: "InsufficientRolePermissions", expr: `not authorized to perform:? ec2:(?:create|delete|describe)networkinterfaces?`},
	{id: "not-authorized", kind: AccessDenied, expr: `not authorized to perform:? (?P<act>[a-z0-9-]+:[a-z0-9*]+)`},

	// AWS: Lambda's interfaces and states
	{id: "eni-limit", kind: InterfaceLimit, code: "EniLimitExceeded", expr: `\b(?:enilimitreached(?:exception)?|enilimitexceeded)\b`},
	{id: "eni-limit-words", kind: InterfaceLimit, code: "EniLimitExceeded", expr: `network interface(?: limit|s? (?:limit|quota))[^\n]{0,60}?(?:reached|exceeded)|networkinterfacelimitexceeded`},
	{id: "ec2-throttled", kind: Throttled, code: "EC2RequestLimitExceeded", expr: `\bec2throttledexception\b|lambda was throttled by (?:amazon )?ec2|\bec2requestlimitexceeded\b|\brequestlimitexceeded\b`},
	{id: "mount-exception", kind: Mount, expr: `\b(?P<code>efsmountconnectivity(?:exception|error)|efsmounttimeout(?:exception)?|efsmountfailure(?:exception)?|efsio(?:exception|error))\b`},
	{id: "mount-efs-words", kind: Mount, code: "EFSMountConnectivityError", expr: `couldn['’]?t connect to the amazon efs file system(?: with access point)?`},
	{id: "mount-timeout-words", kind: Mount, code: "EFSMountTimeout", expr: `couldn['’]?t mount the amazon efs file system[^\n]{0,120}?(?:time|connection) ?out`},
	{id: "mount-s3files", kind: Mount, expr: `\bs3files?mount[a-z]*(?:exception|error|timeout)\b|(?:could(?: not|n['’]?t)|failed to|cannot) (?:mount|connect to) the (?:amazon )?s3 files? (?:file ?system)?`},
	{id: "mount-nfs", kind: Mount, expr: `mount\.nfs4?: (?:connection timed out|no route to host|connection refused)`},
	{id: "state-reason", kind: State, expr: `\b(?:state|lastupdatestatus)reasoncode["']?\s*[:=]\s*["']?(?P<code>[a-z0-9]+)`},
	{id: "state-code", kind: State, expr: `\b(?P<code>insufficientrolepermissions|subnetoutofipaddresses|invalidsubnet|invalidsecuritygroup|disallowedbyvpcencryptioncontrol|imagedeleted|imageaccessdenied|invalidimage|kmskeyaccessdenied|kmskeynotfound|invalidstatekmskey|disabledkmskey|invalidruntime|invalidzipfileexception|vcpulimitexceeded|insufficientcapacity|capacityproviderscalinglimitexceeded)\b(?:["']?\s*(?:$|[:,\]})]))`},
	{id: "state-exception", kind: State, expr: `\b(?P<code>subnetipaddresslimitreached|invalidsubnetid|invalidsecuritygroupid|ec2accessdenied|eninotready)exception\b`},
	{id: "no-free-addresses", kind: State, code: "SubnetOutOfIPAddresses", expr: `(?:subnet (?P<res>subnet-[0-9a-f]{8,17})[^\n]{0,60}?(?:not have enough|insufficient) free addresses|insufficientfreeaddressesinsubnet|one or more (?:of the )?(?:configured )?subnets has no available ip addresses)`},
	{id: "encryption-control", kind: State, code: "DisallowedByVpcEncryptionControl", expr: `disallowedbyvpcencryptioncontrol`},

	// AWS, CloudFormation, Terraform: what will not go
	{id: "dependent-object", kind: InUse, code: "DependencyViolation", expr: `resource:? (?P<res>(?:sg|subnet|eni|vpc|rtb|igw|nat|acl)-[0-9a-z-]*[0-9a-z]) has a dependent object`},
	{id: "dependencies", kind: InUse, code: "DependencyViolation", expr: `(?:the )?(?:subnet|vpc|routetable|networkacl|internetgateway|security ?group) ['"]?(?P<res>(?:sg|subnet|vpc|rtb|igw|acl)-[0-9a-z-]*[0-9a-z])['"]? has dependencies and cannot be deleted`},
	{id: "still-destroying", kind: InUse, expr: `still destroying\.{3} \[id=(?P<res>(?:sg|subnet|eni|vpc|rtb)-[0-9a-z-]*[0-9a-z])`},
	{id: "waiting-for-deletion", kind: InUse, expr: `(?:waiting for|deleting|error deleting|delete)[^\n]{0,120}?\((?P<res>(?:sg|subnet|eni|vpc)-[0-9a-z-]*[0-9a-z])\)[^\n]{0,200}?(?:timeout|dependencyviolation|still|in use)`},
	{id: "interface-in-use", kind: InUse, code: "InvalidParameterValue", expr: `network interface ['"]?(?P<res>eni-[0-9a-z-]*[0-9a-z])['"]? is currently in use`},
	{id: "delete-failed", kind: InUse, code: "DependencyViolation", expr: `(?:delete_failed|dependencyviolation)[^\n]{0,200}?\b(?P<res>(?:sg|subnet|eni|vpc)-[0-9a-z-]*[0-9a-z])\b`},
	{id: "held-by-interfaces", kind: InUse, expr: `\b(?P<res>(?:sg|subnet|eni)-[0-9a-z-]*[0-9a-z])\b[^\n]{0,80}?(?:cannot be deleted|can['’]?t be deleted|is in use|has dependen)`},
	{id: "delete-resource", kind: InUse, expr: `(?:cannot|can['’]?t|could not|unable to|failed to) delete[^\n]{0,60}?\b(?P<res>(?:sg|subnet|eni|vpc)-[0-9a-z-]*[0-9a-z])\b`},
	{id: "nat-ports", kind: NATPorts, expr: `\berrorportallocation\b`},

	// DNS
	{id: "node-dns", kind: NameNotFound, expr: `getaddrinfo (?:enotfound|eai_again) {host}(?:(?: [a-z0-9_.-]+)?:{port})?`},
	{id: "node-query", kind: NameNotFound, expr: `query(?:a|aaaa|srv|txt)* (?:enotfound|etimeout|econnrefused|eservfail|servfail) {host}`},
	{id: "node-dns-code", kind: NameNotFound, expr: `\b(?:enotfound|eai_again|eai_noname)\b`},
	{id: "java-unknown-host", kind: NameNotFound, expr: `unknownhostexception: (?:failed to resolve ['"]?)?{host}`},
	{id: "java-unknown-host-bare", kind: NameNotFound, expr: `unknownhostexception`},
	{id: "netty-dns", kind: NameNotFound, expr: `failed to resolve ['"]?{host}['"]?`},
	{id: "go-no-such-host", kind: NameNotFound, expr: `lookup {host}(?: on (?:\[[0-9a-f:]+\]|[0-9.]+):\d+)?: (?:no such host|server misbehaving|read udp [^\n]{0,120}?i/o timeout|dial udp [^\n]{0,120}?i/o timeout|temporary failure in name resolution)`},
	{id: "urllib3-resolve", kind: NameNotFound, expr: `nameresolutionerror\([^\n]{0,80}?failed to resolve ['"]{host}['"]`},
	{id: "python-host-unknown", kind: NameNotFound, expr: `could not translate host name ["']{host}["'] to address`},
	{id: "redis-py-dns", kind: NameNotFound, expr: `error -(?:2|3|5) connecting to {at}\.? (?:name or service not known|temporary failure|no address)`},
	{id: "mysql-unknown-host", kind: NameNotFound, expr: `(?:unknown mysql server host|can['’]?t (?:connect to|resolve)[^'"\n]{0,40}host(?:name)?) ['"]{host}['"] \(?(?:-2|-3|name or service|unknown|1?1001)`},
	{id: "dotnet-dns", kind: NameNotFound, expr: `(?:name or service not known|no such host is known\.?|resource temporarily unavailable|nodename nor servname provided, or not known) \({at}\)`},
	{id: "curl-resolve", kind: NameNotFound, expr: `could ?n['o]t resolve host(?:name)?:? ["']?{host}`},
	{id: "ruby-dns", kind: NameNotFound, expr: `(?:failed to open tcp connection to {at} )?\(?getaddrinfo(?:\(3\))?: (?:name or service not known|temporary failure in name resolution)(?: for ["']?{host}["']?)?`},
	{id: "rust-dns", kind: NameNotFound, expr: `failed to lookup address information`},
	{id: "dns-words", kind: NameNotFound, expr: `name or service not known|temporary failure in name resolution|nodename nor servname|getaddrinfo(?: failed)?|no such host|nxdomain|name resolution (?:failed|error|failure)`},
	{id: "dns-prose", kind: NameNotFound, expr: `(?:cannot|can['’]?t|could not|does not|doesn['’]?t|unable to) resolve(?: the)?(?: host(?:name)?)?(?: or reach)?:? {q}(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)`},

	// TLS that gets no answer is a connection that gets none
	{id: "go-tls-timeout", kind: NoAnswer, expr: `tls handshake timeout|(?:tls|ssl)(?: handshake| connection)? tim(?:ed|es) out|handshake timed out`},
	{id: "node-altname", kind: TLS, expr: `certificate's altnames: host: {host}`},
	{id: "go-altname", kind: TLS, expr: `certificate is valid for [^\n]{0,300}?, not {host}`},
	{id: "python-altname", kind: TLS, expr: `hostname mismatch, certificate is not valid for '{host}'`},
	{id: "tls-altname", kind: TLS, expr: `err_tls_cert_altname_invalid|hostname/ip does not match certificate|certificate is not valid for|no subject alternative (?:dns )?names?|hostname mismatch|doesn['’]?t match (?:either of|the certificate)`},
	{id: "tls-verify", kind: TLS, expr: `certificate[_ ]verify[_ ]failed|x509: |pkix path building failed|unable to (?:verify the first|get local issuer) certificate|self[- ]signed certificate|cert_has_expired|depth_zero_self_signed|certificate has expired|remotecertificate(?:namemismatch|chainerrors)|invalid peer certificate|unknownissuer`},
	{id: "tls-handshake", kind: TLS, expr: `sslhandshakeexception|ssl connection could not be established|tls: (?:handshake failure|first record|failed)|wrong_version_number|ssl routines|sslerror|ssl_connect returned|openssl::ssl::sslerror|handshake[_ ]failure|eproto\b|curl error (?:35|51|58|60)|protocol_version|remote error: tls`},

	// refused
	{id: "node-refused", kind: Refused, expr: `connect econnrefused {at}`},
	{id: "go-refused", kind: Refused, expr: `dial tcp(?:4|6)? {at}: (?:connect: )?connection refused`},
	{id: "go-udp-refused", kind: Refused, udp: true, expr: `(?:dial|read|write) udp (?:[0-9.:\[\]a-f]+->)?{at}: (?:connect: |read: |write: |recvfrom: )?connection refused`},
	{id: "postgres-refused", kind: Refused, expr: `server at ["']{host}["'](?: \({addr}\))?, port {port} failed: connection refused`},
	{id: "postgres-old-refused", kind: Refused, expr: `could not connect to server: connection refused\s+is the server running on host ["']{host}["'](?: \({addr}\))? and accepting\s+tcp/ip connections on port {port}`},
	{id: "jdbc-postgres-refused", kind: Refused, expr: `connection to {at} refused`},
	{id: "jdbc-sqlserver-refused", kind: Refused, expr: `tcp/ip connection to the host {host}, port {port} has failed[^\n]{0,60}?connection refused`},
	{id: "redis-py-refused", kind: Refused, expr: `error 111 connecting to {at}\.? connection refused`},
	{id: "mysql-refused", kind: Refused, expr: `can['’]?t connect to (?:mysql|mariadb) server on ['"]{at}['"](?::{port})? ?\(?(?:\[errno )?111`},
	{id: "apache-refused", kind: Refused, expr: `connect to (?:https?://)?{at} \[[^\]\n]{0,300}\] failed: connection refused`},
	{id: "netty-refused", kind: Refused, expr: `connection refused: (?:no further information: )?(?P<at>[a-z0-9_.-]*/[0-9a-f.:\[\]]+|[a-z0-9_.-]+:\d+)`},
	{id: "dotnet-refused", kind: Refused, expr: `connection refused \({at}\)|connection refused (?P<at2>\[[0-9a-f:.]+\]:\d+)`},
	{id: "ruby-refused", kind: Refused, expr: `connection refused - connect\(2\) for ["']?{host}["']? port {port}`},
	{id: "curl-refused", kind: Refused, expr: `failed to connect to {host}(?: \({addr}\))? port {port}(?: after \d+ ms)?:? (?:connection refused|couldn['’]?t connect to server)`},
	{id: "php-refused", kind: Refused, expr: `unable to connect to {at} \(connection refused\)`},
	{id: "mongo-refused", kind: Refused, expr: `(?P<at>[a-z0-9_.-]+:\d+): \[errno 111\] connection refused`},
	{id: "http-prefix-refused", kind: Refused, expr: `(?:couldn['’]?t|could not) connect to {at}[^\n]{0,40}?connection refused`},
	{id: "npgsql-refused", kind: Refused, expr: `failed to connect to {at}\s[\s\S]{0,200}?connection refused`},
	{id: "refused", kind: Refused, expr: `\beconnrefused\b|connection (?:was )?refused|connectionrefused(?:error)?|actively refused it|errno 111\b|\bos error 111\b|sqlstate\[hy000\] \[2002\] connection refused`},

	// reset
	{id: "node-reset", kind: Reset, expr: `(?:read|write|connect) (?:econnreset|epipe)(?: {at})?`},
	{id: "go-reset", kind: Reset, expr: `(?:read|write) tcp (?:[0-9.:\[\]a-f]+)->{at}: (?:read: |write: )?(?:connection reset by peer|broken pipe)`},
	{id: "reset", kind: Reset, expr: `\beconnreset\b|connection (?:was )?reset(?: by peer)?|connectionreset(?:error)?|socket hang up|broken pipe|\bepipe\b|forcibly closed by the remote host|server closed the connection unexpectedly|connection terminated unexpectedly|remote end closed connection without response|remotedisconnected|os error 104\b|unexpected eof|the target server failed to respond|lost connection to mysql server during query|server has gone away|connectionclosederror|premature(?: end of|close)|incompletereaderror`},

	// no answer, with a destination
	{id: "node-timeout", kind: NoAnswer, expr: `connect (?:etimedout|ehostunreach|enetunreach) {at}`},
	{id: "undici-timeout", kind: NoAnswer, expr: `connect timeout error \(attempted address(?:es)?: {at}(?:, [^)\n]{0,300}?timeout: (?P<ms>\d+)ms)?`},
	{id: "botocore-connect", kind: NoAnswer, expr: `connect timeout on endpoint url: ["']?{at}`},
	{id: "botocore-read", kind: NoAnswer, expr: `read timeout on endpoint url: ["']?{at}`},
	{id: "botocore-endpoint", kind: NoAnswer, expr: `could not connect to the endpoint url: ["']?{at}`},
	{id: "requests-pool", kind: NoAnswer, expr: `https?connectionpool\(host=["']{host}["'], port={port}\)[^\n]{0,300}?(?:connecttimeouterror|connect timeout|read timed out|readtimeout|timed out|no route to host|network is unreachable)(?:[^\n]{0,200}?timeout=(?P<sec>[0-9.]+))?`},
	{id: "urllib3-to", kind: NoAnswer, expr: `connection to {host} timed out(?:\. \(connect timeout=(?P<sec>[0-9.]+))?`},
	{id: "redis-py-timeout", kind: NoAnswer, expr: `error (?:110|113|60) connecting to {at}\.? (?:connection timed out|operation timed out|no route)`},
	{id: "redis-timeout-to", kind: NoAnswer, expr: `timeout connecting to (?:redis://)?(?P<at>[a-z0-9_.-]+\.[a-z0-9_.-]+(?::\d+)?)`},
	{id: "postgres-timeout", kind: NoAnswer, expr: `server at ["']{host}["'](?: \({addr}\))?, port {port} failed: (?:connection timed out|timeout expired|no route to host|network is unreachable)`},
	{id: "postgres-old-timeout", kind: NoAnswer, expr: `could not connect to server: (?:connection timed out|timeout expired|no route to host)\s+is the server running on host ["']{host}["'](?: \({addr}\))? and accepting\s+tcp/ip connections on port {port}`},
	{id: "mysql-timeout", kind: NoAnswer, expr: `can['’]?t connect to (?:mysql|mariadb) server on ['"]{at}['"](?::{port})? ?\(?(?:\[errno )?(?:110|60|timed out|10060|113)`},
	{id: "mongo-timeout", kind: NoAnswer, expr: `(?P<at>[a-z0-9_.-]+:\d+): (?:timed out|\[errno 110\])`},
	{id: "go-dial", kind: NoAnswer, expr: `(?:get|post|put|head|patch|delete) ["']?{at}["']? ?["']?: (?:dial tcp|net/http: |context deadline|tls: )[^\n]{0,160}?(?:i/o timeout|deadline exceeded|timed out|request canceled|no route to host|network is unreachable)`},
	{id: "go-dial-ip", kind: NoAnswer, expr: `dial tcp(?:4|6)? {at}:? (?:connect: )?(?:i/o timeout|connection timed out|operation timed out|no route to host|network is unreachable)`},
	{id: "go-udp", kind: NoAnswer, udp: true, expr: `(?:dial|read|write) udp (?:[0-9.:\[\]a-f]+->)?{at}: (?:connect: |read: |write: )?(?:i/o timeout|no route to host|network is unreachable)`},
	{id: "go-read", kind: NoAnswer, expr: `(?:read|write) tcp [0-9.:\[\]a-f]+->{at}: (?:read: |write: )?(?:i/o timeout|connection timed out|no route to host)`},
	{id: "apache-timeout", kind: NoAnswer, expr: `connect to (?:https?://)?{at} \[[^\]\n]{0,300}\] failed: (?:connect timed out|connection timed out|read timed out|no route to host)`},
	{id: "netty-timeout", kind: NoAnswer, expr: `connection timed out(?: after \d+ ?ms)?: (?:no further information: )?(?P<at>[a-z0-9_.-]*/[0-9a-f.:\[\]]+|[a-z0-9_.-]+:\d+)`},
	{id: "jdbc-sqlserver-timeout", kind: NoAnswer, expr: `tcp/ip connection to the host {host}, port {port} has failed`},
	{id: "lettuce", kind: NoAnswer, expr: `unable to connect to (?:\[?/?<?unresolved>?/?)?{at}(?:\])?(?:[^\n]{0,80}?(?:timed out|timeout))`},
	{id: "dotnet-timeout", kind: NoAnswer, expr: `(?:connection|operation) timed out \({at}\)|connection timed out (?P<at2>\[[0-9a-f:.]+\]:\d+)`},
	{id: "ruby-timeout", kind: NoAnswer, expr: `connection timed out - connect\(2\) for ["']?{host}["']? port {port}`},
	{id: "ruby-open-timeout", kind: NoAnswer, expr: `failed to open tcp connection to {at} \((?:execution expired|connection timed out|no route to host)`},
	{id: "curl-timeout", kind: NoAnswer, expr: `failed to connect to {host}(?: \({addr}\))? port {port}(?: after (?P<ms>\d+) ms)?:? (?:timeout was reached|connection timed out|operation timed out|no route to host|timed out)`},
	{id: "php-timeout", kind: NoAnswer, expr: `unable to connect to {at} \((?:connection timed out|operation timed out|no route to host)\)`},
	{id: "kafka-node", kind: NoAnswer, expr: `connection to node -?\d+ \({at}\) could not be established`},
	{id: "npgsql", kind: NoAnswer, expr: `failed to connect to {at}(?:[\s\S]{0,200}?(?:timed out|timeout))`},
	{id: "etimedout-at", kind: NoAnswer, expr: `(?:etimedout|ehostunreach|enetunreach):?(?: connecting)?(?: to)? (?P<at>[0-9a-f]*[.:][0-9a-f.:]+|\[[0-9a-f:]+\]:\d+|[a-z0-9_-]+(?:\.[a-z0-9_-]+)+(?::\d+)?)`},

	// no answer, with a destination beside it or none
	{id: "sdk-timeout", kind: NoAnswer, expr: `connecttimeout(?:error|exception)?|endpointconnectionerror|connectiontimeouterror|apicalltimeoutexception|apicallattempttimeoutexception|sockettimeoutexception|readtimeout(?:error)?|opentimeout|serverselectiontimeouterror|mongo(?:ose)?serverselectionerror|socket\.timeout|httptimeoutexception|httpconnecttimeoutexception|kafkajsconnectionerror`},
	{id: "timeout-code", kind: NoAnswer, expr: `\b(?:etimedout|esockettimedout|ehostunreach|enetunreach|err_socket_connection_timeout|und_err_connect_timeout|und_err_headers_timeout)\b|\berrno (?:110|113|101)\b|\bos error (?:110|113|101)\b|socketexception \((?:110|113|101|10060)\)|sqlstate\[hy000\] \[2002\] (?:connection timed out|operation timed out)|curl error 28\b`},
	{id: "timeout-words", kind: NoAnswer, expr: `connect(?:ion)? (?:timed out|timeout|terminated due to connection timeout)(?: after (?P<ms>\d+) ?ms)?|i/o timeout|context deadline exceeded|timeout expired|operation timed out|operation has timed out|no route to host|network is unreachable|deadline has elapsed|tcp connect error|pooltimedout|\bsystem error: 110\b|connection setup timed out|read timed out|communications link failure|network adapter could not establish the connection|network-related or instance-specific error|configured httpclient\.timeout of (?P<sec>\d+) seconds|connection attempt failed|execution expired|request timed out`},

	// Lambda: the function's own timeout
	{id: "task-timed-out", kind: Timeout, expr: `task timed out after (?P<sec>[0-9.]+) seconds`},
	{id: "report-timeout", kind: Timeout, expr: `\bstatus["']?: ?["']?timeout\b`},
	{id: "sandbox-timeout", kind: Timeout, expr: `sandbox\.timed?out`},
	{id: "function-timed-out-prose", kind: Timeout, expr: `function (?:timed out|times out|runs into its timeout)|(?:lambda|function) timeout`},

	// what people say
	{id: "prose-host-times-out", kind: NoAnswer, expr: `\b(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|io|internal|local|aws|cn|dev|app|corp))(?::{port})? (?:still )?(?:times? out|timed out|timeout|does not answer|doesn['’]?t answer|is unreachable|never answers)`},
	{id: "prose-address-times-out", kind: NoAnswer, expr: `\b(?P<at>\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?::\d{1,5})?) (?:still )?(?:times? out|timed out|timeout|does not answer|doesn['’]?t answer|is unreachable|never answers)`},
	{id: "prose-times-out-on", kind: NoAnswer, expr: `(?:times? out|timed out|timing out|unreachable|cannot reach|can['’]?t reach|no answer|never leaves?)(?: (?:on|at|from|to|when calling|calling|connecting to|while connecting to)|:)? (?:the )?(?P<host>[a-z0-9_-]+(?:\.[a-z0-9_-]+)+)(?::{port})?`},
	{id: "prose-call-times-out-host", kind: NoAnswer, expr: `times? out: (?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::{port})?`},
	{id: "prose-service-times-out", kind: NoAnswer, expr: `\b(?P<svc>[a-z0-9-]+(?: manager| systems)?) (?:still )?(?:calls? )?(?:times? out|timed out|does not answer|doesn['’]?t answer|never answers)`},
	{id: "prose-times-out-service", kind: NoAnswer, expr: `times? out (?:on|calling|to|from) (?:amazon |aws )?(?P<svc>[a-z0-9-]+)\b`},
	{id: "prose-port", kind: NoAnswer, expr: `\bon port {port} (?:never leaves|times? out|timed out|does not (?:leave|answer))`},
	{id: "prose-no-internet", kind: NoAnswer, expr: `\bno(?:thing|body|ne)?\b[^\n.]{0,60}? (?:has|have|reach(?:es)?|gets?) (?:the )?internet|los(?:e|es|ing) (?:the )?internet|does not get through`},
	{id: "prose-why-not", kind: NoAnswer, expr: `why does (?P<svc>[a-z0-9-]+) not answer`},
	{id: "prose-timeout", kind: NoAnswer, expr: `\btim(?:es?|ed|ing) ?out\b|never returns|does not answer|no internet|cannot (?:connect|reach)|can['’]?t (?:connect|reach)|hangs\b|is unreachable`},
	{id: "forbidden", kind: AccessDenied, expr: `\b403 forbidden\b|status(?: ?code)?:? 403\b|\{"message": ?"forbidden"\}|message: forbidden`},
	{id: "access-denied-service", kind: AccessDenied, expr: `\baccess ?denied(?:exception)?\b[^\n]{0,80}?(?:on every (?P<svc>[a-z0-9]+) call)`},
	{id: "access-denied", kind: AccessDenied, expr: `\baccess ?denied(?:exception)?\b`},

	// alarms: that a function fails
	{id: "alarm-port-allocation", kind: NATPorts, expr: `metricname: errorportallocation`},
	{id: "alarm-lambda", kind: Failing, expr: `\bmetricname: (?:errors|duration|asyncEventsDropped|deadletter[a-z]*|iteratorage)\b`},
	{id: "xray-fault", kind: Failing, expr: `\b(?:fault|error): true\b`},
	{id: "event-source", kind: Failing, expr: `problem: (?:connection|function|cluster) error|your vpc must be able to connect to lambda`},
	{id: "exit-error", kind: Failing, expr: `runtime\.exiterror|exited with error: |extension\.crash`},
	{id: "sdk-failed", kind: Failing, expr: `unable to execute http request`},
}
