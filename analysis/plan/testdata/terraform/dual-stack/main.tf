# A dual-stack VPC, with an egress-only internet gateway and rules for IPv6.

resource "aws_vpc" "main" {
  cidr_block                       = "10.0.0.0/16"
  assign_generated_ipv6_cidr_block = true
}

resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  ipv6_cidr_block   = cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, 1)
  availability_zone = "us-east-1a"
}

resource "aws_egress_only_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.main.id

  route {
    ipv6_cidr_block        = "::/0"
    egress_only_gateway_id = aws_egress_only_internet_gateway.main.id
  }
}

resource "aws_route_table_association" "a" {
  subnet_id      = aws_subnet.a.id
  route_table_id = aws_route_table.private.id
}

resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id

  egress {
    protocol         = "tcp"
    from_port        = 443
    to_port          = 443
    ipv6_cidr_blocks = ["::/0"]
  }
}

resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"

  vpc_config {
    subnet_ids                  = [aws_subnet.a.id]
    ipv6_allowed_for_dual_stack = true
    security_group_ids          = [aws_security_group.job.id]
  }
}
