# The rules that are written in a group change: the database is no more in them, and other things in the VPC are.
resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 8443
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    protocol  = "-1"
    from_port = 0
    to_port   = 0
    self      = true
  }

  tags = { Name = "job" }
}
