variable "name" { type = string }
variable "vpc_id" { type = string }

resource "aws_security_group" "this" {
  count = 1

  name   = var.name
  vpc_id = var.vpc_id
}

output "id" {
  value = try(aws_security_group.this[0].id, "")
}
