# One of two subnets, by its number: the plan does not say which.

resource "aws_security_group" "s" {
  name   = "s"
  vpc_id = aws_vpc.main.id
  egress {
    protocol         = "-1"
    from_port        = 0
    to_port          = 0
    cidr_blocks      = ["0.0.0.0/0"]
    ipv6_cidr_blocks = ["::/0"]
  }
}
variable "i" { default = 1 }
resource "aws_subnet" "x" {
  count             = 2
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1${count.index}.0/24"
  availability_zone = "us-east-1a"
}
resource "aws_route_table" "q" {
  vpc_id = aws_vpc.main.id
  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.main.id
  }
}
resource "aws_route_table_association" "x" {
  subnet_id      = aws_subnet.x[0].id
  route_table_id = aws_route_table.q.id
}
resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"
  vpc_config {
    subnet_ids         = [aws_subnet.x[var.i].id]
    security_group_ids = [aws_security_group.s.id]

  }
}
