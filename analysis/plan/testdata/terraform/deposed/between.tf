# in use: aws_security_group
locals {
  description = "the second"
}
