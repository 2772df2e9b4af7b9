# What is there already is imported, and the group changes as it is.

import {
  to = aws_security_group.job
  id = "sg-00c80ca5c10a26857"
}

import {
  to = aws_vpc.main
  id = "vpc-0f0c9db664da5bd05"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}

resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 0
    to_port     = 65535
    cidr_blocks = ["10.0.0.0/8"]
  }
}
