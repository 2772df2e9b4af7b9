# A list has a group that is there, one that is new, one of a variable and one of a module.

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

module "cache" {
  source = "./modules/group"

  name   = "cache"
  vpc_id = aws_vpc.main.id
}

resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"

  vpc_config {
    subnet_ids         = [aws_subnet.a.id]
    security_group_ids = concat([aws_security_group.there.id, aws_security_group.new.id, module.cache.id], [aws_vpc.main.default_security_group_id])
  }
}
