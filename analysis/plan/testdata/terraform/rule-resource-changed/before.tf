resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.job.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_blocks       = ["10.0.2.0/24"]
}
