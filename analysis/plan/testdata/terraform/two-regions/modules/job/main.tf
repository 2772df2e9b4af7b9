variable "name" { type = string }
variable "range" { type = string }

resource "aws_vpc" "this" {
  cidr_block = var.range
}

module "subnets" {
  source = "./subnets"

  for_each = { a = 0, b = 1 }

  vpc_id = aws_vpc.this.id
  range  = cidrsubnet(var.range, 8, each.value)
  zone   = each.key
}

module "group" {
  source = "./group"

  name   = var.name
  vpc_id = aws_vpc.this.id
  to     = [var.range]
}

data "aws_region" "here" {}

resource "aws_iam_role" "job" {
  name = "${var.name}-${data.aws_region.here.region}"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }]
  })
}

resource "aws_lambda_function" "job" {
  function_name = var.name
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"

  vpc_config {
    subnet_ids         = [for s in module.subnets : s.id]
    security_group_ids = [module.group.id]
  }
}
