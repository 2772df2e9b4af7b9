variable "name" { type = string }
variable "vpc_id" { type = string }
variable "to" { type = list(string) }

resource "aws_security_group" "this" {
  name   = var.name
  vpc_id = var.vpc_id

  dynamic "egress" {
    for_each = var.to

    content {
      protocol    = "tcp"
      from_port   = 443
      to_port     = 443
      cidr_blocks = [egress.value]
    }
  }
}

output "id" {
  value = aws_security_group.this.id
}
