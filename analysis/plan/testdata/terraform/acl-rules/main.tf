# A new ACL whose rules and subnets are resources of their own.

resource "aws_network_acl" "private" {
  vpc_id = aws_vpc.main.id
}

resource "aws_network_acl_rule" "in" {
  network_acl_id = aws_network_acl.private.id
  rule_number    = 100
  protocol       = "-1"
  rule_action    = "allow"
  cidr_block     = "0.0.0.0/0"
}

resource "aws_network_acl_rule" "out" {
  for_each = { 100 = 443, 110 = 5432 }

  network_acl_id = aws_network_acl.private.id
  egress         = true
  rule_number    = each.key
  protocol       = "tcp"
  rule_action    = "allow"
  cidr_block     = "10.0.0.0/16"
  from_port      = each.value
  to_port        = each.value
}

resource "aws_network_acl_association" "a" {
  network_acl_id = aws_network_acl.private.id
  subnet_id      = aws_subnet.a.id
}
