# A rule of the oldest form of its own changes, which replaces it; another comes, from a group.

resource "aws_security_group_rule" "out" {
  security_group_id = aws_security_group.job.id
  type              = "egress"
  protocol          = "tcp"
  from_port         = 5432
  to_port           = 5432
  cidr_blocks       = ["10.0.2.0/24"]
}

resource "aws_security_group_rule" "cache" {
  security_group_id        = aws_security_group.job.id
  type                     = "egress"
  protocol                 = "tcp"
  from_port                = 6379
  to_port                  = 6379
  source_security_group_id = aws_security_group.cache.id
}

resource "aws_security_group_rule" "self" {
  security_group_id = aws_security_group.cache.id
  type              = "ingress"
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  self              = true
}
