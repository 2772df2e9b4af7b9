variable "vpc_id" { type = string }
variable "range" { type = string }
variable "zone" { type = string }

data "aws_region" "here" {}

resource "aws_subnet" "this" {
  vpc_id            = var.vpc_id
  cidr_block        = var.range
  availability_zone = "${data.aws_region.here.region}${var.zone}"
}

output "id" {
  value = aws_subnet.this.id
}
