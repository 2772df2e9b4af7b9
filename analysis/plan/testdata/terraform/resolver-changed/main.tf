# The VPC gets servers of its own for names.

resource "aws_vpc_dhcp_options" "own" {
  domain_name         = "example.internal"
  domain_name_servers = ["10.0.2.53"]
}

resource "aws_vpc_dhcp_options_association" "own" {
  vpc_id          = aws_vpc.main.id
  dhcp_options_id = aws_vpc_dhcp_options.own.id
}
