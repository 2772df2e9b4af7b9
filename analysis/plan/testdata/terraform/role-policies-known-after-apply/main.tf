# What a role may do is known only after apply: its policy names a bucket and a queue that AWS names.

resource "aws_s3_bucket" "data" {
  bucket_prefix = "data-"
}

resource "aws_sqs_queue" "work" {
  name = "work"
}

resource "aws_iam_role_policy" "job" {
  name = "work"
  role = aws_iam_role.job.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      { Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/*" },
      { Effect = "Allow", Action = "sqs:SendMessage", Resource = aws_sqs_queue.work.arn },
    ]
  })
}

data "aws_iam_policy_document" "keys" {
  statement {
    actions   = ["kms:Decrypt"]
    resources = ["*"]
  }
}

resource "aws_iam_policy" "keys" {
  name   = "keys"
  policy = data.aws_iam_policy_document.keys.json
}

resource "aws_iam_role_policy_attachment" "keys" {
  role       = aws_iam_role.job.name
  policy_arn = aws_iam_policy.keys.arn
}
