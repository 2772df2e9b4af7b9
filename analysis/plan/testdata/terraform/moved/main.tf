# Resources get other addresses by moved blocks, and one of them changes besides.

moved {
  from = aws_security_group.job
  to   = aws_security_group.work
}

moved {
  from = aws_subnet.b
  to   = aws_subnet.other["b"]
}

resource "aws_subnet" "other" {
  for_each = toset(["b"])

  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.2.0/24"
  availability_zone = "us-east-1b"
  tags              = { Name = "b" }
}

resource "aws_security_group" "work" {
  name   = "job"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.0.2.0/24"]
  }
}

resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = [aws_security_group.work.id]
  }
}
