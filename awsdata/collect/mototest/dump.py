"""Writes what the AWS CLI prints for an account into a directory that vpclens loads.

    dump.py ENDPOINT DIRECTORY REGION...

Every line of CALLS is a command of the AWS CLI. They run in one process by way of the CLI's own driver, because starting
the CLI a hundred times takes a minute. A command that fails leaves no file, as it would in anyone's own dump.
"""

import contextlib
import functools
import io
import json
import os
import pathlib
import sys
import tempfile

from awscli.clidriver import create_clidriver

CALLS = """
ec2 describe-vpcs
ec2 describe-dhcp-options
ec2 describe-vpc-block-public-access-options
ec2 describe-subnets
ec2 describe-route-tables
ec2 describe-security-groups
ec2 describe-security-group-vpc-associations
ec2 describe-network-acls
ec2 describe-network-interfaces
ec2 describe-nat-gateways
ec2 describe-internet-gateways
ec2 describe-egress-only-internet-gateways
ec2 describe-vpc-endpoints
ec2 describe-prefix-lists
ec2 describe-managed-prefix-lists
ec2 describe-vpc-peering-connections
ec2 describe-transit-gateways
ec2 describe-transit-gateway-attachments
ec2 describe-transit-gateway-vpc-attachments
ec2 describe-transit-gateway-route-tables
ec2 describe-flow-logs
lambda list-functions --function-version ALL
lambda list-capacity-providers
resourcegroupstaggingapi get-resources --resource-type-filters lambda:function
route53resolver list-firewall-rule-group-associations
""".strip().splitlines()

# Names and data stores, where functions are in a VPC. Two services share the name of a command here and there; then the
# document is called after the service too.
STORES = """
route53resolver list-resolver-rules
route53resolver list-resolver-rule-associations
route53profiles list-profile-associations
rds describe-db-instances
rds describe-db-clusters
rds describe-db-proxies
rds describe-db-proxy-endpoints
elasticache describe-cache-clusters --show-cache-node-info
elasticache describe-replication-groups
elasticache describe-serverless-caches
memorydb describe-clusters --show-shard-details
opensearch list-domain-names
kafka list-clusters-v2
redshift describe-clusters
redshift-serverless list-workgroups
efs describe-file-systems
fsx describe-file-systems
mq list-brokers
lambda list-event-source-mappings
elbv2 describe-load-balancers
elbv2 describe-target-groups
""".strip().splitlines()
SHARED = "describe-clusters", "describe-file-systems"


def stores(aws, region, found):
    """Dumps what the names of a region's network lead to, and who answers there."""
    home = {s["SubnetId"]: s["VpcId"] for s in found["describe-subnets"]["Subnets"]}
    vpcs = {home[f["VpcConfig"]["SubnetIds"][0]] for f in found["list-functions"].get("Functions", [])
            if f.get("VpcConfig", {}).get("SubnetIds")}
    for call in STORES if vpcs else []:
        command = call.split()
        name = "-".join(command[:2]) if command[1] in SHARED else command[1]
        found[name] = aws(region, name, *command)
    zones = {}
    for vpc in vpcs:
        answer = aws("global", f"list-hosted-zones-by-vpc.{vpc}",
                     "route53", "list-hosted-zones-by-vpc", "--vpc-id", vpc, "--vpc-region", region)
        zones.update({z["HostedZoneId"]: z for z in answer.get("HostedZoneSummaries", [])})
        answer = aws(region, f"list-service-network-vpc-associations.{vpc}",
                     "vpc-lattice", "list-service-network-vpc-associations", "--vpc-identifier", vpc)
        for association in answer.get("items", []):
            id = association["id"]
            aws(region, f"get-service-network-vpc-association.{id}", "vpc-lattice", "get-service-network-vpc-association",
                "--service-network-vpc-association-identifier", id)
    for zone in zones:
        aws("global", f"list-resource-record-sets.{zone}", "route53", "list-resource-record-sets", "--hosted-zone-id", zone)
    names = [d["DomainName"] for d in found.get("list-domain-names", {}).get("DomainNames", [])]
    if names:
        aws(region, "describe-domains", "opensearch", "describe-domains", "--domain-names", *names)
    for cluster in found.get("list-clusters-v2", {}).get("ClusterInfoList", []):
        aws(region, f"get-bootstrap-brokers.{cluster['ClusterName']}",
            "kafka", "get-bootstrap-brokers", "--cluster-arn", cluster["ClusterArn"])
    for system in found.get("efs-describe-file-systems", {}).get("FileSystems", []):
        id = system["FileSystemId"]
        aws(region, f"describe-mount-targets.{id}", "efs", "describe-mount-targets", "--file-system-id", id)
    for broker in found.get("list-brokers", {}).get("BrokerSummaries", []):
        id = broker["BrokerId"]
        aws(region, f"describe-broker.{id}", "mq", "describe-broker", "--broker-id", id)
    for balancer in found.get("describe-load-balancers", {}).get("LoadBalancers", []):
        aws(region, f"describe-listeners.{balancer['LoadBalancerName']}",
            "elbv2", "describe-listeners", "--load-balancer-arn", balancer["LoadBalancerArn"])
    instances = set()
    for group in found.get("describe-target-groups", {}).get("TargetGroups", []):
        if not group.get("LoadBalancerArns"):
            continue
        health = aws(region, f"describe-target-health.{group['TargetGroupName']}",
                     "elbv2", "describe-target-health", "--target-group-arn", group["TargetGroupArn"])
        instances |= {t["Target"]["Id"] for t in health.get("TargetHealthDescriptions", []) if t["Target"]["Id"].startswith("i-")}
    if instances:
        aws(region, "describe-instances", "ec2", "describe-instances", "--instance-ids", *sorted(instances))


def main(endpoint, directory, regions):
    # The second version of the CLI prints times this way without being told.
    config = tempfile.NamedTemporaryFile("w", suffix=".ini")
    config.write("[default]\ncli_timestamp_format = iso8601\n")
    config.flush()
    os.environ.update(
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="secret", AWS_MAX_ATTEMPTS="1",
        AWS_CONFIG_FILE=config.name, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_EC2_METADATA_DISABLED="true",
    )
    driver = create_clidriver()
    # The driver makes a client for each command, which takes longer than the call.
    driver.session.create_client = functools.cache(driver.session.create_client)

    def aws(region, name, *command):
        """Runs a command and keeps its output as directory/region/name.json. Returns the output, {} if it failed."""
        printed = io.StringIO()
        arguments = ["--endpoint-url", endpoint, "--output", "json",
                     "--region", regions[0] if region == "global" else region, *command]
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
            status = driver.main(arguments)
        if status != 0:
            return {}
        path = pathlib.Path(directory, region, name + ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(printed.getvalue(), encoding="utf-8")
        return json.loads(printed.getvalue())

    for region in regions:
        found = {}
        for call in CALLS:
            command = call.split()
            found[command[1]] = aws(region, command[1], *command)
        for vpc in found["describe-vpcs"].get("Vpcs", []):
            for attribute in "enableDnsSupport", "enableDnsHostnames":
                aws(region, f"describe-vpc-attribute.{vpc['VpcId']}.{attribute}",
                    "ec2", "describe-vpc-attribute", "--vpc-id", vpc["VpcId"], "--attribute", attribute)
        for prefix_list in found["describe-managed-prefix-lists"].get("PrefixLists", []):
            id = prefix_list["PrefixListId"]
            aws(region, f"get-managed-prefix-list-entries.{id}",
                "ec2", "get-managed-prefix-list-entries", "--prefix-list-id", id)
        for table in found["describe-transit-gateway-route-tables"].get("TransitGatewayRouteTables", []):
            id = table["TransitGatewayRouteTableId"]
            aws(region, f"search-transit-gateway-routes.{id}", "ec2", "search-transit-gateway-routes",
                "--transit-gateway-route-table-id", id, "--filters", "Name=state,Values=active,blackhole")
        for function in found["list-functions"].get("Functions", []):
            name = function["FunctionName"]
            if function["Version"] == "$LATEST" and function.get("VpcConfig", {}).get("SubnetIds"):
                aws(region, f"get-function.{name}", "lambda", "get-function", "--function-name", name)
            if function["Version"] == "$LATEST":
                for call in "list-function-url-configs", "get-policy":
                    aws(region, f"{call}.{name}", "lambda", call, "--function-name", name)
        stores(aws, region, found)
        for service, code in ("lambda", "L-9FEE3D26"), ("vpc", "L-DF5E4CA3"):
            aws(region, f"get-service-quota.{service}.{code}",
                "service-quotas", "get-service-quota", "--service-code", service, "--quota-code", code)
    aws("global", "get-caller-identity", "sts", "get-caller-identity")
    aws("global", "get-account-authorization-details", "iam", "get-account-authorization-details",
        "--filter", "Role", "LocalManagedPolicy", "AWSManagedPolicy")


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
