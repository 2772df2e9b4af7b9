# A VPC gets a second range, and a subnet in it, as modules write it.

resource "aws_vpc_ipv4_cidr_block_association" "more" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.99.0.0/16"
}

resource "aws_subnet" "more" {
  vpc_id            = aws_vpc_ipv4_cidr_block_association.more.vpc_id
  cidr_block        = "10.99.0.0/24"
  availability_zone = "us-east-1b"
}
