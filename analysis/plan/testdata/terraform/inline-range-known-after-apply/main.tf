# A range within a group is known only after apply; the other rules of the group are known.

resource "aws_eip" "partner" {
  domain = "vpc"
}

resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["10.0.0.0/16"]
  }

  egress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["${aws_eip.partner.public_ip}/32", "10.0.2.0/24"]
  }
}
