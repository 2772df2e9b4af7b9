# A new list with its ranges, and a rule by it, in a new group.

resource "aws_ec2_managed_prefix_list" "partners" {
  name           = "partners"
  address_family = "IPv4"
  max_entries    = 5

  entry {
    cidr = "10.0.2.0/24"
  }
}

resource "aws_ec2_managed_prefix_list_entry" "more" {
  prefix_list_id = aws_ec2_managed_prefix_list.partners.id
  cidr           = "10.0.7.0/24"
}

resource "aws_security_group" "job" {
  name   = "job"
  vpc_id = aws_vpc.main.id

  egress {
    protocol        = "tcp"
    from_port       = 443
    to_port         = 443
    prefix_list_ids = [aws_ec2_managed_prefix_list.partners.id]
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
    security_group_ids = [aws_security_group.job.id]
  }
}
