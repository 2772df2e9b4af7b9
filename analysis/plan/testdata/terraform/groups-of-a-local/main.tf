# A local value brings a group into a list that the plan does not show: the answer leaves it open.

resource "aws_security_group" "new" {
  name   = "new"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.0.0.0/16"]
  }
}

locals {
  there = [aws_security_group.there.id]
}

resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = concat(local.there, [aws_security_group.new.id])
  }
}
