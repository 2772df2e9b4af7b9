module "job" {
  source = "./modules/firewall"

  name   = "job"
  vpc_id = aws_vpc.main.id

  egress = {
    https    = { from_port = 443, to_port = 443, cidr_ipv4 = "0.0.0.0/0" }
    database = { from_port = 5432, to_port = 5432, cidr_ipv4 = "10.0.1.0/24" }
  }

  egress_with_cidr_blocks = [
    { from_port = 6379, to_port = 6379, cidr_blocks = "10.0.1.0/24,10.0.2.0/24" },
    { from_port = 53, to_port = 53, protocol = "udp", cidr_blocks = "10.0.0.2/32" },
  ]
}
