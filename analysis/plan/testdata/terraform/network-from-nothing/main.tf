# A new account: a network, security groups and functions by modules, in the way that the registry's modules are written.
provider "aws" {
  region = "us-east-1"

  default_tags {
    tags = { Team = "payments" }
  }
}

data "aws_availability_zones" "here" {
  state = "available"
}

module "network" {
  source = "./modules/network"

  name               = "payments"
  cidr               = "10.20.0.0/16"
  zones              = slice(data.aws_availability_zones.here.names, 0, 2)
  private_subnets    = ["10.20.0.0/24", "10.20.1.0/24"]
  public_subnets     = ["10.20.100.0/24", "10.20.101.0/24"]
  enable_nat_gateway = true
  single_nat_gateway = true
}

module "job_group" {
  source = "./modules/firewall"

  name   = "payments-job"
  vpc_id = module.network.vpc_id
  egress = {
    https = { from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0" }
    dns   = { from_port = 53, to_port = 53, ip_protocol = "udp", cidr_ipv4 = module.network.vpc_cidr_block }
  }
}

module "job" {
  source = "./modules/job"

  function_name          = "payments-job"
  vpc_subnet_ids         = module.network.private_subnets
  vpc_security_group_ids = [module.job_group.security_group_id]
  attach_network_policy  = true
}

module "report" {
  source = "./modules/job"

  function_name = "payments-report"
}
