# A function leaves the VPC, and so has the internet.

resource "aws_lambda_function" "job" {
  function_name = "job"
  role          = aws_iam_role.job.arn
  handler       = "main.handler"
  runtime       = "python3.13"
  filename      = "job.zip"
}
