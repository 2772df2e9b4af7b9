# Rules of both forms of their own, made of a map and of a list: one changes, one goes, one comes, and a list moves up by
# one, which Terraform makes others of.
module "job" {
  source = "./modules/firewall"

  name   = "job"
  vpc_id = aws_vpc.main.id

  egress = {
    https = { from_port = 443, to_port = 443, cidr_ipv4 = "10.0.0.0/16" }
    peers = { ip_protocol = "-1", referenced_security_group_id = module.peer.security_group_id }
  }

  egress_with_cidr_blocks = [
    { from_port = 53, to_port = 53, protocol = "udp", cidr_blocks = "10.0.0.2/32" },
  ]
}

module "peer" {
  source = "./modules/firewall"

  name   = "peer"
  vpc_id = aws_vpc.main.id
}
