# The range of a new rule is known only after apply: an address that AWS gives.

resource "aws_eip" "partner" {
  domain = "vpc"
}

resource "aws_vpc_security_group_egress_rule" "partner" {
  security_group_id = aws_security_group.job.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "${aws_eip.partner.public_ip}/32"
}
