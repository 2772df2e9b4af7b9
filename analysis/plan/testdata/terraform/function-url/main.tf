# A function gets a URL that everybody may call, and another a permission for a bucket.

resource "aws_lambda_function_url" "job" {
  function_name      = aws_lambda_function.job.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_permission" "url" {
  statement_id           = "everybody"
  action                 = "lambda:InvokeFunctionUrl"
  function_name          = aws_lambda_function.job.function_name
  principal              = "*"
  function_url_auth_type = "NONE"
}

resource "aws_lambda_permission" "bucket" {
  statement_id  = "bucket"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.other.arn
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::incoming"
}
