# The policy of an endpoint names a role that has no ARN before it is made.

resource "aws_iam_role" "other" {
  name_prefix        = "other-"
  assume_role_policy = aws_iam_role.job.assume_role_policy
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.main.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.private.id]
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:*", Resource = "*", Principal = "*",
    Condition = { ArnEquals = { "aws:PrincipalArn" = aws_iam_role.other.arn } } }]
  })
}
