# A function gets another subnet and another group besides its own.

resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.a.id, aws_subnet.b.id]
    security_group_ids = [aws_security_group.job.id, aws_security_group.more.id]
  }
}

resource "aws_security_group" "more" {
  name   = "more"
  vpc_id = aws_vpc.main.id

  egress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["10.0.0.0/16"]
  }
}
